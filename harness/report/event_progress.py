"""How a participant came along from run to run: what it mended, what broke, what is new. Counts; judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from harness.language import counted, marked, ngettext
from harness.language import gettext as _
from harness.report.event_model import EventResults, Result, RunOf, current

BAD = ("FAIL", "ERROR")
JUDGED = ("PASS", *BAD)
MENDED: Final = marked("mended")
BROKEN: Final = marked("broken")
UNDONE: Final = marked("failing again (what people said of the time before does not hold for this one)")
LOST: Final = marked("not judged any more")
MISSED: Final = marked("could not be judged this time (what was judged before still counts)")
JUDGED_FIRST: Final = marked("judged for the first time")
AGAIN: Final = marked("judged again")
BY_PEOPLE: Final = marked("changed by the word of people")
NEW: Final = marked("played for the first time")
CHANGES: Final = (MENDED, BROKEN, UNDONE, LOST, MISSED, JUDGED_FIRST, AGAIN, BY_PEOPLE, NEW)
"""What can become of a play from one run to the next, in the order in which it is told.

``mended`` failed before and passes now by the machine's own word, ``broken`` passed and fails now, ``not judged any
more`` was played to its end and could not be judged, which takes the place of what counted before.
"""
COUNTED: Final = (JUDGED_FIRST, AGAIN, NEW)
"""Of these only the number is told: they can be all there are."""
NUMBERED: Final = {
    MENDED: counted("{count} mended", "{count} mended"),
    BROKEN: counted("{count} broken", "{count} broken"),
    LOST: counted("{count} not judged any more", "{count} not judged any more"),
    JUDGED_FIRST: counted("{count} judged for the first time", "{count} judged for the first time"),
    AGAIN: counted("{count} judged again", "{count} judged again"),
    BY_PEOPLE: counted("{count} changed by the word of people", "{count} changed by the word of people"),
    NEW: counted("{count} played for the first time", "{count} played for the first time"),
}
"""What is not the same after one as after many, where a language is not English."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A run that a participant was in: where it stood afterwards, and what changed by it.

    `counts` are its plays by the verdict that counted after the run, `changes` what changed, by one of `CHANGES`.
    """

    run: RunOf
    number: int
    counts: Counter[str]
    changes: Mapping[str, tuple[Result, ...]] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[Result, ...]:
        """What passed before and fails now."""
        return self.changes.get(BROKEN, ())

    @property
    def listed(self) -> list[tuple[str, tuple[Result, ...]]]:
        """What changed and is to be named play by play, in the order of `CHANGES`."""
        return [(each, self.changes[each]) for each in CHANGES if each in self.changes and each not in COUNTED]

    @property
    def in_words(self) -> str:
        """``3 mended, 1 broken``; what did not happen is left out."""
        said = [_numbered(each, len(self.changes[each])) for each in CHANGES if self.changes.get(each)]
        if not said and self.counts["INCONCLUSIVE"] and not any(self.counts[word] for word in JUDGED):
            return _("nothing could be judged")
        return ", ".join(said) or _("nothing changed")


def _numbered(change: str, count: int) -> str:
    return ngettext(*NUMBERED[change], count).format(count=count) if change in NUMBERED else f"{count} {_(change)}"


@dataclass(slots=True)
class _Seen:
    """What is known of each play so far."""

    told: dict[str, list[Result]] = field(default_factory=dict)

    def counts(self) -> Counter[str]:
        return Counter(current(tuple(one)).verdict for one in self.told.values())


def stages(results: EventResults, participant: str) -> list[Stage]:
    """Each run that `participant` was in, the first first."""
    by_run: dict[int, list[Result]] = {}
    for told in results.history.get(participant, {}).values():
        for one in told:
            by_run.setdefault(one.run, []).append(one)
    seen = _Seen()
    return [_stage(results.runs[number], number, by_run[number], seen) for number in sorted(by_run)]


def _stage(run: RunOf, number: int, played: Iterable[Result], seen: _Seen) -> Stage:
    found: dict[str, list[Result]] = {}
    for one in played:
        known = seen.told.setdefault(one.play, [])
        for each in _changes(known, one):
            found.setdefault(each, []).append(one)
        known.append(one)
    return Stage(run, number, seen.counts(), {each: tuple(told) for each, told in found.items()})


def _changes(known: list[Result], one: Result) -> Iterator[str]:
    """What `one` changes of a play of which `known` was known before, the oldest first."""
    before = current(tuple(known)) if known else None
    if before is None or before.verdict not in JUDGED:
        yield from _first(known, one)
    elif one.verdict == "INCONCLUSIVE" or one.interrupted:
        yield LOST if one.stands else MISSED
    elif before.verdict in BAD and one.verdict == "PASS" and not one.by_people:
        yield MENDED
    elif before.verdict == "PASS" and one.verdict in BAD:
        yield UNDONE if before.machine in BAD else BROKEN
    if one.by_people and one.stands:
        yield BY_PEOPLE


def _first(known: list[Result], one: Result) -> Iterator[str]:
    """What was not judged yet, or not when it was played last."""
    if known and one.stands and {one.verdict, one.machine} <= {*JUDGED}:
        yield AGAIN if any(each.machine in JUDGED for each in known) else JUDGED_FIRST
    elif one.played and not any(each.played for each in known):
        yield NEW
