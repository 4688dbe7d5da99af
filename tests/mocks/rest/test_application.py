from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from harness.messages.fhir import XML
from harness.mocks.rest.application import application
from harness.mocks.rest.messages import Answer, Request
from harness.transport.http_server import HttpServer


@dataclass
class Puppet:
    """Answers what it is told to."""

    says: Callable[[Request], Answer]
    types: tuple[str, ...] = ("Patient",)
    operations: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def answer(self, request: Request) -> Answer:
        return self.says(request)


@pytest.fixture
def puppet() -> Iterator[Any]:
    service = Puppet(lambda _: Answer(200, {"resourceType": "Patient", "birthDate": "1982"}))
    with HttpServer(application(service)) as server, httpx.Client(base_url=server.url) as client:
        yield service, client


def test_an_answer_has_its_format_and_its_headers(puppet: Any) -> None:
    service, client = puppet
    service.says = lambda _: Answer(201, {"resourceType": "Patient"}, {"etag": 'W/"1"'}, XML)
    answer = client.get("/fhir/Patient/a")

    assert (answer.status_code, answer.headers["etag"]) == (201, 'W/"1"')
    assert answer.headers["content-type"] == "application/fhir+xml; charset=utf-8"


@pytest.mark.parametrize(("coding", "status"), [("gzip", 415), ("gzip, br", 415), ("identity", 200)])
def test_a_body_that_is_packed_is_not_guessed_at(puppet: Any, coding: str, status: int) -> None:
    answer = puppet[1].put("/fhir/Patient/a", content=b"{}", headers={"content-encoding": coding})
    assert (answer.status_code, answer.json()["resourceType"] == "OperationOutcome") == (status, status == 415)


def test_a_fault_of_ours_is_a_500_with_an_outcome(puppet: Any, caplog: pytest.LogCaptureFixture) -> None:
    service, client = puppet
    service.says = lambda _: 1 / 0
    with caplog.at_level(logging.CRITICAL):
        answer = client.get("/fhir/Patient/a")

    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (500, "exception")


def test_what_xml_cannot_say_is_said_to_be_so(puppet: Any) -> None:
    service, client = puppet
    service.says = lambda _: Answer(200, {"resourceType": "Patient", "colour": "red"}, format=XML)
    answer = client.get("/fhir/Patient/a")

    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (406, "not-supported")


def test_an_answer_can_break_off(puppet: Any) -> None:
    service, client = puppet
    service.says = lambda _: Answer(200, {"resourceType": "Patient"}, breaks_off=True)

    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/fhir/Patient/a")


def test_a_large_body_does_not_hold_up_others(puppet: Any) -> None:
    service, client = puppet
    service.says = lambda request: Answer(200, {"resourceType": "Patient", "language": str(len(request.body))})

    assert client.post("/fhir/Patient", content=b"x" * 200_000).json()["language"] == "200000"
