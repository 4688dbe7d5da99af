"""What is said of a finding in a line: by the machine, and beside it by people. Knows words, not formats."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.evidence.record import Act, Finding
from harness.report.counting import dispute_of
from harness.report.model import Play, Run
from harness.report.moments import day_and_time

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2


def legal(text: str) -> str:
    """`text` with a sign for every character that XML and JSON readers stumble over."""
    return ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def difference(finding: Finding) -> str:
    """``Patient.name: expected Okoth, found Achieng``, "" for a PASS."""
    return f"{finding.where}: expected {finding.expected}, found {finding.found}" if finding.where else ""


def sentence(finding: Finding) -> str:
    """``104-01 SHALL create her the first time``, and what was expected and found instead."""
    return "; ".join(
        filter(
            None,
            (f"{finding.requirement} {finding.level} {finding.sentence}", difference(finding), finding.message),
        )
    )


def by_whom(act: Act) -> str:
    """``Amina (mentor), 22 November 2026, 14:05 UTC: the reason``."""
    return f"{act.by} ({act.role}), {day_and_time(act.at)}" + (f": {act.text}" if act.text else "")


def said_of(run: Run, play: Play, finding: Finding) -> Iterator[str]:
    """What people made of a finding, a line each: that it was overridden, that it is disputed."""
    if override := run.standing.override(finding):
        yield f"{finding.requirement} overridden as {override.verdict} by {by_whom(override)}"
    if dispute := dispute_of(finding, play, run.standing):
        yield f"{finding.requirement} disputed, not counted, by {by_whom(dispute)}"


def cast(play: Play) -> str:
    """``Kijani MPI as client_registry, reference mock as point_of_service``."""
    return ", ".join(f"{name} as {actor}" for actor, name in play.casting.items())


def reason(play: Play) -> str:
    """Why nothing could be judged, and who caused it."""
    return f"{play.reason} (caused by {play.caused_by})" if play.caused_by else play.reason
