"""What a report says of an event: its runs, and what came of each participant in each play. Nouns; reads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.event import Event
from harness.evidence.acts import Standing
from harness.evidence.record import Act, Finding
from harness.report.catalogued import Requirement
from harness.report.model import NOT_APPLICABLE, REFERENCE_MOCK


@dataclass(frozen=True, slots=True)
class RunOf:
    """One run of the event. `folder` is its name below the reports; times are Unix seconds. `plays` counts results."""

    name: str
    folder: str
    started: float
    ended: float
    interrupted: bool = False
    plays: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one participant in one playing of a play.

    `play` is the play's first name, the same in every run. `verdict` is the word that counts, `machine` the machine's.
    `casting` maps actors to names. `run` counts the event's runs from 0, `page` is the play's page from the folder of
    reports ("" where it may not be named). `findings` are those that are no PASS, `words` has the gravest word of each
    requirement that counts.
    """

    participant: str
    play: str
    title: str
    workflow: str
    casting: Mapping[str, str]
    verdict: str
    machine: str
    run: int
    at: float
    page: str
    played: bool = True
    interrupted: bool = False
    reason: str = ""
    caused_by: str = ""
    findings: tuple[Finding, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def partners(self) -> tuple[str, ...]:
        """The other participants in it."""
        others = (name for name in self.casting.values() if name not in (REFERENCE_MOCK, self.participant))
        return tuple(dict.fromkeys(others))

    @property
    def by_people(self) -> bool:
        """Whether a person's word makes it count as it does."""
        return self.verdict != self.machine

    @property
    def by_others(self) -> bool:
        """Whether another participant, the network or the harness is why it could not be judged."""
        return self.verdict == "INCONCLUSIVE" and self.caused_by not in ("", self.participant)

    @property
    def stands(self) -> bool:
        """Whether it takes the place of what was known before: what was not played to the end tells nothing new."""
        return (self.played and not self.interrupted) or self.verdict == NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Person:
    """An act of somebody, the run that it was made in, and the machine's word where it overrides one.

    `outdone` where it counts no more, as what it is about was played again since.
    """

    act: Act
    run: int
    before: str = ""
    page: str = ""
    title: str = ""
    outdone: bool = False


@dataclass(frozen=True, slots=True)
class EventResults:
    """Everything that the ledgers of an event's runs say of it.

    `history` leads from a participant and a play to its results in that, oldest first. `standing` is what
    holds over all runs: attestations and disputes. `actors` are those who were cast in each workflow. `tested`
    requirements have a scenario, `unreached` ones one that was to be played and did not get as far.
    """

    event: Event
    runs: tuple[RunOf, ...]
    history: Mapping[str, Mapping[str, tuple[Result, ...]]]
    requirements: Mapping[str, Requirement] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tested: frozenset[str] = frozenset()
    unreached: frozenset[str] = frozenset()
    standing: Standing = field(default_factory=lambda: Standing(()))
    overrides: tuple[Person, ...] = ()
    comments: tuple[Person, ...] = ()
    vocabulary: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every participant of the event's file, then those who were only seen in runs."""
        told = [one.name for one in self.event.participants]
        return tuple(dict.fromkeys([*told, *self.history]))

    def newest(self, participant: str) -> list[Result]:
        """What counts for a participant: in each play the newest result that stands, else the newest of all."""
        return [current(told) for told in self.history.get(participant, {}).values()]


def current(told: tuple[Result, ...]) -> Result:
    """Which of several results of one play counts."""
    return next((one for one in reversed(told) if one.stands), told[-1])
