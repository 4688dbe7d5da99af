from __future__ import annotations

import dataclasses

import pytest

from harness.report.addresses import short_target, url_of
from tests.report.demo_exchanges import exchange, query

BASE = "https://mpi.kijani.example/fhir"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"{BASE}/Patient?family=A", f"{BASE}/Patient?family=A"),
        ("127.0.0.1:8081", "http://127.0.0.1:8081/fhir/Patient?family=A"),
        ("https://[bad", "https://[bad"),
    ],
)
def test_the_url_is_the_address_and_the_target_as_sent(address: str, expected: str) -> None:
    assert url_of(dataclasses.replace(query(BASE, "family=A", at=1), address=address)) == expected


def test_an_absolute_target_is_the_url() -> None:
    asked = query(BASE, "family=A", at=1)
    request = dataclasses.replace(asked.request, start="GET http://proxy.example/fhir/Patient HTTP/1.1")
    assert url_of(dataclasses.replace(asked, request=request)) == "http://proxy.example/fhir/Patient"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{BASE}/Patient?identifier=http%3A%2F%2Fohie.org%2Ftest%7C1&_count=20", "Patient?identifier=…&_count=20"),
        (f"{BASE}/Patient/1042", "Patient/1042"),
        (f"{BASE}/Patient/$match", "Patient/$match"),
        (f"{BASE}/metadata", "metadata"),
        (f"{BASE}/Patient?{'a=1&' * 2000}", "Patient"),
        ("http://host", ""),
    ],
)
def test_a_target_is_said_shortly(url: str, expected: str) -> None:
    assert short_target(exchange("GET", url, at=1)) == expected
