"""A play made ready for its page: the cast, the sentences with their verdicts, what changed since. Draws nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from harness.evidence.record import Finding, Step
from harness.report.model import DISPUTED, REFERENCE_MOCK, Play, gravest


@dataclass(frozen=True, slots=True)
class StepView:
    """A sentence of the play; a `then` has the findings that it made."""

    step: Step
    findings: tuple[Finding, ...] = ()
    disputed: bool = False

    @property
    def word(self) -> str:
        """The verdict beside the sentence, "" where it was not reached or is no `then`."""
        return gravest(finding.verdict for finding in self.findings) or (DISPUTED if self.disputed else "")


@dataclass(frozen=True, slots=True)
class Unasked:
    """A requirement that no sentence asked for, found the same in several exchanges."""

    finding: Finding
    exchanges: tuple[str, ...]


def step_views(play: Play) -> tuple[list[StepView], list[Unasked]]:
    """The sentences with their findings, and the findings that no sentence asked for."""
    made: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in play.findings:
        made[finding.step, finding.requirement].append(finding)
    aside = {(finding.step, finding.requirement) for finding in play.disputed}
    views = [
        StepView(
            step,
            tuple(made.pop((step.number, step.requirement), ())) if step.keyword == "then" else (),
            step.keyword == "then" and (step.number, step.requirement) in aside,
        )
        for step in play.steps
    ]
    return views, _together(finding for findings in made.values() for finding in findings)


def _together(findings: Iterable[Finding]) -> list[Unasked]:
    same: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        same[finding.requirement, finding.actor, finding.verdict, finding.sentence].append(finding)
    return [Unasked(each[0], tuple(dict.fromkeys(one.exchange for one in each))) for each in same.values()]


def players(play: Play) -> list[tuple[str, str]]:
    """Each actor and who played it, participants first."""
    return sorted(play.casting.items(), key=lambda each: each[1] == REFERENCE_MOCK)


def changes(play: Play) -> list[tuple[str, str, str, str]]:
    """Requirement, actor, word before and word now, of what is not as the attempt before found it."""
    if not play.earlier:
        return []
    before, now = _words(play.earlier[-1].findings), _words(play.findings)
    keys = dict.fromkeys([*before, *now])
    return [(*key, before.get(key, ""), now.get(key, "")) for key in keys if before.get(key) != now.get(key)]


def _words(findings: Iterable[Finding]) -> dict[tuple[str, str], str]:
    words: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in findings:
        words[finding.requirement, finding.actor].append(finding.verdict)
    return {key: gravest(each) for key, each in words.items()}
