"""What people did, made ready for a page: by whom, when, why, and what the machine had said. Judges nothing."""

from __future__ import annotations

from dataclasses import dataclass

from harness.evidence.record import Act, Finding, first_name
from harness.report.catalogued import Requirement
from harness.report.counting import Override, acts_on, disputes_on, overrides, overrides_on
from harness.report.model import GRAVEST_FIRST, Play, Run
from harness.report.troubles import Trouble

VISIBLE = {"override", "comment", "dispute"}


@dataclass(frozen=True, slots=True)
class Attested:
    """What a person said of one participant and a requirement that no wire shows; `act` is None where nobody did."""

    participant: str
    requirement: Requirement
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class People:
    """What people did about a whole run: overrides, disputes that are not settled, attestations, other comments."""

    overrides: list[Override]
    disputes: tuple[Act, ...]
    attested: list[Attested]
    comments: tuple[Act, ...]

    def of(self, participant: str) -> People:
        """What is about one participant, or about everybody."""
        return People(
            [one for one in self.overrides if one.act.participant == participant],
            tuple(one for one in self.disputes if one.participant in ("", participant)),
            [one for one in self.attested if one.participant == participant],
            tuple(one for one in self.comments if one.participant == participant),
        )

    def __bool__(self) -> bool:
        """Whether anybody did anything that a reader has to know."""
        return bool(self.overrides or self.disputes or self.attested or self.comments)


def people(run: Run) -> People:
    """What people did about `run`, a counted one."""
    known = {each.requirement.requirement: each.requirement for each in run.coverage}
    attested = [
        Attested(act.participant, known.get(act.requirement) or Requirement(act.requirement), act)
        for act in run.standing.attestations
    ]
    attested.sort(key=lambda one: (one.participant, _weight(one), one.requirement.requirement))
    return People(overrides(run), run.standing.disputes, attested, run.standing.comments())


def on_play(run: Run, play: Play) -> list[tuple[str, Act]]:
    """What people did about one play, each with the word that the machine had ("" where it is about no verdict)."""
    told: list[tuple[str, Act]] = [(one.finding.verdict, one.act) for one in overrides_on(play, run.standing)]
    told += [("", act) for act in disputes_on(play, run.standing)]
    told += [("", act) for act in run.standing.comments(play.id)] if play.id else []
    return sorted(told, key=lambda one: one[1].at)


def on_trouble(run: Run, trouble: Trouble) -> list[Act]:
    """What people said beside the findings of one trouble, each once."""
    found: dict[str, Act] = {}
    for one in trouble.judgements:
        for act in acts_on(one.finding, one.play, run.standing):
            found[act.id] = act
    return [act for act in found.values() if act.act in VISIBLE]


def machine_word(play: Play, finding: Finding) -> str:
    """What the machine had found where `finding` of a counted play has another word now, else ""."""
    if play.machine is None:
        return ""
    same = (one for one in play.machine.findings if _is(one, finding) and one.verdict != finding.verdict)
    return next((one.verdict for one in same), "")


def _is(one: Finding, other: Finding) -> bool:
    return (one.step, one.requirement, one.participant, one.exchange) == (
        other.step,
        other.requirement,
        other.participant,
        other.exchange,
    ) and first_name(one.play) == first_name(other.play)


def _weight(one: Attested) -> int:
    return GRAVEST_FIRST.index(one.act.verdict) if one.act and one.act.verdict in GRAVEST_FIRST else 0
