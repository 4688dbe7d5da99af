from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import pytest

from harness.checks import feeds
from tests.valid import meets


def test_a_search_by_identifier_names_its_domain(clinic: Any, registry: Any) -> None:
    clinic.searches(identifier="http://ohie.org/test/test|P1")
    feeds.asks_by_identifier(registry.last)
    assert feeds.asks_by_demographics(registry.last) is None


def test_a_search_by_demographics_uses_the_profiles_parameters(clinic: Any, registry: Any) -> None:
    clinic.searches(family="O'Ach & Söhne|x,y", birthdate="ge1982-01-01")
    feeds.asks_by_demographics(registry.last)
    assert feeds.asked_parameters(registry.last) == [("family", "O'Ach & Söhne|x,y"), ("birthdate", "ge1982-01-01")]


def test_a_parameter_may_be_asked_for_twice(clinic: Any, registry: Any) -> None:
    pairs = [["birthdate", "ge1982-01-01"], ["birthdate", "le1982-12-31"]]
    clinic.does("query", parameters=pairs)
    assert feeds.asked_parameters(registry.last) == [("birthdate", "ge1982-01-01"), ("birthdate", "le1982-12-31")]


def test_who_is_found_can_be_chosen(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng", "Banda"))
    clinic.searches(family="A")
    assert clinic.sees("patient", family="Achieng") == clinic.sees("patients", count=2) == "yes"


def test_the_next_page_is_shown_below_the_first(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng") | {"link": [{"relation": "next", "url": f"{registry.base}?_page=2"}]})
    clinic.searches(family="A")
    registry.says(patients("Banda"))
    clinic.does("next page")
    assert registry.last.target == "/fhir?_page=2"
    assert clinic.sees("patients", count=2) == "yes"


def test_that_there_are_more_is_told(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng") | {"link": [{"relation": "next", "url": f"{registry.base}?_page=2"}]})
    clinic.searches(family="A")
    assert "1 patient, and there are more" in clinic.page()


def test_a_next_link_that_leads_to_another_host_is_not_followed(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng") | {"link": [{"relation": "next", "url": "http://elsewhere.example/2"}]})
    clinic.searches(family="A")
    assert "leads away from the registry: http://elsewhere.example/2" in clinic.page()
    assert clinic.sees("patient", family="Achieng") == "yes"


def test_where_there_is_no_next_page_nothing_is_sent(clinic: Any, registry: Any) -> None:
    clinic.does("next page")
    assert not registry.requests
    assert "There is no next page" in clinic.page()


def test_a_record_is_opened_by_its_id(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng")["entry"][0]["resource"])
    clinic.does("read", record="Patient/1")
    assert registry.last.target == "/fhir/Patient/1"
    assert clinic.sees("patient", family="Achieng") == "yes"


def test_a_match_sends_the_person_in_parameters(clinic: Any, registry: Any, grace: Any) -> None:
    clinic.does("match", person=grace, only_certain=True, count=3)
    meets("119-13")(registry.last)
    names = [one["name"] for one in json.loads(registry.last.body)["parameter"]]
    assert names == ["resource", "onlyCertainMatches", "count"]


def test_a_match_names_the_number_that_is_known(clinic: Any, registry: Any, grace: Any) -> None:
    clinic.does("match", person=grace, identifiers=["urn:a|7"])
    asked = json.loads(registry.last.body)["parameter"][0]["resource"]
    assert asked["identifier"] == [{"system": "urn:a", "value": "7"}]


def test_how_surely_a_candidate_is_meant_is_shown(clinic: Any, registry: Any, grace: Any, patients: Any) -> None:
    grade = {"url": "http://hl7.org/fhir/StructureDefinition/match-grade", "valueCode": "probable"}
    bundle = patients("Achieng")
    bundle["entry"][0]["search"] = {"mode": "match", "score": 0.8, "extension": [grade]}
    registry.says(bundle)
    clinic.does("match", person=grace)
    assert "match: probable" in clinic.page()


def test_a_cross_reference_query_has_one_source(clinic: Any, registry: Any, own: Any) -> None:
    registry.says({"resourceType": "Parameters"})
    clinic.does("cross-reference", identifier="1000", targets=["http://a", "http://b"])
    feeds.asks_by_identifier(registry.last, parameter="sourceIdentifier")
    asked = [("sourceIdentifier", f"{own.uri}|1000"), ("targetSystem", "http://a"), ("targetSystem", "http://b")]
    assert feeds.asked_parameters(registry.last) == asked


def test_the_other_numbers_of_a_patient_are_shown(clinic: Any, registry: Any) -> None:
    told = {"name": "targetIdentifier", "valueIdentifier": {"system": "http://b", "value": "B7"}}
    registry.says({"resourceType": "Parameters", "parameter": [told]})
    clinic.does("cross-reference", identifier="1000")
    assert "http://b|B7" in clinic.page()


@pytest.mark.parametrize("action", ["cross-reference", "capabilities"])
def test_an_answer_to_another_question_is_an_error(clinic: Any, registry: Any, action: str, patients: Any) -> None:
    registry.says(patients("Achieng"))
    clinic.does(action, identifier="1000")
    assert "answered 200 with Bundle, which is no answer to this question" in clinic.page()


def test_what_the_registry_is_can_be_asked(clinic: Any, registry: Any) -> None:
    software = {"name": "OpenCR"}
    registry.says({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "software": software})
    clinic.does("capabilities")
    assert urlsplit(registry.last.target).path == "/fhir/metadata"
    assert "OpenCR and speaks FHIR 4.0.1" in clinic.page()
