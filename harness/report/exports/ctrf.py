"""Writes CTRF, the Common Test Report Format (ctrf.io, 0.0.x), for dashboards. Knows its words; judges nothing.

A scenario in one casting is a test. FAIL is ``failed``; INCONCLUSIVE and ERROR, which CTRF has no word for, are
``other`` and keep their own in ``rawStatus``. Findings, and what people made of them, are in ``extra``.
"""

from __future__ import annotations

from typing import Any

from harness.evidence.record import Finding
from harness.report.as_json import as_indented_json
from harness.report.counting import dispute_of
from harness.report.exports.told import by_whom, cast, reason, sentence
from harness.report.model import NOT_APPLICABLE, Play, Run, party
from harness.report.moments import iso

STATUS = {"PASS": "passed", "FAIL": "failed", NOT_APPLICABLE: "skipped"}
SPEC_VERSION = "0.0.0"


def ctrf(run: Run) -> bytes:
    """The run as a CTRF document, JSON in UTF-8."""
    tests = [_test(run, play) for play in run.plays]
    counted = {word: sum(one["status"] == word for one in tests) for word in ("passed", "failed", "skipped", "other")}
    times = {"start": _milliseconds(run.started), "stop": _milliseconds(run.ended)}
    document: dict[str, Any] = {
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "runId": run.name,
        "generatedBy": "OpenHIE connect-a-thon harness",
        "results": {
            "tool": {
                "name": "OpenHIE connect-a-thon harness",
                "version": run.versions.get("harness", ""),
                "extra": {"versions": dict(run.versions), "seed": run.seed, "seal": run.seal},
            },
            "summary": {"tests": len(tests), "pending": 0, **counted, **times},
            "tests": tests,
            "extra": {"attestations": [_attestation(run, one) for one in run.standing.attestations]},
        },
    }
    if ended := iso(run.ended):
        document["timestamp"] = ended
    return as_indented_json(document)


def _test(run: Run, play: Play) -> dict[str, Any]:
    wrong = [f"{one.verdict} {party(one)}: {sentence(one)}" for one in play.findings if one.verdict != "PASS"]
    told = {
        "message": "\n".join([*wrong, *filter(None, (reason(play),))]),
        "trace": play.traceback,
        "filePath": play.scenario.file,
        "suite": [name] if (name := f"{play.scenario.workflow} {play.scenario.workflow_title}".strip()) else [],
    }
    return {
        "name": f"{play.scenario.title} [{cast(play)}]",
        "testId": play.scenario.scenario or play.slug,
        "status": STATUS.get(play.verdict, "other"),
        "rawStatus": play.verdict,
        "duration": max(_milliseconds(play.ended - play.started), 0),
        "tags": list(play.scenario.verifies),
        **{name: value for name, value in told.items() if value},
        **({"start": _milliseconds(play.started), "stop": _milliseconds(play.ended)} if play.started else {}),
        "extra": {
            "casting": dict(play.casting),
            "verdicts": dict(play.verdicts),
            "findings": [_finding(run, play, one) for one in play.findings],
        },
    }


def _finding(run: Run, play: Play, finding: Finding) -> dict[str, Any]:
    names = ("requirement", "level", "actor", "verdict", "sentence", "where", "expected", "found", "exchange")
    told = {name: getattr(finding, name) for name in names} | {"participant": party(finding)}
    if override := run.standing.override(finding):
        told["overridden"] = {"verdict": override.verdict, "by": by_whom(override)}
    if dispute := dispute_of(finding, play, run.standing):
        told["disputed"] = {"by": by_whom(dispute)}
    return told


def _attestation(run: Run, act: Any) -> dict[str, str]:
    return {
        "requirement": act.requirement,
        "participant": act.participant,
        "verdict": act.verdict,
        "by": by_whom(act),
        "run": run.name,
    }


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
