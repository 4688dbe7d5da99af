"""Whatever comes in gets its 4xx with an OperationOutcome, and nothing that was kept is lost."""

from __future__ import annotations

import json
import socket
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.messages import fhir
from tests.mocks.client_registry.conftest import FHIR_JSON, TEST, Caller, issue, named, patient

ADDRESS = f"Patient?identifier={TEST}|1"
BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "broken JSON": (b'{"resourceType":"Patient",', 400),
    "a list": (b"[]", 400),
    "no resource type": (b"{}", 400),
    "bytes": (b"\xff\xfe\x00", 400),
    "a duplicate name": (b'{"resourceType":"Patient","active":true,"active":false}', 400),
    "a null": (b'{"resourceType":"Patient","active":null}', 400),
    "not a number": (b'{"resourceType":"Patient","multipleBirthInteger":NaN}', 400),
    "100,000 brackets": (b"[" * 100_000, 400),
    "a type of nobody": (b'{"resourceType":"Colour"}', 400),
    "names that are a text": (b'{"resourceType":"Patient","name":"Grace"}', 400),
    "a control character": (json.dumps(patient("1", name=named("\x00"))).encode(), 400),
    "half a surrogate pair": (b'{"resourceType":"Patient","language":"\\ud800"}', 400),
    "more than five million bytes": (b" " * 5_000_001, 413),
}


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES.keys())
def test_a_body_that_is_no_patient_is_refused(registry: Caller, body: bytes, status: int) -> None:
    registry.feed("0")
    answer = registry.http.put(f"{registry.base}/{ADDRESS}", content=body, headers=FHIR_JSON)

    assert issue(answer)[0] == status
    assert registry.found() == ["0"]


BAD_XML: dict[str, bytes] = {
    "nothing": b"",
    "broken": b"<Patient",
    "no namespace": b"<Patient/>",
    "a DTD": b'<!DOCTYPE a [<!ENTITY x "y">]><Patient xmlns="http://hl7.org/fhir"/>',
    "an unknown element": b'<Patient xmlns="http://hl7.org/fhir"><colour value="x"/></Patient>',
    "a date that is none": b'<Patient xmlns="http://hl7.org/fhir"><birthDate value="x"/></Patient>',
    "300 levels": b'<Patient xmlns="http://hl7.org/fhir">' + b"<contact>" * 300,
}


@pytest.mark.parametrize("body", BAD_XML.values(), ids=BAD_XML.keys())
def test_xml_that_is_no_patient_is_refused(registry: Caller, body: bytes) -> None:
    xml = {"Content-Type": "application/fhir+xml"}
    answer = registry.http.put(f"{registry.base}/{ADDRESS}", content=body, headers=xml)

    assert issue(answer)[0] == 400


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/fhir+turtle"}])
def test_a_body_of_another_type_is_refused(registry: Caller, headers: dict[str, str]) -> None:
    answer = registry.http.put(f"{registry.base}/{ADDRESS}", content=b"{}", headers=headers)

    assert issue(answer) == (415, "not-supported")


def test_a_search_by_post_is_a_form(registry: Caller) -> None:
    assert issue(registry.post("Patient/_search", {})) == (415, "not-supported")


def test_fifty_million_bytes_are_refused(registry: Caller) -> None:
    answer = registry.http.post(f"{registry.base}/Patient", content=b"x" * 50_000_000, headers=FHIR_JSON)

    assert issue(answer) == (413, "too-long")


def test_too_long_a_body_is_refused_before_it_is_there(registry: Caller) -> None:
    host, port = registry.base.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"POST /fhir/Patient HTTP/1.1\r\nHost: {host}\r\nContent-Length: 50000000\r\n\r\n"
        connection.sendall(head.encode())
        answer = connection.recv(100)

    assert answer.startswith(b"HTTP/1.1 413 ")


def test_an_endless_body_is_refused(registry: Caller) -> None:
    pieces = (b"x" * 1_000_000 for _ in range(10))
    answer = registry.http.post(f"{registry.base}/Patient", content=pieces, headers=FHIR_JSON)

    assert issue(answer) == (413, "too-long")


def test_half_a_request_does_nothing(registry: Caller) -> None:
    host, port = registry.base.split("/")[2].split(":")
    body = json.dumps(patient("1")).encode()
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        start = f"POST /fhir/Patient HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/fhir+json\r\n"
        connection.sendall(start.encode() + b"Content-Length: 5000\r\n\r\n" + body)

    assert registry.found() == []


