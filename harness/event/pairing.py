"""Who could meet whom in a workflow, who still needs a partner, and which pairs to try next. Knows no results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.errors import UsageError
from harness.event.event import Event
from harness.openhie.workflows import workflow


@dataclass(frozen=True, slots=True)
class Need:
    """A participant that still has to pass a workflow with others.

    `wanting` is how many partners are missing, `candidates` are those whom it has not passed with yet.
    """

    participant: str
    workflow: str
    wanting: int
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two participants who should meet next, and the workflows in which one of them needs the other."""

    one: str
    other: str
    workflows: tuple[str, ...]
    helps: int
    """How many needs are met by it: one for each of the two and each workflow."""


def spelled(name: str) -> str:
    """A workflow as people call it: OpenHIE's own number where it has one (``CRWF-1``), else ours."""
    try:
        known = workflow(name)
    except UsageError:
        return name
    return known.spec_ids[0] if known.spec_ids else known.id


def partners(event: Event, participant: str, in_workflow: str, *, cast: Iterable[str] = ()) -> tuple[str, ...]:
    """Who can be a participant's partner in a workflow: all who take part in it and play the other side.

    Of the workflow's actors, whoever begins and whoever answers are each other's other side; `cast` are the actors of a
    workflow that the specification does not know (a country's own), of which each is another's.
    """
    actors = {one.name: set(one.actors) for one in event.participants}
    asking, answering = _sides(in_workflow, cast)
    own = actors.get(participant, set())
    wanted = (answering if own & asking else set()) | (asking if own & answering else set())
    if asking == answering:
        wanted -= own if len(own & asking) == 1 else set()
    return tuple(
        name
        for name, plays in actors.items()
        if name != participant and plays & wanted and event.takes_part(name, in_workflow)
    )


def plays_in(event: Event, participant: str, in_workflow: str, *, cast: Iterable[str] = ()) -> bool:
    """Whether a participant plays one of the sides of a workflow that it takes part in."""
    actors = next((set(one.actors) for one in event.participants if one.name == participant), set())
    asking, answering = _sides(in_workflow, cast)
    return bool(actors & (asking | answering)) and event.takes_part(participant, in_workflow)


def _sides(name: str, cast: Iterable[str]) -> tuple[set[str], set[str]]:
    try:
        known = workflow(name)
    except UsageError:
        return set(cast), set(cast)
    return {known.initiator}, set(known.responders)


def next_pairs(needs: Iterable[Need]) -> list[Pair]:
    """The pairs to try next, those that help most first; nobody is in two of them, so all can begin at once.

    Of two pairs that help as much, the one whose needs have the fewest candidates left comes first: whoever has little
    choice is served before others take it.
    """
    wanted = list(needs)
    helping: dict[frozenset[str], dict[str, int]] = {}
    choice: Counter[str] = Counter()
    for need in wanted:
        choice[need.participant] += len(need.candidates)
        for candidate in need.candidates:
            met = helping.setdefault(frozenset((need.participant, candidate)), {})
            met[need.workflow] = met.get(need.workflow, 0) + 1
    order = {name: place for place, name in enumerate(dict.fromkeys(need.participant for need in wanted))}
    found = [_pair(both, met, order) for both, met in helping.items()]
    found.sort(key=lambda one: (-one.helps, choice[one.one] + choice[one.other], one.one, one.other))
    return _each_once(found)


def _pair(both: frozenset[str], met: Mapping[str, int], order: Mapping[str, int]) -> Pair:
    one, other = sorted(both, key=lambda name: (order.get(name, len(order)), name))
    return Pair(one, other, tuple(met), sum(met.values()))


def _each_once(found: Iterable[Pair]) -> list[Pair]:
    busy: set[str] = set()
    chosen = []
    for pair in found:
        if not busy & {pair.one, pair.other}:
            busy |= {pair.one, pair.other}
            chosen.append(pair)
    return chosen
