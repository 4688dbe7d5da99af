"""Builds OperationOutcome resources (FHIR R4 OperationOutcome). Knows the shape, not when one is due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def operation_outcome(severity: str, code: str, diagnostics: str, *, expression: Sequence[str] = ()) -> dict[str, Any]:
    """An OperationOutcome with one issue.

    `severity` is of the value set issue-severity (``error``), `code` of issue-type (``not-found``), `expression` names
    the elements at fault in simple FHIRPath.
    """
    issue: dict[str, Any] = {"severity": severity, "code": code, "diagnostics": diagnostics}
    if expression:
        issue["expression"] = list(expression)
    return {"resourceType": "OperationOutcome", "issue": [issue]}
