from __future__ import annotations

from dataclasses import replace

import pytest

from harness.checks.place import carries, inner, listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages import fhir
from tests.checks.resources import MINE, OTHER, Told, finding, patient
from tests.seen import OHIE, answer

HTML = answer(b"<html>Sign in to go on</html>", content_type="text/html")
BOTH = f"{fhir.JSON} or {fhir.XML}"
DETAILS = {"resourceType": "OperationOutcome", "issue": [{"code": "login", "details": {"text": "who are you?"}}]}

NOT_A_PATIENT: dict[str, tuple[Message, Told]] = {
    "nothing": (answer(), ("body", "Patient", "nothing")),
    "what is not packed as it says": (
        answer(b"\x80\x81", headers=(("Content-Encoding", "gzip"),)),
        ("Content-Encoding", "content in gzip, as the header says", "2 bytes that are not (80 81 …)"),
    ),
    "a web page": (HTML, ("Content-Type", BOTH, "text/html")),
    "no name for it": (answer(b"{}", content_type=""), ("Content-Type", BOTH, "no Content-Type")),
    "no object": (answer(b"[]"), ("line 1, column 1", "a JSON object", "an array")),
    "another resource": (answer({"resourceType": "Basic"}), ("resourceType", "Patient", "Basic")),
    "an outcome": (
        answer(fhir.operation_outcome("error", "security", "go away")),
        ("resourceType", "Patient", "OperationOutcome security: go away"),
    ),
    "an outcome in coded words": (answer(DETAILS), ("resourceType", "Patient", "OperationOutcome login: who are you?")),
    "an outcome without issue": (
        answer({"resourceType": "OperationOutcome"}),
        ("resourceType", "Patient", "OperationOutcome"),
    ),
}


@pytest.mark.parametrize(("message", "told"), NOT_A_PATIENT.values(), ids=NOT_A_PATIENT.keys())
def test_what_is_no_patient_is_described(message: Message, told: Told) -> None:
    assert finding(resource_in, message, "Patient") == told


@pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML, "application/json; charset=utf-8"])
def test_a_resource_is_read_in_either_format(content_type: str) -> None:
    message = answer(patient(), content_type=content_type)

    assert resource_in(message, "Bundle", "Patient") == patient()


def test_any_resource_will_do_where_no_kind_is_named() -> None:
    assert resource_in(answer({"resourceType": "Basic"}))["resourceType"] == "Basic"


def test_nothing_where_any_resource_would_do_is_told() -> None:
    assert finding(resource_in, answer()) == ("body", "a FHIR resource", "nothing")


@pytest.mark.parametrize("found", ["one", {"a": 1}, ["one"], [{}, 1], 7])
def test_what_is_no_list_of_objects_is_told(found: object) -> None:
    with pytest.raises(NonConformance, match=r"^Patient\.name: expected a list of objects, found "):
        listed({"name": found}, "name", "Patient")


def test_a_list_that_is_not_there_is_empty() -> None:
    assert listed({}, "name", "Patient") == []


@pytest.mark.parametrize("found", ["one", [{}], 7])
def test_what_is_no_object_is_told(found: object) -> None:
    with pytest.raises(NonConformance, match=r"^Bundle\.entry\[0\]\.search: expected an object, found "):
        inner({"search": found}, "search", "Bundle.entry[0]")


def test_an_object_that_is_not_there_is_empty() -> None:
    assert inner({}, "search", "Bundle.entry[0]") == {}


@pytest.mark.parametrize(("node", "found"), [({"a": "b"}, "b"), ({"a": 7}, ""), ({}, "")])
def test_only_text_is_text(node: dict[str, object], found: str) -> None:
    assert text(node, "a") == found


@pytest.mark.parametrize(("length", "shown"), [(120, "x" * 120), (121, "x" * 117 + "…")])
def test_a_long_value_is_cut(length: int, shown: str) -> None:
    assert short("x" * length) == shown


def test_an_identifier_is_carried_with_both_its_halves() -> None:
    assert carries(patient(OTHER, MINE), MINE)


@pytest.mark.parametrize("other", [replace(MINE, system=f"{OHIE}_a"), replace(MINE, value="H9")])
def test_half_an_identifier_is_not_carried(other: object) -> None:
    assert not carries(patient(MINE), other)
