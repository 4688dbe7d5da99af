"""Issues as a FHIR OperationOutcome (R4 operationoutcome.html). Knows its shape, not what an issue is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.conformance.issue import Issue


def operation_outcome(issues: Iterable[Issue], place: str = "") -> dict[str, Any]:
    """An OperationOutcome of `issues`; `place`, a file say, is each one's location. Without issues it says so."""
    found = [_issue(issue, place) for issue in issues]
    nothing = Issue("information", "informational", "", "no issues were found")
    return {"resourceType": "OperationOutcome", "issue": found or [_issue(nothing, place)]}


def _issue(issue: Issue, place: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "severity": issue.severity,
        "code": issue.code,
        "details": {"text": issue.message},
        "diagnostics": issue.source,
        "location": [place],
        "expression": [issue.expression],
    }
    return {name: value for name, value in made.items() if value and value != [""]}
