"""What the validator says of one place in a resource. Knows FHIR's issue types (R4 OperationOutcome), no rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fatal", "error", "warning", "information"]

NOT_CHECKED = "incomplete"
"""The issue type of everything that could not be checked. Nothing else has it."""


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


def not_checked(expression: str, reason: str, *, source: str = "") -> Issue:
    """An information issue: what could not be checked, and why."""
    return Issue("information", NOT_CHECKED, expression, f"not checked: {reason}", source=source)
