from __future__ import annotations

from harness.messages.fhir import operation_outcome


def test_an_outcome_has_one_issue_that_says_what_and_where() -> None:
    outcome = operation_outcome("error", "required", "no name", expression=("Patient.name",))

    assert outcome == {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": "error", "code": "required", "diagnostics": "no name", "expression": ["Patient.name"]},
        ],
    }


def test_an_outcome_about_no_element_names_none() -> None:
    assert "expression" not in operation_outcome("warning", "not-found", "x")["issue"][0]
