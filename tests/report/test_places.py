from __future__ import annotations

import json

import pytest

from harness.report.decoded import decoded
from harness.report.line import Line
from harness.report.places import in_body, in_head
from tests.report.demo_exchanges import JSON, bundle, message, patient

PEOPLE = [patient("Achieng", "1") | {"id": "1"}, patient("Okoth", "2") | {"id": "2"}]
HEAD = ["HTTP/1.1 201 Created", "Content-Type: text/html", "ETag: W/1"]


@pytest.fixture(scope="module")
def lines() -> tuple[Line, ...]:
    body = json.dumps(bundle("http://x/fhir", *PEOPLE)).encode()
    return decoded(message("r", "HTTP/1.1 200 OK", (("Content-Type", JSON),), body, at=1)).lines


@pytest.mark.parametrize(
    ("where", "text", "missing"),
    [
        ("Bundle.entry[1].resource.name[0].family", '"family": "Okoth",', False),
        ("Bundle.entry.resource.name.family", '"family": "Achieng",', False),
        ("Patient.name[0].family", '"family": "Achieng",', False),
        ("Patient.birthDate of the first entry", '"birthDate": "1982-06-09",', False),
        ("Patient.name[0].prefix", "{", True),
        ("Bundle.link[0].title", '{"relation": "self", "url": "http://x/fhir/Patient"}', True),
        ("Bundle.link[3].url", '"link": [', True),
        ("Bundle.total", '"total": 2,', False),
        ("resourceType", '"resourceType": "Bundle",', False),
    ],
)
def test_the_line_of_a_place_is_found(lines: tuple[Line, ...], where: str, text: str, missing: bool) -> None:
    spot = in_body(where, lines)
    assert spot is not None
    assert (lines[spot.number].text.strip(), spot.missing) == (text, missing)


@pytest.mark.parametrize("where", ["the screen", "Observation.code", "", "HTTP status"])
def test_a_place_that_is_nowhere_is_not_guessed(lines: tuple[Line, ...], where: str) -> None:
    assert in_body(where, lines) is None


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("HTTP status", 0),
        ("status", 0),
        ("HTTP header Content-Type", 1),
        ("header etag", 2),
        ("Content-Type", 1),
        ("HTTP method", 0),
        ("Location", None),
        ("HTTP header Location", 0),
        ("Patient.active", None),
        ("Bundle.entry.response.status", None),
    ],
)
def test_the_line_of_the_head_is_found(where: str, expected: int | None) -> None:
    assert in_head(where, HEAD) == expected
