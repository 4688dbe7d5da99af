"""What a run covers of the catalogue: who judges each requirement, what proves that they can, what they found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from harness.evidence.record import Finding
from harness.openhie.requirement import Change, Hint
from harness.report.catalogued import Defect, Requirement, Scenario, noun
from harness.report.model import Coverage, Judgement, Play


def coverage(
    catalogue: Iterable[Mapping[str, Any]],
    scenarios: Iterable[Scenario],
    defects: tuple[Defect, ...],
    plays: tuple[Play, ...],
) -> tuple[Coverage, ...]:
    """What is known of each requirement: of the `catalogue` first, then of what was judged and does not stand there."""
    judging, breaking, judgements = defaultdict(list), defaultdict(list), defaultdict(list)
    for scenario in scenarios:
        for identifier in scenario.judges:
            judging[identifier].append(scenario)
    for defect in defects:
        for identifier in defect.breaks:
            breaking[identifier].append(defect)
    requirements = {each.requirement: each for each in map(_requirement, catalogue)}
    for play in plays:
        for finding in play.findings:
            judgements[finding.requirement].append(Judgement(play, finding))
            if finding.requirement not in requirements:
                requirements[finding.requirement] = _as_judged(finding)
    unchecked = {one.requirement: one.reason for play in plays for one in play.unchecked if not one.where}
    return tuple(
        Coverage(
            each,
            tuple(judging[name]),
            tuple(breaking[name]),
            tuple(judgements[name]),
            "" if judgements[name] else unchecked.get(name, ""),
        )
        for name, each in requirements.items()
    )


def _requirement(content: Mapping[str, Any]) -> Requirement:
    national = noun(Change, content["national"]) if content.get("national") else None
    return noun(Requirement, {**content, "hint": noun(Hint, content.get("hint") or {}), "national": national})


def _as_judged(finding: Finding) -> Requirement:
    """A requirement that the catalogue does not hold, told by the sentence that judged it."""
    return Requirement(finding.requirement, level=finding.level, actor=finding.actor, text=finding.sentence)
