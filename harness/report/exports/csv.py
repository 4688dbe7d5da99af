"""Writes CSV, a row for each finding, for spreadsheets (RFC 4180; UTF-8 with the mark that Excel looks for).

What crossed the wire was written by somebody else, and a spreadsheet takes a cell that begins with ``=`` for a
formula: such a cell begins with an apostrophe, which shows it as text. What was not judged at all has a row with the
reason; what people attested has one too. Knows cells; judges nothing.
"""

from __future__ import annotations

import csv as table
import io
import re
from collections.abc import Iterator

from harness.evidence.record import Act, Finding
from harness.report.counting import dispute_of
from harness.report.exports.told import by_whom
from harness.report.model import Play, Run, party
from harness.report.moments import iso

COLUMNS = (
    *("run", "workflow", "scenario", "title", "casting", "play_verdict", "reason", "caused_by"),
    *("participant", "actor", "requirement", "level", "sentence", "verdict"),
    *("where", "expected", "found", "message", "exchange", "at"),
    *("overridden_as", "overridden_by", "attested_as", "attested_by", "disputed_by"),
)
FORMULA = re.compile("^\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]")
"""Where a spreadsheet may see a formula: its four signs, their wide forms, a field of another table (OWASP)."""


def csv(run: Run) -> bytes:
    """The run as a table with a row of headings, every cell in quotes."""
    text = io.StringIO(newline="")
    writer = table.DictWriter(text, COLUMNS, restval="", quoting=table.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(run):
        writer.writerow({name: as_text(value) for name, value in row.items()})
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def as_text(value: str) -> str:
    """`value` so that no spreadsheet computes it, and none is cut off by a NUL."""
    value = value.replace("\0", "\N{SYMBOL FOR NULL}")
    return f"'{value}" if FORMULA.search(value) else value


def _rows(run: Run) -> Iterator[dict[str, str]]:
    for play in run.plays:
        common = _of_play(run, play)
        if not play.findings:
            yield common
        for finding in play.findings:
            yield common | _of_finding(run, play, finding)
    for act in run.standing.attestations:
        yield _of_attestation(run, act)


def _of_play(run: Run, play: Play) -> dict[str, str]:
    return {
        "run": run.name,
        "workflow": play.scenario.workflow,
        "scenario": play.scenario.scenario,
        "title": play.scenario.title,
        "casting": "; ".join(f"{actor}: {name}" for actor, name in play.casting.items()),
        "play_verdict": play.verdict,
        "reason": play.reason,
        "caused_by": play.caused_by,
        "at": iso(play.started) or "",
    }


def _of_finding(run: Run, play: Play, finding: Finding) -> dict[str, str]:
    same = ("actor", "requirement", "level", "sentence", "verdict", "where", "expected", "found", "message", "exchange")
    override, dispute = run.standing.override(finding), dispute_of(finding, play, run.standing)
    return {
        **{name: str(getattr(finding, name)) for name in same},
        "participant": party(finding),
        "overridden_as": override.verdict if override else "",
        "overridden_by": by_whom(override) if override else "",
        "disputed_by": by_whom(dispute) if dispute else "",
    }


def _of_attestation(run: Run, act: Act) -> dict[str, str]:
    texts = {one.requirement.requirement: one.requirement for one in run.coverage}
    known = texts.get(act.requirement)
    return {
        "run": run.name,
        "participant": act.participant,
        "requirement": act.requirement,
        "level": known.level if known else "",
        "sentence": known.text if known else "",
        "attested_as": act.verdict,
        "attested_by": by_whom(act),
        "at": iso(act.at) or "",
    }
