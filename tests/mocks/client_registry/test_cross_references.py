from __future__ import annotations

from typing import Any

import pytest

from harness.messages import fhir
from tests.mocks.client_registry.conftest import NID, TEST, TEST_A, TEST_B, Caller, issue, named, targets

OID_B = "urn:oid:2.16.840.1.113883.3.72.5.9.3"
UNKNOWN = "http://ohie.org/test/test_block"


@pytest.fixture
def grace(registry: Caller) -> Caller:
    """Known in three domains: two records share the national number, a third only has her demographics."""
    registry.feed("t", identifier=[{"system": TEST, "value": "t"}, {"system": NID, "value": "n"}])
    number = [{"system": TEST_A, "value": "a"}, {"system": NID, "value": "n"}]
    registry.feed("a", system=TEST_A, identifier=number, name=named("Atieno"))
    registry.feed("b", system=TEST_B, name=named("ACHIENG", "grace"))
    registry.feed("stranger", name=named("Otieno"))
    return registry


def test_every_other_identifier_is_named_once(grace: Caller) -> None:
    assert sorted(targets(grace.pix("t"))) == ["a", "b", "n"]


def test_links_are_followed_over_records(grace: Caller) -> None:
    assert sorted(targets(grace.pix("a", system=TEST_A))) == ["b", "n", "t"]


def test_only_wanted_domains_are_named(grace: Caller) -> None:
    assert targets(grace.pix("t", targetSystem=TEST_B)) == ["b"]
    assert sorted(targets(grace.pix("t", targetSystem=[TEST_A, TEST_B]))) == ["a", "b"]


def test_a_domain_is_named_as_it_was_asked_for(grace: Caller) -> None:
    parameter = grace.pix("t", targetSystem=OID_B).json()["parameter"][0]

    wanted = {"system": OID_B, "value": "b", "assigner": {"display": "TEST_B"}}
    assert parameter == {"name": "targetIdentifier", "valueIdentifier": wanted}


def test_the_records_are_named_too(grace: Caller) -> None:
    parameters = grace.pix("t", targetSystem=TEST_B).json()["parameter"]
    [reference] = [one["valueReference"]["reference"] for one in parameters if one["name"] == "targetId"]

    assert grace.http.get(reference).json()["identifier"][0]["value"] == "b"


def test_nothing_in_the_wanted_domain_is_an_empty_answer(grace: Caller) -> None:
    answer = grace.pix("stranger", targetSystem=TEST_B)

    assert (answer.status_code, answer.json()) == (200, {"resourceType": "Parameters"})


def test_a_record_of_ours_is_a_source_too(grace: Caller) -> None:
    id_ = grace.ask("Patient", identifier=f"{TEST}|t").json()["entry"][0]["resource"]["id"]

    assert sorted(targets(grace.pix(f"Patient/{id_}", system=grace.base, targetSystem=TEST_B))) == ["b"]


def test_the_answer_comes_in_xml_too(grace: Caller) -> None:
    answer = grace.pix("t", _format="xml")
    parameters = fhir.parse(answer.content, answer.headers["content-type"])

    assert parameters["parameter"][0]["name"] == "targetIdentifier"


@pytest.mark.parametrize(
    "source",
    [
        {"name": "sourceIdentifier", "valueString": f"{TEST}|t"},
        {"name": "sourceIdentifier", "valueIdentifier": {"system": TEST, "value": "t"}},
    ],
)
def test_parameters_can_be_posted(grace: Caller, source: dict[str, Any]) -> None:
    body = {"resourceType": "Parameters", "parameter": [source, {"name": "targetSystem", "valueUri": TEST_B}]}

    assert targets(grace.post("Patient/$ihe-pix", body)) == ["b"]


REFUSED: dict[str, tuple[str, tuple[int, str]]] = {
    "an unknown identifier": (f"sourceIdentifier={TEST}|nobody", (404, "not-found")),
    "an unknown source domain": (f"sourceIdentifier={UNKNOWN}|t", (400, "code-invalid")),
    "an unknown target domain": (f"sourceIdentifier={TEST}|t&targetSystem={UNKNOWN}", (403, "code-invalid")),
    "no identifier": ("", (400, "required")),
    "two identifiers": (f"sourceIdentifier={TEST}|t&sourceIdentifier={TEST_A}|a", (400, "required")),
    "an identifier without domain": ("sourceIdentifier=t", (400, "invalid")),
    "an identifier without value": (f"sourceIdentifier={TEST}|", (400, "invalid")),
}


@pytest.mark.parametrize(("asked", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_answered_is_refused_with_its_reason(
    grace: Caller, asked: str, refusal: tuple[int, str]
) -> None:
    assert issue(grace.ask(f"Patient/$ihe-pix?{asked}")) == refusal


@pytest.mark.parametrize("body", [{"resourceType": "Patient"}, {"resourceType": "Parameters", "parameter": "x"}])
def test_a_body_that_asks_nothing_is_refused(grace: Caller, body: dict[str, Any]) -> None:
    assert grace.post("Patient/$ihe-pix", body).status_code == 400


NOT_LINKED: dict[str, dict[str, Any]] = {
    "another birth date": {"birthDate": "1982-05-04"},
    "a birth date that is only a year": {"birthDate": "1982"},
    "another gender": {"gender": "other"},
    "an unknown gender": {"gender": "unknown"},
    "another given name": {"name": named("Achieng", "Hope")},
    "no given name": {"name": [{"family": "Achieng"}]},
}


@pytest.mark.parametrize("changes", NOT_LINKED.values(), ids=NOT_LINKED.keys())
def test_different_people_are_not_linked(registry: Caller, changes: dict[str, Any]) -> None:
    registry.feed("1")
    registry.feed("2", system=TEST_A, **changes)

    assert targets(registry.pix("1")) == []
