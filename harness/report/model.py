"""What a report says of a run: the systems, the plays, and what they prove. Nouns only; knows no files and no pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import msgspec

from harness.evidence.acts import Standing
from harness.evidence.exchange import Exchange
from harness.evidence.kept import Crossing
from harness.evidence.record import Finding, Made, NotChecked, Step, Wait
from harness.report.catalogued import Defect, Requirement, Scenario
from harness.verdict import Verdict

REFERENCE_MOCK, ANOTHER = "reference mock", "another participant"
NOT_APPLICABLE = "NOT APPLICABLE"
DISPUTED = "DISPUTED"
"""Played and shown, and not counted: somebody disputes the scenario or the requirement."""
INTERRUPTED = "interrupted"
GRAVEST_FIRST = ("ERROR", "FAIL", "INCONCLUSIVE", "NOTED", "PASS", NOT_APPLICABLE, DISPUTED)
OF_PLAYS = ("PASS", "FAIL", "INCONCLUSIVE", "ERROR", NOT_APPLICABLE)
TO_MEND = frozenset({"ERROR", "FAIL", "INCONCLUSIVE"})


def gravest(words: Iterable[str]) -> str:
    """The weightiest of several verdict words, NOTED between PASS and INCONCLUSIVE; "" when there are none."""
    return min(words, key=GRAVEST_FIRST.index, default="")


@dataclass(frozen=True, slots=True)
class Participant:
    """A system brought to the event, as the ledger's first lines describe it. The reference mocks are one too."""

    name: str
    slug: str
    organisation: str = ""
    contact: str = ""
    actors: tuple[str, ...] = ()
    ihe_actors: tuple[str, ...] = ()
    endpoints: Mapping[str, str] = field(default_factory=dict)
    not_supported: Mapping[str, str] = field(default_factory=dict)
    domains: tuple[Mapping[str, str], ...] = ()
    test_system: bool = False

    @property
    def is_mock(self) -> bool:
        """Whether this is our own reference mocks and nobody's product."""
        return self.name == REFERENCE_MOCK


@dataclass(frozen=True, slots=True)
class Attempt:
    """An earlier playing of a play, or an earlier judging of the same evidence: it does not count any more."""

    verdict: str
    at: float
    findings: tuple[Finding, ...] = ()
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """A scenario in one casting, played or not.

    `casting` maps each actor to a participant's name or `REFERENCE_MOCK`. `verdict` is one of `OF_PLAYS`; what was only
    noted counts as PASS. `verdicts` has one for each participant. `reason` and `caused_by` say why nothing could be
    judged. `slug` names its page. Times are Unix seconds, 0.0 where there is none. Where people's acts changed what
    counts (`counting.counted`), `machine` is the play as it was judged, and `disputed` are the findings set aside.
    """

    id: str
    slug: str
    scenario: Scenario
    casting: Mapping[str, str]
    verdict: str
    verdicts: Mapping[str, str]
    reason: str = ""
    caused_by: str = ""
    traceback: str = ""
    played: bool = True
    interrupted: bool = False
    started: float = 0.0
    ended: float = 0.0
    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    waits: tuple[Wait, ...] = ()
    made: tuple[Made, ...] = ()
    unchecked: tuple[NotChecked, ...] = ()
    earlier: tuple[Attempt, ...] = ()
    disputed: tuple[Finding, ...] = ()
    machine: Play | None = None

    @property
    def participants(self) -> tuple[str, ...]:
        """The participants in it, each once, in the order of the cast."""
        return tuple(dict.fromkeys(name for name in self.casting.values() if name != REFERENCE_MOCK))

    @property
    def is_rehearsal(self) -> bool:
        """Whether reference mocks play every role."""
        return not self.participants

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """What crossed, in order."""
        return tuple(crossing.exchange for crossing in self.crossings)

    def exchange(self, identifier: str) -> Exchange | None:
        """The exchange with this id, where it belongs to this play."""
        return next((each.exchange for each in self.crossings if each.id == identifier), None)

    def verdict_of(self, participant: str) -> str:
        """The verdict of one participant, or of the reference mocks."""
        if participant == REFERENCE_MOCK and not self.is_rehearsal:
            return weighed(self.findings_on(participant))
        return self.verdicts.get(participant, self.verdict)

    def withholds(self, actor: str) -> bool:
        """Whether this is a share of a play in which what was found of `actor` is not told."""
        return self.casting.get(actor) == ANOTHER

    def findings_on(self, participant: str) -> tuple[Finding, ...]:
        """The findings that are charged to one participant."""
        return tuple(finding for finding in self.findings if party(finding) == participant)

    @property
    def noted(self) -> tuple[Finding, ...]:
        """The SHOULDs and MAYs that were not met."""
        return tuple(finding for finding in self.findings if finding.verdict == "NOTED")


