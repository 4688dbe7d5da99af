from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.messages.audit import Code, ParticipantObject
from harness.messages.audit.fhir_event import from_fhir, to_fhir
from harness.messages.audit.patient_ids import cx_of, identifier_of
from harness.mocks.rest.structure import check_structure
from tests.messages.audit.events import EVENT


def test_an_event_becomes_a_resource_and_the_same_event_again() -> None:
    assert from_fhir(to_fhir(EVENT)) == EVENT


def test_the_codes_of_dicom_and_ihe_get_their_uris() -> None:
    found = to_fhir(EVENT)
    assert (found["type"]["system"], found["subtype"][0]["system"]) == (
        "http://dicom.nema.org/resources/ontology/DCM",
        "urn:ihe:event-type-code",
    )


def test_a_patient_and_a_query_are_found_where_balp_has_them() -> None:
    patient, query = to_fhir(EVENT)["entity"]
    identifier = patient["what"]["identifier"]
    assert (identifier["system"], identifier["value"]) == ("urn:oid:2.16.840.1", "123")
    assert (query["role"]["code"], query["query"]) == ("24", "UGF0aWVudD9mYW1pbHk9QWNoaWVuZw==")


def test_how_somebody_took_part_is_the_type_and_the_rest_are_roles() -> None:
    roles = (Code("nurse", "urn:own"), Code("110152", "DCM"))
    first = dataclasses.replace(EVENT.participants[0], roles=roles)
    agent = to_fhir(dataclasses.replace(EVENT, participants=(first,)))["agent"][0]
    assert agent["type"]["coding"][0]["code"] == "110152"
    assert agent["role"] == [{"coding": [{"system": "urn:own", "code": "nurse"}]}]


@pytest.mark.parametrize(("at", "recorded"), [("2026-11-25T08:15:00", "2026-11-25T08:15:00Z"), (EVENT.at, EVENT.at)])
def test_a_time_without_a_zone_is_utc(at: str, recorded: str) -> None:
    assert to_fhir(dataclasses.replace(EVENT, at=at))["recorded"] == recorded


def test_a_name_of_spaces_is_no_name() -> None:
    first = dataclasses.replace(EVENT.participants[0], name="  ")
    assert "name" not in to_fhir(dataclasses.replace(EVENT, participants=(first,)))["agent"][0]


def test_a_query_goes_before_a_name_because_fhir_takes_one() -> None:
    one = ParticipantObject("q", type="2", role="24", name="search", query="YQ==")
    assert "name" not in to_fhir(dataclasses.replace(EVENT, objects=(one,)))["entity"][0]


def test_a_detail_that_is_no_base64_is_kept_as_text() -> None:
    one = ParticipantObject("q", details=(("note", "no base64!"),))
    found = to_fhir(dataclasses.replace(EVENT, objects=(one,)))
    assert found["entity"][0]["detail"] == [{"type": "note", "valueString": "no base64!"}]
    assert from_fhir(found).objects[0].details == (("note", "no base64!"),)


@pytest.mark.parametrize(
    ("cx", "identifier"),
    [
        (
            "123^^^TEST&2.16.840.1&ISO",
            {"system": "urn:oid:2.16.840.1", "value": "123", "assigner": {"display": "TEST"}},
        ),
        ("123^^^&2.16.840.1&ISO", {"system": "urn:oid:2.16.840.1", "value": "123"}),
        ("123^^^&http://a.org/x&URI", {"system": "http://a.org/x", "value": "123"}),
        ("123^^^TEST", {"value": "123", "assigner": {"display": "TEST"}}),
        ("123", {"value": "123"}),
        ("", {}),
    ],
)
def test_a_cx_is_an_identifier_and_a_cx_again(cx: str, identifier: dict[str, Any]) -> None:
    assert (identifier_of(cx), cx_of(identifier)) == (identifier, cx)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("coding", "code", "who")), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(("type", "subtype", "agent", "source", "entity", "recorded", "purposeOfEvent"))


@given(st.dictionaries(NAMES, JSON))
def test_whatever_a_resource_holds_it_is_read(resource: dict[str, Any]) -> None:
    assert from_fhir(resource).action == ""


def test_the_resource_has_the_elements_of_fhir() -> None:
    check_structure(to_fhir(EVENT))
