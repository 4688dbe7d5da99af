"""What an interlinked registry learns by CSD, and answers by its stored functions (ITI-73), over real sockets."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from harness.messages import csd
from harness.mocks.directory.configuration import Configuration, Upstream
from harness.mocks.interlinked_registry import InterlinkedRegistry
from harness.transport.http_server import HttpServer
from tests.mocks.directories.csd_on_the_wire import modified, one, posted, told_to_ask

Pairs = tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def url(registries: dict[str, str]) -> str:
    told_to_ask(
        registries["interlinked-registry"], registries["facility-registry"], registries["health-worker-registry"]
    )
    return registries["interlinked-registry"]


def asked(url: str, function: str, *pairs: tuple[str, str]) -> Any:
    return posted(f"{url}/csd", csd.question(csd.Question(function, pairs)))


def found(url: str, kind: str, *pairs: tuple[str, str]) -> int:
    response = asked(url, f"{csd.STORED}{kind}-search", *pairs)
    return len(list(csd.entities_in(etree.fromstring(response.body))))


@pytest.mark.parametrize(
    ("kind", "pair", "number"),
    [
        ("facility", ("otherID", "urn:numbers|F1"), 1),
        ("facility", ("otherID", "urn:others|F1"), 0),
        ("facility", ("otherID", "F1"), 1),
        ("facility", ("primaryName", "ANI CLI"), 1),
        ("facility", ("primaryName", "Neema"), 0),
        ("facility", ("codedType", "urn:kinds|clinic"), 1),
        ("facility", ("codedType", "urn:kinds|"), 1),
        ("facility", ("codedType", "urn:other|clinic"), 0),
        ("facility", ("addressLine", "kisumu"), 1),
        ("facility", ("record", "1970-01-01T00:00:00Z"), 1),
        ("facility", ("record", "2999-01-01T00:00:00Z"), 0),
        ("organization", ("name", "peace"), 1),
        ("organization", ("max", "1"), 1),
        ("organization", ("max", "0"), 0),
        ("organization", ("start", "2"), 1),
        ("organization", ("start", "3"), 0),
        ("service", ("name", "dispensary"), 1),
        ("provider", ("commonName", "achieng"), 1),
        ("provider", ("id", "urn:uuid:nobody"), 0),
    ],
)
def test_a_stored_function_finds_what_fits(url: str, kind: str, pair: tuple[str, str], number: int) -> None:
    assert found(url, kind, pair) == number


def test_a_health_worker_is_found_by_the_facility_where_she_works(url: str, registries: dict[str, str]) -> None:
    clinic = one(modified(registries["facility-registry"]), "facility").get("entityID")
    assert found(url, "provider", ("facilities", clinic)) == 1
    assert found(url, "facility", ("id", clinic)) == 1


def test_both_parameters_have_to_fit(url: str) -> None:
    assert found(url, "facility", ("primaryName", "Amani"), ("addressLine", "Nairobi")) == 0


def test_an_answer_has_all_four_directories(url: str) -> None:
    response = asked(url, f"{csd.STORED}facility-search", ("primaryName", "Neema"))
    assert [etree.QName(node).localname for node in etree.fromstring(response.body)] == list(csd.DIRECTORIES.values())


@pytest.mark.parametrize(
    ("function", "pairs", "status", "words"),
    [
        ("urn:nobody", (), 404, "there are urn:ihe"),
        (csd.ADHOC, (("expression", "doc('x')"),), 400, "XQuery are not supported"),
        (f"{csd.STORED}facility-search", (("colour", "blue"),), 400, "No parameter colour"),
        (f"{csd.STORED}facility-search", (("max", "-1"),), 400, "max is a number"),
        (f"{csd.STORED}facility-search", (("max", "9" * 50),), 400, "max is a number"),
        (f"{csd.STORED}facility-search", (("start", "0"),), 400, "from 1 on"),
        (f"{csd.STORED}facility-search", (("record", "today"),), 400, "xs:dateTime"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(
    url: str, function: str, pairs: Pairs, status: int, words: str
) -> None:
    response = asked(url, function, *pairs)
    assert response.status == status
    assert words in response.body.decode()


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><careServicesRequest>&c;</a>'


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (BOMB, "text/xml", 400),
        (b"", "text/xml", 400),
        (b"\x00\xff", "application/xml", 400),
        (b"<a>" * 1000 + b"</a>" * 1000, "text/xml", 400),
        (b"<html/>", "text/xml", 400),
        (b"{}", "application/json", 415),
        (b" " * 1_000_001, "text/xml", 413),
    ],
)
def test_bad_input_is_refused_as_the_senders_mistake(url: str, body: bytes, content_type: str, status: int) -> None:
    assert posted(f"{url}/csd", body, content_type).status == status


def test_a_question_is_posted(url: str) -> None:
    assert posted(f"{url}/csd", b"", method="GET").status == 405


def test_what_no_directory_says_teaches_nothing(registries: dict[str, str], url: str) -> None:
    told_to_ask(registries["interlinked-registry"], f"{registries['facility-registry']}/fhir", "http://127.0.0.1:9")
    assert found(url, "facility") == 1


def test_what_was_loaded_answers_by_csd_too(tmp_path: Path) -> None:
    file = tmp_path / "clinic.json"
    file.write_text('{"resourceType": "Organization", "id": "o", "name": "Amani"}', encoding="utf-8")
    registry = InterlinkedRegistry(configuration=Configuration(load=(file,)))
    with HttpServer(registry.app) as server:
        assert found(server.url, "organization", ("primaryName", "Amani")) == 1
    registry.close()


def test_a_source_that_speaks_csd_is_polled(registries: dict[str, str]) -> None:
    source = Upstream("facility_registry", f"{registries['facility-registry']}/soap", 0.05, "csd")
    registry = InterlinkedRegistry(configuration=Configuration(sources=(source,)))
    with HttpServer(registry.app) as server:
        late = time.monotonic() + 5
        while not found(server.url, "facility") and time.monotonic() < late:
            time.sleep(0.02)
        assert found(server.url, "facility", ("primaryName", "Amani")) == 1
    registry.close()