ADDRESSES: dict[str, tuple[str, int]] = {
    "a date that is none": ("Patient?birthdate=yesterday", 400),
    "a negative page": ("Patient?_count=-1", 400),
    "an unknown modifier": ("Patient?family:sounds=x", 400),
    "a made up cursor": ("Patient?_cursor=9", 400),
    "a broken escape": ("Patient?family=%ZZ", 400),
    "half an escape": ("Patient?family=%4", 400),
    "bytes that are no UTF-8": ("Patient?family=%FF", 400),
    "a NUL": ("Patient?family=%00", 400),
    "2,000 parameters": ("Patient?" + "&".join(["family=x"] * 2000), 400),
    "500 alternatives": ("Patient?family=" + ",".join(["x"] * 500), 400),
    "an id that none can be": ("Patient/%FF", 404),
    "an id with a NUL": ("Patient/%00", 404),
    "an id too long": ("Patient/" + "a" * 65, 404),
    "a type that is not kept": ("Observation", 404),
    "a type that is none": ("Colour/1", 404),
    "an operation that is none": ("Patient/$everything", 404),
    "a place too deep": ("Patient/1/_history/1/2", 404),
    "a version that is none": ("Patient/1/_history/1", 404),
    "a history of nobody": ("Patient/1/_history", 404),
    "the base": ("", 405),
    "a match by GET": ("Patient/$match", 405),
    "a form by GET": ("Patient/_search", 405),
}


@pytest.mark.parametrize(("path", "status"), ADDRESSES.values(), ids=ADDRESSES.keys())
def test_an_address_that_leads_nowhere_is_refused(registry: Caller, path: str, status: int) -> None:
    host, port = registry.base.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"GET /fhir/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert fhir.parse(body)["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE"])
def test_a_method_that_is_not_served_is_refused(registry: Caller, method: str) -> None:
    assert issue(registry.http.request(method, f"{registry.base}/Patient")) == (405, "not-supported")


def test_an_address_beside_the_base_says_where_the_base_is(registry: Caller) -> None:
    answer = registry.http.get(registry.base.removesuffix("/fhir"))

    assert (issue(answer), "/fhir" in answer.text) == ((404, "not-found"), True)


@pytest.mark.parametrize(
    "name", ["'; DROP TABLE resource; --", '" OR 1=1 --', "%", "_", "*", "a" * 10_000, "\\", "\U00020000"]
)
def test_an_odd_name_is_a_name(registry: Caller, name: str) -> None:
    registry.feed("0")
    registry.feed("1", name=named(name))

    assert registry.found(**{"family:exact": name.replace("\\", "\\\\")}) == ["1"]


def test_a_head_is_answered_without_body(registry: Caller) -> None:
    answer = registry.http.head(f"{registry.base}/Patient")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.fixture(scope="module")
def sturdy() -> Any:
    from harness.mocks.client_registry import ClientRegistry
    from harness.transport.http_server import HttpServer

    mock = ClientRegistry()
    with HttpServer(mock.app) as server:
        caller = Caller(server.url)
        caller.feed("0")
        yield caller
        caller.http.close()
    mock.close()


values = st.text(max_size=30) | st.sampled_from([TEST, "1", "ge1982", "female", "a|b", ",", "|", "\\", "true"])
names = st.sampled_from(
    ["identifier", "birthdate", "family:exact", "_id", "_count", "_cursor", "_include", "gender:not"]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(names, values), max_size=4))
def test_any_search_is_answered_or_refused(sturdy: Caller, asked: list[tuple[str, str]]) -> None:
    answer = sturdy.http.get(f"{sturdy.base}/Patient", params=httpx.QueryParams(asked))

    assert answer.status_code in (200, 400, 404)
    assert answer.json()["resourceType"] in ("Bundle", "OperationOutcome")


json_values = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.text(max_size=5) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["given", "url", "reference"]), inner),
    max_leaves=6,
)
elements = st.sampled_from(
    ["identifier", "name", "birthDate", "link", "contact", "extension", "meta", "contained", "text"]
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(elements, json_values, min_size=1, max_size=2))
def test_any_patient_is_kept_or_refused(sturdy: Caller, changes: dict[str, Any]) -> None:
    answer = sturdy.put(ADDRESS, patient("1") | changes)

    assert answer.status_code in (200, 201, 400, 422)
    assert sturdy.ask("Patient", _format="xml").status_code in (200, 406)
