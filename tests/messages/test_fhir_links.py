import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.messages.fhir_links import moved, moved_body, moved_headers, rewrite

OLD, NEW = "http://target:8080/fhir", "https://relay.example.org/ruby/client_registry/fhir"

SEARCHSET = b"""{ "resourceType" : "Bundle","type":"searchset",
  "link":[{"relation":"self","url":"http://target:8080/fhir/Patient?a=b"},{"relation":"next","url":"http:\\/\\/target:8080\\/fhir?p=2"}],
  "identifier": {"system": "http://target:8080/fhir", "value": "x"},
  "entry":[{"fullUrl":"http://target:8080/fhir/Patient/1","link":[{"relation":"x","url":"http://target:8080/fhir/x"}],
   "resource":{"resourceType":"Patient","link":[{"other":{"reference":"http://target:8080/fhir/Patient/2"}}],
     "fullUrl":"http://target:8080/fhir/no","url":"http://target:8080/fhir/no","type":"document",
     "identifier":[{"system":"http://target:8080/fhir/ids","value":"1"}],"note":"\\"}]{[\\u00e9"}},
   {"response":{"status":"201","location":"http://target:8080/fhir/Patient/1/_history/1"},"resource":null}],
  "total": 1.0}"""


def test_every_link_of_an_answer_in_json_is_moved_and_nothing_else() -> None:
    expected = SEARCHSET
    for before, after in (
        (b'"url":"http://target:8080/fhir/Patient?a=b"', b'"url":"%s/Patient?a=b"'),
        (b'"url":"http:\\/\\/target:8080\\/fhir?p=2"', b'"url":"%s?p=2"'),
        (b'"fullUrl":"http://target:8080/fhir/Patient/1"', b'"fullUrl":"%s/Patient/1"'),
        (b'"location":"http://target:8080/fhir/Patient/1/_history/1"', b'"location":"%s/Patient/1/_history/1"'),
    ):
        expected = expected.replace(before, after % NEW.encode())
    assert moved_body(SEARCHSET, old=OLD, new=NEW) == expected


XML = """<?xml version="1.0" encoding="UTF-8"?>
<!-- kept --><Bundle xmlns="http://hl7.org/fhir"><type value="searchset"/>
 <link><relation value='next'/><url  value = 'http://target:8080/fhir?p=2&amp;q=é' /></link>
 <entry><fullUrl value="http://target:8080/fhir/Patient/1"/><resource><Patient>
  <text><div xmlns="http://www.w3.org/1999/xhtml"><a href="http://target:8080/fhir">x</a></div></text>
  <link><other><reference value="http://target:8080/fhir/Patient/2"/></other></link></Patient></resource>
  <response><status value="200"/><location value="http://target:8080/fhir/Patient/1"/></response></entry></Bundle>"""


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1"])
def test_every_link_of_an_answer_in_xml_is_moved_and_nothing_else(encoding: str) -> None:
    before = XML.replace("UTF-8", encoding).encode(encoding)
    expected = before
    for start in (b"value = '", b'<fullUrl value="', b'<location value="'):
        expected = expected.replace(start + OLD.encode(), start + NEW.encode())
    assert moved_body(before, old=OLD, new=NEW) == expected


def test_the_address_in_a_capability_statement_is_moved() -> None:
    body = json.dumps({"resourceType": "CapabilityStatement", "url": OLD, "implementation": {"url": OLD}}).encode()
    assert json.loads(moved_body(body, old=OLD, new=NEW)) == {
        "resourceType": "CapabilityStatement",
        "url": OLD,
        "implementation": {"url": NEW},
    }