class Judgement(msgspec.Struct, frozen=True, gc=False):
    """A finding and the play that it was made in. A great run has a quarter of a million, hence so light."""

    play: Play
    finding: Finding


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is known of one requirement after the run: who judges it, what proves that they can, and what they found.

    `unchecked` says why nothing of it could be checked, "" where something was; `attested` whether a person
    vouched for it.
    """

    requirement: Requirement
    scenarios: tuple[Scenario, ...] = ()
    defects: tuple[Defect, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    unchecked: str = ""
    attested: bool = False

    @property
    def verdict(self) -> str:
        """The weightiest word of all findings, "" when nothing was judged."""
        return gravest(each.finding.verdict for each in self.judgements)

    @property
    def verdicts(self) -> dict[str, str]:
        """The weightiest word for each participant that was judged."""
        words: dict[str, list[str]] = {}
        for each in self.judgements:
            words.setdefault(party(each.finding), []).append(each.finding.verdict)
        return {name: gravest(found) for name, found in words.items()}

    @property
    def unproven(self) -> bool:
        """Whether it is a SHALL that a scenario judges and no defect shows that it can fail."""
        return self.requirement.level == "SHALL" and bool(self.scenarios) and not self.defects


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that one run's ledger says.

    `doctor` holds the symptoms that were found before it began; `undefined` says which requirements could not be
    judged for want of FHIR's definitions, "" where they were there. `standing` is what people's acts make of it;
    `picture` gives the bytes of a picture of theirs by its SHA-256. `seal` is the newest of its evidence;
    `event` what the ledger says of the event that it belongs to, its ``name`` and ``slug`` above all, and empty where
    it belongs to none.
    """

    name: str
    started: float
    ended: float
    seed: str
    command: str
    interrupted: bool
    cut_off: bool
    exit: int | None
    versions: Mapping[str, str]
    participants: tuple[Participant, ...]
    plays: tuple[Play, ...]
    coverage: tuple[Coverage, ...]
    defects: tuple[Defect, ...]
    selection: tuple[str, ...] = ()
    unexpected: tuple[Exchange, ...] = ()
    doctor: tuple[Mapping[str, Any], ...] = ()
    faults: tuple[str, ...] = ()
    undefined: str = ""
    standing: Standing = field(default_factory=lambda: Standing(()))
    seal: str = ""
    event: Mapping[str, Any] = field(default_factory=dict)
    picture: Callable[[str], bytes] = field(default=lambda _: b"", compare=False, repr=False)
    _of: Mapping[str, tuple[Play, ...]] = field(init=False, compare=False, repr=False)

    @property
    def zone(self) -> str:
        """The time zone that its times are told in: that of its event, or UTC."""
        return str(self.event.get("zone") or "UTC")

    def __post_init__(self) -> None:
        """Have the plays of each at hand: a great event asks for them again and again."""
        mocks = [play for play in self.plays if play.is_rehearsal or play.verdict_of(REFERENCE_MOCK) == "ERROR"]
        of: dict[str, list[Play]] = {REFERENCE_MOCK: mocks}
        for play in self.plays:
            for name in play.participants:
                of.setdefault(name, []).append(play)
        object.__setattr__(self, "_of", {name: tuple(plays) for name, plays in of.items()})

    @property
    def subjects(self) -> tuple[Participant, ...]:
        """The participants, and after them the reference mocks where there is something to say of them."""
        mocks = (Participant(REFERENCE_MOCK, "reference-mocks"),) if self.plays_of(REFERENCE_MOCK) else ()
        return (*self.participants, *mocks)

    @property
    def counts(self) -> Counter[str]:
        """How many plays have each verdict."""
        return Counter(play.verdict for play in self.plays)

    def plays_of(self, participant: str) -> tuple[Play, ...]:
        """The plays that one participant was cast in; for the reference mocks the rehearsals and what they broke."""
        return self._of.get(participant, ())

    def counts_of(self, participant: str) -> Counter[str]:
        """How many plays of one participant have each verdict."""
        return Counter(play.verdict_of(participant) for play in self.plays_of(participant))


def party(finding: Finding) -> str:
    """Who a finding is charged to."""
    return finding.participant or REFERENCE_MOCK


def weighed(findings: Iterable[Finding], *, least: Verdict = Verdict.NONE) -> str:
    """The verdict word of several findings, INCONCLUSIVE when there is nothing to weigh."""
    weight = reduce(max, (finding.weight for finding in findings), least)
    return (weight or Verdict.INCONCLUSIVE).name
