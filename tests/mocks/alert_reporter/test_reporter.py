"""An alert reporter does what a program tells it, and remembers what came of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.errors import UsageError
from harness.evidence.exchange import Exchange
from harness.mocks.alert_reporter import AlertReporter
from harness.mocks.alert_reporter.configuration import EXAMPLE, Registries, read
from harness.mocks.alert_reporter.tasks import task_in
from harness.transactions import (
    AlertStatusQuery,
    CareServicesQuery,
    MobilePatientDemographicsQuery,
    ReportAlert,
    Transaction,
)
from harness.transport.http_server import HttpServer

SAID = (
    MobilePatientDemographicsQuery("family=Achieng&birthdate=ge1982-01-01"),
    CareServicesQuery("Practitioner", "identifier=http://x|1"),
    ReportAlert("Come", "http://cr/fhir/Patient/1"),
    ReportAlert("Come", contained={"resourceType": "Patient"}),
    AlertStatusQuery("CommunicationRequest/1", (("_lastUpdated", "ge2020"),)),
)


@pytest.mark.parametrize("said", SAID, ids=lambda one: type(one).__name__)
def test_what_a_scenario_says_is_understood(said: Transaction) -> None:
    assert task_in(said.task()).transaction() == said


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown action": ({"action": "report alerts"}, "Did you mean"),
    "no words": ({"action": "report alert", "recipient": "x"}, "text"),
}


@pytest.mark.parametrize(("task", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_task_is_refused(task: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        task_in(task)


@pytest.mark.parametrize("more", [{}, {"contained": "{"}])
def test_an_alert_that_is_for_nobody_is_not_sent(more: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=r"contained|recipient"):
        task_in({"action": "report alert", "text": "Come", **more}).transaction()


@pytest.fixture
def heard() -> list[Exchange]:
    return []


@pytest.fixture
def reporter(heard: list[Exchange]) -> Iterator[tuple[str, str]]:
    """Where a reporter is, and where somebody who hears whatever comes."""

    async def nobody(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    with HttpServer(nobody, on_exchange=heard.append) as others:
        service = AlertReporter(registries=Registries(aggregator=others.url, client_registry=others.url))
        with HttpServer(service.app) as server:
            yield server.url, others.url
        service.close()


def told(url: str, task: dict[str, Any], address: str) -> httpx.Response:
    return httpx.post(f"{url}/instructions", json={"kind": "instruction", "address": address, "task": task})


def waited_for(url: str, words: str) -> str:
    for _ in range(100):
        if words in (page := httpx.get(url).text):
            return page
        time.sleep(0.05)
    return page


def test_a_task_is_carried_out(reporter: tuple[str, str], heard: list[Exchange]) -> None:
    url, others = reporter
    answer = told(url, SAID[2].task(), others)

    assert (answer.status_code, "404" in waited_for(url, "Report a routine alert")) == (202, True)
    assert heard[0].request.start.startswith("POST /CommunicationRequest ")


def test_a_task_that_cannot_be_done_is_told_too(reporter: tuple[str, str]) -> None:
    url, others = reporter
    told(url, {"action": "report alert", "text": "Come"}, others)

    assert "not done: recipient" in waited_for(url, "not done")


def test_there_is_no_screen(reporter: tuple[str, str]) -> None:
    asked = httpx.post(f"{reporter[0]}/instructions", json={"kind": "question", "task": {"sight": "a patient"}})

    assert asked.json() == {"answer": "cannot tell"}


def test_a_file_says_where_everybody_is(tmp_path: Path) -> None:
    (tmp_path / "reporter.toml").write_text(EXAMPLE, encoding="utf-8")
    AlertReporter.configured(tmp_path / "reporter.toml").close()

    assert read(tmp_path / "reporter.toml") == Registries()


def test_a_wrong_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "reporter.toml").write_text("aggregator = 'there'", encoding="utf-8")

    with pytest.raises(UsageError, match="aggregator: a FHIR base URL is wanted"):
        read(tmp_path / "reporter.toml")
