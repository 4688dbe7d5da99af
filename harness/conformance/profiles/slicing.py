"""Sorts the values of a sliced element into its slices (R4 profiling.html#slicing). Judges none of them by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from harness.conformance.issue import Issue, not_checked
from harness.conformance.profiles.overlay import Slice, Slicing
from harness.conformance.profiles.places import Place

Belongs = Callable[[Place, Slice], bool | None]


@dataclass(slots=True)
class Sorted:
    """The values of each slice, by its name, what is wrong with the sorting, and the slices one cannot be sure of."""

    slices: dict[str, list[Place]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)


def sort(places: list[Place], slicing: Slicing, belongs: Belongs, types: frozenset[str] | None) -> Sorted:
    """Sort values into slices, in order. A value whose type is none of `types` has been refused already."""
    found = Sorted({one.name: [] for one in slicing.slices})
    if slicing.default:
        found.slices[slicing.default.name] = []
    reached, left = -1, None
    for place in places:
        at = _slice_of(place, slicing, belongs, found)
        if at is None:
            if not _rest(place, slicing, found, types):
                left = place
            continue
        if left is not None and slicing.rules == "openAtEnd":
            found.issues.append(_not_at_end(left, slicing))
            left = None
        if slicing.ordered and 0 <= at < reached:
            found.issues.append(_out_of_order(place, slicing, at, reached))
        reached = max(reached, at)
    return found


def _slice_of(place: Place, slicing: Slicing, belongs: Belongs, found: Sorted) -> int | None:
    """The number of the slice that a value is in; None for a value in no slice, -1 where that cannot be known."""
    answers = [belongs(place, one) for one in slicing.slices]
    fitting = [at for at, answer in enumerate(answers) if answer]
    if len(fitting) > 1:
        names = ", ".join(slicing.slices[at].name for at in fitting)
        message = f"this is in more than one slice of the profile: {names}"
        found.issues.append(Issue("error", "structure", place.where, message, "one slice", names, slicing.source))
    for at in fitting:
        found.slices[slicing.slices[at].name].append(place)
    if fitting:
        return fitting[0]
    unsure = [one.name for one, answer in zip(slicing.slices, answers, strict=True) if answer is None]
    if not unsure:
        return None
    found.unsure.update(unsure)
    paths = ", ".join(f"{by.kind} of {by.path}" for by in slicing.discriminators) or "nothing the profile names"
    reason = f"whether this is in the slice {' or '.join(unsure)}, told apart by {paths}"
    found.issues.append(not_checked(place.where, reason, source=slicing.source))
    return -1


def _rest(place: Place, slicing: Slicing, found: Sorted, types: frozenset[str] | None) -> bool:
    """A value that is in no slice: for the default slice, or one too many; whether it is settled by that."""
    if slicing.default:
        found.slices[slicing.default.name].append(place)
        return True
    refused = types is not None and place.code not in types
    if slicing.rules == "closed" and not refused:
        names = ", ".join(one.name for one in slicing.slices)
        message = f"this is in none of the slices of the profile, which permits no others: {names}"
        found.issues.append(Issue("error", "structure", place.where, message, names, "another", slicing.source))
    return False


def _not_at_end(place: Place, slicing: Slicing) -> Issue:
    message = "what is in no slice of the profile has to stand at the end, after all that is"
    return Issue("error", "structure", place.where, message, "at the end", "before a slice", slicing.source)


def _out_of_order(place: Place, slicing: Slicing, at: int, reached: int) -> Issue:
    here, before = slicing.slices[at].name, slicing.slices[reached].name
    message = f"the slices of the profile are in order: {here} has to stand before {before}"
    return Issue("error", "structure", place.where, message, f"before {before}", f"after {before}", slicing.source)
