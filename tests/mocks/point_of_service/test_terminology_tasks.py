"""A clinic asks about codes as it is told to, and shows what came back."""

from __future__ import annotations

from typing import Any

import pytest

from harness.checks import definitions
from harness.messages import soap
from tests.seen import crossed

URL = "http://here/ValueSet/a"
CODES = {"resourceType": "ValueSet", "status": "active", "expansion": {"contains": [{"code": "a", "display": "BCG"}]}}
YES = {"resourceType": "Parameters", "parameter": [{"name": "result", "valueBoolean": True}]}
SETS = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": {**CODES, "title": "Vaccines"}}]}


def asks(clinic: Any, operation: str, **parameters: str) -> None:
    clinic.does("ask terminology", operation=operation, parameters=[list(pair) for pair in parameters.items()])


def test_codes_are_asked_for_and_shown(clinic: Any, registry: Any) -> None:
    registry.says(CODES)
    asks(clinic, "ValueSet/$expand", url=URL, filter="a&b=c")
    assert definitions.asks_with_all_it_needs(crossed(registry.last)) is None
    assert "BCG" in clinic.page()


@pytest.mark.parametrize("operation", ["CodeSystem/$validate-code", "ValueSet/$validate-code"])
def test_a_code_is_verified_where_the_task_says(clinic: Any, registry: Any, operation: str) -> None:
    registry.says(YES)
    asks(clinic, operation, url=URL, code="a", system="http://here")
    assert registry.last.target.startswith(f"/fhir/{operation}?")
    assert "result true" in clinic.page()


def test_definitions_are_searched_for_and_opened(clinic: Any, registry: Any) -> None:
    registry.says(SETS)
    clinic.does("query terminology", type="ValueSet", parameters=[["title:contains", "acc"]])
    assert "Vaccines" in clinic.page()
    clinic.does("read terminology", record="ValueSet/17")
    assert registry.last.target == "/fhir/ValueSet/17"


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ({"resourceType": "Parameters"}, "nothing to say of it"),
        ({"resourceType": "ValueSet", "status": "active"}, "It has no codes"),
        ({"resourceType": "Bundle", "type": "searchset"}, "nothing of that kind"),
        ({"resourceType": "ConceptMap", "status": "active", "title": "To the store"}, "ConceptMap To the store"),
    ],
)
def test_an_answer_that_holds_little_is_shown_as_that(clinic: Any, registry: Any, resource: Any, words: str) -> None:
    registry.says(resource)
    asks(clinic, "CodeSystem/$lookup", system="http://here", code="a")
    assert words in clinic.page()


def test_a_refusal_is_shown_with_its_reason(clinic: Any, registry: Any) -> None:
    registry.says({"resourceType": "OperationOutcome", "issue": [{"code": "x", "diagnostics": "No such map"}]}, 404)
    asks(clinic, "ConceptMap/$translate", url="http://map", code="a")
    assert "No such map" in clinic.page()


def test_what_is_no_definition_is_not_opened(clinic: Any, registry: Any) -> None:
    clinic.does("read terminology", record="Patient/17")
    assert registry.requests == []


@pytest.mark.parametrize("place", ["RetrieveValueSet", "RetrieveMultipleValueSets"])
def test_value_sets_are_asked_for_over_http(clinic: Any, registry: Any, place: str) -> None:
    registry.says(b"<a/>", content_type="text/xml")
    clinic.does("ask for value sets", place=place, parameters=[["id", "1.2"]])
    assert registry.last.target == f"/fhir/{place}?id=1.2"
    assert "gave what it has" in clinic.page()


def test_value_sets_are_asked_for_in_soap(clinic: Any, registry: Any) -> None:
    registry.says(b"<a/>", 404, content_type="text/xml")
    clinic.does("ask for value sets", place="RetrieveValueSet", parameters=[["id", "1.2"]], soap=True)
    assert soap.parse(registry.last.body).addressing.to == registry.base
    assert "answered 404" in clinic.page()
