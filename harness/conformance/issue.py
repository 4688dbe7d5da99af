"""What the validator says of one place in a resource. Knows FHIR's issue types (R4 OperationOutcome), no rule."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["fatal", "error", "warning", "information"]

NOT_CHECKED = "incomplete"
"""The issue type of everything that could not be checked. Nothing else has it."""

MOST_ISSUES = 100_000
"""Findings on one resource; who has more is told the first of them, and that there are more."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding.

    `code` is a FHIR issue type (http://hl7.org/fhir/R4/valueset-issue-type.html). `expression` is the place as FHIRPath
    (``Patient.name[0].family``). `message` says it in plain words; `expected` and `found` are short texts, empty where
    a rule has no such pair. `source` names the requirement: a profile's URL with its element id
    (``http://hl7.org/fhir/StructureDefinition/Patient#Patient.gender``), followed by the key of a constraint
    (``… pat-1``), or a section of the specification (``R4 bundle.html#bundle-unique``).
    """

    severity: Severity
    code: str
    expression: str
    message: str
    expected: str = ""
    found: str = ""
    source: str = ""

    @property
    def not_checked(self) -> bool:
        """Whether this tells of something that could not be checked, and so is no finding on the resource."""
        return self.code == NOT_CHECKED


def mismatch(
    code: str, expression: str, *, expected: str, found: str, source: str = "", severity: Severity = "error"
) -> Issue:
    """An issue whose message is what was expected and what was found."""
    message = f"expected {expected}, found {found}"
    return Issue(severity, code, expression, message, expected, found, source)


def own_fault(expression: str, error: Exception) -> Issue:
    """An error of our own while judging: told, so that nothing is passed over, and no fault of the resource."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    words = f"{type(error).__name__}: {str(error)[:200]}, {Path(at.filename).name}, line {at.lineno}"
    message = f"this could not be judged, by a fault of the validator itself ({words}); please report it"
    return Issue("error", "exception", expression, message)


def not_checked(expression: str, reason: str, *, source: str = "") -> Issue:
    """An information issue: what could not be checked, and why."""
    return Issue("information", NOT_CHECKED, expression, f"not checked: {reason}", source=source)
