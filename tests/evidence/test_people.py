from __future__ import annotations

import json

import pytest

from harness.evidence.people import people_in

PATIENT = {
    "resourceType": "Patient",
    "identifier": [{"system": "urn:oid:1.2.3", "value": "MRN-77120"}],
    "name": [{"family": "Kamau", "given": ["Wanjiru", "Ann"], "text": "Ann Kamau"}],
    "telecom": [{"system": "phone", "value": "+254711000111"}],
    "birthDate": "1984-03-09",
    "address": [{"line": ["12 Moi Avenue"], "city": "Nakuru"}],
    "contact": [{"name": {"family": "Mwangi"}}],
    "photo": [{"contentType": "image/png", "data": "aGVsbG8gd29ybGQ="}],
}
V2 = (
    "MSH|^~\\&|EMR|C|||20260101||ADT^A04|1|P|2.5\r"
    "PID|1||MRN-77120^^^A&1.2.3&ISO~99887^^^B||Kamau^Wanjiru||19840309|F|||12 Moi Avenue^^Nakuru||+254711000111\r"
    "NK1|1|Mwangi^Peter\rIN1|1|x\r"
)
XML = (
    '<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient><name><family value="Kamau"/><given value="Ann"/>'
    '</name><birthDate value="1984-03-09"/></Patient></resource></entry></Bundle>'
)
CDA = (
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><id root="1.2.3" extension="MRN-77120"/>'
    '<addr><city>Nakuru</city></addr><telecom value="tel:+254711000111"/><patient><name><given>Ann</given>'
    '<family>Kamau</family></name><birthTime value="19840309"/></patient>'
    "</patientRole></recordTarget></ClinicalDocument>"
)


def values(body: str, kind: str) -> set[str]:
    return {one.value for person in people_in(body.encode()) for one in person if one.kind == kind}


def test_all_that_fhir_says_of_a_person_is_found_wherever_the_resource_stands() -> None:
    bundle = json.dumps({"resourceType": "Bundle", "entry": [{"resource": PATIENT}]})
    assert values(bundle, "name") == {"Kamau", "Wanjiru", "Ann", "Ann Kamau", "Mwangi"}
    assert values(bundle, "telecom") | values(bundle, "birth") == {"+254711000111", "1984-03-09"}
    assert values(bundle, "identifier") | values(bundle, "address") == {"MRN-77120", "12 Moi Avenue", "Nakuru"}
    assert values(bundle, "photo") | values(bundle, "domain") == {"aGVsbG8gd29ybGQ=", "urn:oid:1.2.3"}


@pytest.mark.parametrize("body", [XML, CDA, V2])
def test_every_tongue_tells_a_name_and_a_birth_date(body: str) -> None:
    assert "Kamau" in values(body, "name")
    assert {one.replace("-", "") for one in values(body, "birth")} == {"19840309"}


def test_hl7v2_tells_all_segments_about_people() -> None:
    assert values(V2, "name") == {"Kamau", "Wanjiru", "Mwangi", "Peter"}
    assert values(V2, "identifier") | values(V2, "address") == {"MRN-77120", "99887", "12 Moi Avenue", "Nakuru"}


def test_cda_tells_numbers_and_addresses() -> None:
    assert values(CDA, "identifier") | values(CDA, "address") == {"MRN-77120", "Nakuru"}


@pytest.mark.parametrize(("own", "found"), [("annkamau2", True), ("KAMAU", True), ("17", False), ("bcdf-9", False)])
def test_an_id_with_a_name_in_it_is_one_of_her_numbers(own: str, found: bool) -> None:
    assert (own in values(json.dumps({**PATIENT, "id": own}), "identifier")) is found


@pytest.mark.parametrize(
    "body",
    [
        '{"resourceType": "Observation", "subject": {"reference": "http://a/fhir/Patient/1", "display": "Ann Kamau"}}',
        '{"resourceType": "Observation", "subject": {"type": "Patient", "display": "Ann Kamau"}}',
        '<Observation xmlns="http://hl7.org/fhir"><subject><reference value="Patient/1"/><display value="Ann Kamau"/>'
        "</subject></Observation>",
    ],
)
def test_whom_a_reference_shows_is_somebody(body: str) -> None:
    assert values(body, "name") == {"Ann Kamau"}


def test_what_a_code_shows_is_nobody() -> None:
    assert people_in(b'{"resourceType": "Observation", "code": {"coding": [{"display": "Malaria"}]}}') == []
    assert people_in(b'<a xmlns="http://hl7.org/fhir"><coding><display value="Malaria"/></coding></a>') == []


@pytest.mark.parametrize(
    "body", ['{"Patient": ', '"Patient"', "<a", "", "MSH", "MSH|", "hello", '{"resourceType": "Patient"}']
)
def test_what_tells_of_nobody_is_no_trouble(body: str) -> None:
    assert people_in(body.encode()) == []


def test_a_broken_list_of_people_is_read_as_far_as_it_goes() -> None:
    odd = {**PATIENT, "name": ["x", {"family": 7, "given": ["Ann", None]}], "telecom": 3}
    assert values(json.dumps([odd]), "name") == {"Ann", "Mwangi"}


def test_no_entity_of_xml_is_followed() -> None:
    wild = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Patient xmlns="http://hl7.org/fhir">&e;</Patient>'
    assert people_in(wild.encode()) == [()]


@pytest.mark.parametrize(
    "body", [b"<\xff\xfe", b"<?xml version='1.0' encoding='nonsense'?><a/>", b'{"Patient"' + b"[" * 9999]
)
def test_bytes_that_are_no_message_tell_of_nobody(body: bytes) -> None:
    assert people_in(body) == []
