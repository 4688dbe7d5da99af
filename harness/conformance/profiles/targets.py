"""What a reference in a profile may point at (R4 profiling.html): types, profiles, and where the target may be.

A target that is in reach is held against its profile; of another only the type is known, and that is said.
"""

from __future__ import annotations

from harness.conformance.issue import Issue, Severity, mismatch, not_checked
from harness.conformance.looking import shown, text
from harness.conformance.profiles.discriminators import reached
from harness.conformance.profiles.library import Library
from harness.conformance.profiles.overlay import Conforms, Rules
from harness.conformance.profiles.places import Place
from harness.conformance.profiles.steps import RESOLVE
from harness.conformance.structure.elements import type_name
from harness.conformance.structure.references import resolve

_ANY = {"Resource", "DomainResource"}


def check_target(place: Place, rules: Rules, library: Library, conforms: Conforms) -> None:
    """A Reference against the targets and the modes of aggregation that a profile leaves."""
    if rules.aggregation:
        _check_aggregation(place, rules)
    if not rules.targets:
        return
    found, _ = reached(place, (RESOLVE,), library, typed=True)
    if not found or found[0].code not in library.definitions.resource_types:
        if text(place.value, "reference"):
            _unknown(place, rules)
        return
    target = found[0]
    kinds = library.kinds(target.code)
    if rules.said_targets and not rules.said_targets & ({*kinds} | _ANY):
        return  # the type says so already
    permitted = [url for url in rules.targets if (library.type_of(url) or target.code) in kinds]
    if not permitted:
        names = " or ".join(_told(url, library) for url in rules.targets)
        literal = text(place.value, "reference")
        where = f"{place.where}.reference" if literal else place.where
        sure: Severity = "warning" if literal and target.value is None else "error"  # a URL may lie
        told = mismatch(
            "structure",
            where,
            expected=f"a reference to {names}",
            found=target.code,
            source=rules.source,
            severity=sure,
        )
        place.scope.report([told])
    elif target.value is None:
        if not any(_plain(url, library) for url in permitted):
            _unknown(place, rules)
    elif not any(_plain(url, library) or conforms(target, url) for url in permitted):
        _misfit(place, target, permitted, rules)


def _plain(url: str, library: Library) -> bool:
    """Whether a target is a type and no profile."""
    return type_name(url) != "" and type_name(url) == library.type_of(url)


def _unknown(place: Place, rules: Rules) -> None:
    reference = shown(text(place.value, "reference"))
    reason = f"whether what {reference} points at meets {' or '.join(rules.targets)}: it is not in reach"
    place.scope.report([not_checked(f"{place.where}.reference", reason, source=rules.source)])


def _misfit(place: Place, target: Place, profiles: list[str], rules: Rules) -> None:
    names = " or ".join(profiles)
    message = f"what this points at ({target.where}) does not meet the profile {names}"
    expected, found = f"a reference to what meets {names}", f"{target.code} that does not"
    place.scope.report([Issue("error", "structure", place.where, message, expected, found, rules.source)])


def _check_aggregation(place: Place, rules: Rules) -> None:
    reference = text(place.value, "reference")
    if not reference:
        return
    modes = {"contained"} if reference.startswith("#") else {"referenced"}
    if modes == {"referenced"} and resolve(reference, place.scope):
        modes.add("bundled")
    if modes.isdisjoint(rules.aggregation):
        expected = f"a resource that is {' or '.join(sorted(rules.aggregation))}"
        found = f"one that is {' or '.join(sorted(modes))}"
        where = f"{place.where}.reference"
        place.scope.report([mismatch("structure", where, expected=expected, found=found, source=rules.source)])


def _told(url: str, library: Library) -> str:
    return type_name(url) if _plain(url, library) else f"{library.type_of(url) or 'a resource'} ({url})"
