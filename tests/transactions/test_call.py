from __future__ import annotations

import json

from harness.messages import fhir
from harness.transactions import Call

FORM = (("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),)


def test_the_route_is_the_path_unescaped() -> None:
    assert Call("POST", "/Patient/%24match/?a=b/c").route == "Patient/$match"


def test_an_address_in_the_query_is_not_taken_for_the_path() -> None:
    assert Call("GET", "Patient?identifier=http://a:1/b|2").route == "Patient"


def test_parameters_are_unescaped_and_in_order() -> None:
    call = Call("GET", "Patient?family=%C3%89bou%C3%A9&given=A+B&family=%26%2B%7C&gender=")

    assert call.parameters == [("family", "Éboué"), ("given", "A B"), ("family", "&+|"), ("gender", "")]


def test_the_parameters_of_a_form_come_after_those_of_the_address() -> None:
    call = Call("POST", "Patient/_search?_format=json", FORM, b"family=%C3%89bou%C3%A9")

    assert call.parameters == [("_format", "json"), ("family", "Éboué")]


def test_a_body_that_is_no_form_has_no_parameters() -> None:
    assert Call("PUT", "Patient", (("Content-Type", fhir.JSON),), b"family=A").parameters == []


def test_a_header_is_found_in_any_case_and_empty_where_there_is_none() -> None:
    call = Call("GET", "Patient", (("Accept", fhir.XML),))

    assert (call.header("ACCEPT"), call.header("prefer")) == (fhir.XML, "")


def test_the_words_of_a_query_are_its_values() -> None:
    assert Call("GET", "Patient?family=%C3%89bou%C3%A9&birthdate=1982").words.split() == ["Patient", "Éboué", "1982"]


def test_the_words_of_json_are_unescaped() -> None:
    body = json.dumps(
        {"resourceType": "Patient", "name": [{"family": "Éboué", "given": ["A"]}], "active": True}
    ).encode()

    assert Call("PUT", "Patient?identifier=a%7C1", (), body).words.split("\n") == [
        "Patient",
        "a|1",
        "Patient",
        "Éboué",
        "A",
    ]


def test_the_words_of_xml_are_unescaped() -> None:
    body = b'<Patient xmlns="http://hl7.org/fhir"><name><family value="&#201;bou&#xe9;"/></name></Patient>'

    assert "Éboué" in Call("PUT", "Patient", (("Content-Type", fhir.XML),), body).words


def test_the_words_of_a_body_that_cannot_be_read_are_what_stands_there() -> None:
    assert Call("PUT", "Patient", (), b"{Achieng \xff").words == "Patient\n{Achieng \ufffd"
