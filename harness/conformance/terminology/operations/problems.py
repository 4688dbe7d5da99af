"""What can be wrong with a question or its answer, as FHIR's terminology ecosystem codes it. Knows issues, no content.

The kinds are the codes of http://hl7.org/fhir/tools/CodeSystem/tx-issue-type; the words are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from harness.errors import HarnessError

KINDS = "http://hl7.org/fhir/tools/CodeSystem/tx-issue-type"


@dataclass(frozen=True, slots=True)
class Problem:
    """One issue: `severity` and `code` of an OperationOutcome, `kind` of tx-issue-type, `where` in simple FHIRPath."""

    severity: str
    code: str
    kind: str
    text: str
    where: str = ""

    def as_issue(self) -> dict[str, Any]:
        """As ``OperationOutcome.issue``; R4 clients look for the place in `location`, newer ones in `expression`."""
        coding = {"coding": [{"system": KINDS, "code": self.kind}]} if self.kind else {}
        made: dict[str, Any] = {
            "severity": self.severity,
            "code": self.code,
            "details": {**coding, "text": self.text},
        }
        return {**made, "location": [self.where], "expression": [self.where]} if self.where else made


class Unanswered(HarnessError):
    """A question that has no answer: why, and the HTTP `status` that says so."""

    def __init__(self, status: int, code: str, kind: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.problem = Problem("error", code, kind, text)


def unknown(kind: str, canonical: str) -> Unanswered:
    """A value set, code system or concept map that is not here."""
    return Unanswered(404, "not-found", "not-found", f"The {kind} {canonical} is not known here")


def wrong(text: str) -> Unanswered:
    """A parameter that is missing, or that is not what it has to be."""
    return Unanswered(400, "invalid", "", text)


def outcome(problems: Iterable[Problem]) -> dict[str, Any]:
    """An OperationOutcome of `problems`."""
    return {"resourceType": "OperationOutcome", "issue": [one.as_issue() for one in problems]}