@pytest.mark.parametrize("kind", ["document", "message", "collection", "transaction", "batch"])
def test_a_bundle_that_a_client_wrote_is_content(kind: str) -> None:
    body = json.dumps({"entry": [{"fullUrl": f"{OLD}/Patient/1"}], "type": kind, "resourceType": "Bundle"}).encode()
    assert moved_body(body, old=OLD, new=NEW) == body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF",
        b'{"resourceType":"Bundle","link":[{"url":"http://target:8080/fhir',
        b'{"resourceType":"Bundle","link":[{"url":"http://target:8080/fhir\\x"}]}',
        b'{"resourceType":"Bundle"}]}',
        b'{"resourceType":"Patient","link":[{"url":"http://target:8080/fhir"}]}',
        b"<Bundle xmlns='http://hl7.org/fhir'><link><url value='http://target:8080/fhir'/></link>",
        b"<!DOCTYPE B [<!ENTITY a 'b'>]><Bundle xmlns='http://hl7.org/fhir'><link><url value='/fhir'/></link></Bundle>",
        b"<Bundle><link><url value='http://target:8080/fhir' xmlns='urn:other'/></link></Bundle>",
        b"<Bundle xmlns='http://hl7.org/fhir'><link><url/></link></Bundle>",
        "<Bundle xmlns='http://hl7.org/fhir'><link><url value='http://target:8080/fhir'/></link></Bundle>".encode(
            "utf-16"
        ),
    ],
)
def test_what_is_no_answer_with_links_stays_as_it_is(body: bytes) -> None:
    assert moved_body(body, old=OLD, new=NEW) == body


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_json_without_our_base_stays_as_it_is(value: object) -> None:
    body = json.dumps({"resourceType": "Bundle", "link": [{"url": "urn:x"}], "entry": value}).encode()
    assert moved_body(body, old=OLD, new=NEW) == body


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://target:8080/fhir", NEW),
        ("HTTP://Target:8080/fhir/Patient/1#a", f"{NEW}/Patient/1#a"),
        ("/fhir/Patient/1?a=%2F", "/ruby/client_registry/fhir/Patient/1?a=%2F"),
        ("//target:8080/fhir/x", f"{NEW}/x"),
        ("http://target:8080/fhirish/Patient", "http://target:8080/fhirish/Patient"),
        ("http://target:9090/fhir", "http://target:9090/fhir"),
        ("https://target:8080/fhir", "https://target:8080/fhir"),
        ("Patient/1", "Patient/1"),
        ("?page=2", "?page=2"),
        ("urn:uuid:1", "urn:uuid:1"),
        ("urn:/fhir", "urn:/fhir"),
        ("http://[broken/fhir", "http://[broken/fhir"),
        ("http://target:port/fhir", "http://target:port/fhir"),
        ("", ""),
    ],
)
def test_only_what_begins_with_the_old_base_moves(url: str, expected: str) -> None:
    assert moved(url, old=OLD + "/", new=NEW + "/") == expected


@pytest.mark.parametrize("url", ["http://target/fhir/x", "http://target:80/fhir/x"])
def test_a_default_port_may_be_left_out(url: str) -> None:
    assert (
        moved(url, old="http://target:80/fhir", new=NEW) == moved(url, old="http://target/fhir", new=NEW) == f"{NEW}/x"
    )


def test_a_base_without_a_path_moves_every_path() -> None:
    assert moved("http://target/Patient/1", old="http://target", new=NEW) == f"{NEW}/Patient/1"


def test_only_headers_that_name_a_place_are_moved() -> None:
    headers = (("location", f"{OLD}/Patient/1"), ("Content-Location", "/fhir/a"), ("ETag", 'W/"1"'), ("X-Base", OLD))
    assert moved_headers(headers, old=OLD, new=NEW) == (
        ("location", f"{NEW}/Patient/1"),
        ("Content-Location", "/ruby/client_registry/fhir/a"),
        ("ETag", 'W/"1"'),
        ("X-Base", OLD),
    )


def test_headers_and_body_are_rewritten_together() -> None:
    headers, body = rewrite(
        (("Location", OLD),), b'{"resourceType":"Bundle","link":[{"url":"/fhir?p=2"}]}', old=OLD, new=NEW
    )
    assert headers == (("Location", NEW),)
    assert json.loads(body)["link"] == [{"url": "/ruby/client_registry/fhir?p=2"}]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_signed_bundle_stays_as_it_is(form: str) -> None:
    signature = {"when": "2026-11-25T10:00:00Z", "data": "abcd"}
    link = {"relation": "next", "url": OLD + "?p=2"}
    json_form = json.dumps({"resourceType": "Bundle", "type": "searchset", "link": [link], "signature": signature})
    body = (
        json_form if form == "json" else XML.replace("</Bundle>", "<signature><when value='x'/></signature></Bundle>")
    )
    assert moved_body(body.encode(), old=OLD, new=NEW) == body.encode()


@pytest.mark.parametrize(
    "name", ["Digest", "Content-Digest", "Repr-Digest", "Content-MD5", "Signature", "x-jws-signature"]
)
def test_a_body_that_a_header_field_vouches_for_stays_as_it_is(name: str) -> None:
    headers, body = rewrite((("Location", OLD + "/x"), (name, "abc")), SEARCHSET, old=OLD, new=NEW)
    assert (headers[0], body) == (("Location", NEW + "/x"), SEARCHSET)


def test_a_location_that_a_signature_covers_stays_as_it_is() -> None:
    headers = (("Location", OLD + "/x"), ("Signature-Input", 'sig1=("@status" "location");created=1'))
    other = (("Content-Location", OLD + "/x"), headers[1])
    assert moved_headers(headers, old=OLD, new=NEW) == headers
    assert moved_headers(other, old=OLD, new=NEW)[0][1] == NEW + "/x"


def test_a_signed_document_in_json_form_stays_as_it_is() -> None:
    jws = json.dumps({"payload": "abc", "signatures": [{"protected": OLD}], "link": [{"url": OLD}]}).encode()
    assert moved_body(jws, old=OLD, new=NEW) == jws
