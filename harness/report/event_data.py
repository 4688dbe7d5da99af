"""Writes ``event.json``: the grades of an event, for other programs. Knows the format; grades nobody.

The format is documented in ``reports/README.md`` and only ever extended, as that of ``results.json`` is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.report import event_progress as progress
from harness.report.as_json import as_indented_json
from harness.report.event_grades import Graded, Report
from harness.report.event_model import EventResults
from harness.report.moments import iso

FORMAT = "openhie-connectathon-event"
VERSION = 1
NAME = "event.json"
CHANGED = {
    "mended": progress.MENDED,
    "broken": progress.BROKEN,
    "undone": progress.UNDONE,
    "lost": progress.LOST,
    "missed": progress.MISSED,
    "judged_first": progress.JUDGED_FIRST,
    "judged_again": progress.AGAIN,
    "by_people": progress.BY_PEOPLE,
    "new": progress.NEW,
}
"""What a step of the progress counts: each by its name here and what it is called where it is worked out."""


def as_json(results: EventResults, reports: Iterable[Report], *, with_others: bool = True) -> bytes:
    """The content of ``event.json``; without names of partners where they may not be told."""
    event = results.event
    told = {
        "format": FORMAT,
        "version": VERSION,
        "event": event.name,
        "slug": event.slug,
        "begins": event.begins.isoformat(),
        "ends": event.ends.isoformat(),
        "runs": [{"run": one.name, "started": iso(one.started), "ended": iso(one.ended)} for one in results.runs],
        "participants": [_participant(one, with_others=with_others) for one in reports],
    }
    return as_indented_json(told) + b"\n"


def _participant(report: Report, *, with_others: bool) -> dict[str, Any]:
    return {
        "name": report.name,
        "complete": report.whole.complete,
        "counting": report.whole.counting,
        "asked": report.whole.asked,
        "sentence": report.whole.sentence,
        "workflows": [_workflow(each, with_others=with_others) for each in report.graded],
        "progress": [_stage(each) for each in report.stages],
    }


def _workflow(each: Graded, *, with_others: bool) -> dict[str, Any]:
    grade = each.grade
    partners = {"passed_with": list(grade.passed)} if with_others else {}
    told = {"workflow": each.workflow.name, "grade": grade.word, "sentence": grade.sentence, "wanted": grade.wanted}
    counted = {"passed": len(grade.passed), "failing": grade.failing, "failing_with_mock": grade.failing_alone}
    return told | counted | partners


def _stage(each: progress.Stage) -> dict[str, Any]:
    changed = {name: len(each.changes.get(change, ())) for name, change in CHANGED.items()}
    return {"run": each.run.name, **changed, "counts": dict(each.counts)}
