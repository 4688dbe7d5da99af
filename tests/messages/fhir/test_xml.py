from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.fhir import XML

DIV = '<div xmlns="http://www.w3.org/1999/xhtml">Grace <b>N.</b> here</div>'
GRACE: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "grace",
    "meta": {"lastUpdated": "2026-11-22T10:00:00.5Z", "tag": [{"system": "urn:run", "code": "r1"}]},
    "text": {"status": "generated", "div": DIV},
    "contained": [{"resourceType": "Organization", "id": "o", "name": "Clinic"}],
    "extension": [{"url": "urn:x", "id": "e1", "valueDecimal": 1.5}, {"url": "urn:y", "valueBoolean": False}],
    "identifier": [{"system": "urn:a", "value": "1", "period": {"start": "2001-02"}}],
    "active": True,
    "name": [
        {
            "id": "n1",
            "family": "Ngũgĩ",
            "given": [None, "wa", "X"],
            "_given": [{"extension": [{"url": "urn:z", "valueCode": "unknown"}]}, None, {"id": "g2"}],
        }
    ],
    "birthDate": "1982",
    "_birthDate": {"id": "b1"},
    "multipleBirthInteger": 2,
}


def patient(inside: str) -> bytes:
    return f'<Patient xmlns="http://hl7.org/fhir">{inside}</Patient>'.encode()


REFUSED = {
    "nothing": (b"", "line 1, column 1"),
    "an element that stays open": (b'<Patient xmlns="http://hl7.org/fhir"><name>', "line 1, column 44"),
    "no namespace": (b"<Patient/>", "line 1"),
    "a resource type that FHIR has not": (b'\n<Person2 xmlns="http://hl7.org/fhir"/>', "line 2"),
    "a data type as a resource": (b'<HumanName xmlns="http://hl7.org/fhir"/>', "line 1"),
    "an unknown element": (patient("\n<colour value='x'/>"), "Patient.colour, line 2"),
    "an unknown attribute": (patient("<active value='true' x='1'/>"), "Patient.active, line 1"),
    "a singleton twice": (patient("<gender value='male'/><gender value='female'/>"), "Patient.gender, line 1"),
    "a boolean that is none": (patient("<active value='1'/>"), "Patient.active, line 1"),
    "a number that is none": (patient("<multipleBirthInteger value='two'/>"), "Patient.multipleBirthInteger, line 1"),
    "an empty element": (patient("<name/>"), "Patient.name[0], line 1"),
    "a primitive without value": (patient("<name><family/></name>"), "Patient.name[0].family, line 1"),
    "an empty value": (patient("<name><family value=''/></name>"), "Patient.name[0].family, line 1"),
    "text": (patient("<name>Grace</name>"), "Patient.name[0], line 1"),
    "two contained in one": (patient("<contained><Basic/><Basic/></contained>"), "Patient.contained[0], line 1"),
    "an unknown entity": (patient("<name><family value='&grace;'/></name>"), "line 1, column 66"),
    "a document type": (b'<?xml version="1.0"?>\n<!DOCTYPE Patient>' + patient(""), "line 2"),
    "UTF-16": ('<?xml version="1.0" encoding="UTF-16"?><Patient/>'.encode("utf-16"), "line 1, column 1"),
    "another declared encoding": (b'<?xml version="1.0" encoding="latin-1"?>' + patient(""), "line 1"),
    "150 levels": (patient("<extension url='x'>" * 150 + "</extension>" * 150), "line 1"),
}


@pytest.mark.parametrize(("body", "where"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_fhir_xml_is_refused_at_its_place(body: bytes, where: str) -> None:
    with pytest.raises(MalformedMessage) as refusal:
        fhir.parse(body, XML)

    assert refusal.value.where == where


def test_a_resource_survives_xml_unchanged() -> None:
    assert fhir.parse(fhir.serialise(GRACE, XML), XML) == GRACE


def test_fhir_resources_reads_what_we_write() -> None:
    from fhir.resources.R4B.patient import Patient

    read = Patient.model_validate_xml(fhir.serialise(GRACE, XML))

    assert read.name[0].family == "Ngũgĩ"


def test_elements_are_written_in_the_order_of_fhir() -> None:
    written = fhir.serialise({"resourceType": "Patient", "birthDate": "1982", "active": True}, XML)

    assert written.index(b"<active") < written.index(b"<birthDate")


def test_a_date_that_is_none_is_read_as_it_stands() -> None:
    assert fhir.parse(patient("<birthDate value='yesterday'/>"), XML)["birthDate"] == "yesterday"


def test_comments_and_instructions_are_passed_over() -> None:
    body = b"<!-- <!DOCTYPE x> --><?go on?>" + patient("<!-- x --><active value='true'/>")

    assert fhir.parse(body, XML) == {"resourceType": "Patient", "active": True}


def test_an_entity_bomb_is_refused_unread() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + patient("<id value='&b;'/>")

    with pytest.raises(MalformedMessage, match="DOCTYPE"):
        fhir.parse(bomb, XML)


def test_many_namespaces_on_many_elements_are_read() -> None:
    spaces = " ".join(f'xmlns:n{index}="urn:{index}"' for index in range(90))
    body = f'<Patient xmlns="http://hl7.org/fhir" {spaces}>' + "<name><text value='x'/></name>" * 20_000 + "</Patient>"

    assert len(fhir.parse(body.encode(), XML)["name"]) == 20_000


UNSAYABLE = {
    "Patient.colour": {"resourceType": "Patient", "colour": "red"},
    "Patient.name": {"resourceType": "Patient", "name": ["Grace"]},
    "Patient.gender": {"resourceType": "Patient", "gender": {"a": 1}},
    "Patient.birthDate": {"resourceType": "Patient", "birthDate": "\x00"},
    "Patient.text.div": {"resourceType": "Patient", "text": {"div": "<div>"}},
    "Patient.contained": {"resourceType": "Patient", "contained": [{"id": "x"}]},
    "resourceType": {"resourceType": "Colour"},
}


@pytest.mark.parametrize(("where", "resource"), UNSAYABLE.items())
def test_what_xml_cannot_say_is_refused_by_name(where: str, resource: dict[str, Any]) -> None:
    with pytest.raises(MalformedMessage) as refusal:
        fhir.serialise(resource, XML)

    assert refusal.value.where == where


@settings(max_examples=50)
@given(st.data())
def test_torn_xml_is_read_or_refused(data: st.DataObject) -> None:
    whole = fhir.serialise(GRACE, XML)
    start = data.draw(st.integers(0, len(whole)))
    torn = whole[:start] + data.draw(st.binary(max_size=5)) + whole[start + data.draw(st.integers(0, 9)) :]
    with suppress(MalformedMessage):
        assert fhir.parse(torn, XML)["resourceType"]
