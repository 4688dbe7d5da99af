"""The reference sender makes reports of figures, and sends them as it is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from harness.errors import UsageError
from harness.messages import adx, data_value_sets, measure_reports, periods
from harness.messages.fhir import parse
from harness.messages.figures import added_up, numbers
from harness.mocks.aggregate_data_sender import AggregateDataSender
from harness.transactions.reported import as_task
from harness.transport.http_server import HttpServer
from tests.messages.adx.malaria import form, report

MONTHS = [report().changed(period=periods.parse(f"20260{month}")) for month in (1, 2, 3)]


def until(seen: Callable[[], bool]) -> None:
    """Wait until `seen`, five seconds at most."""
    end = time.monotonic() + 5
    while not seen():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


class Receiver:
    """Takes everything, and refuses what says no."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.app = Starlette(routes=[Route("/{path:path}", self._take, methods=["GET", "PUT", "POST"])])

    async def _take(self, asked: Request) -> Response:
        self.taken.append((f"{asked.method} {asked.url.path}", await asked.body()))
        return JSONResponse({"said": "no"}, 422) if "/no" in asked.url.path else JSONResponse({})


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def at(receiver: Receiver) -> Iterator[str]:
    with HttpServer(receiver.app) as server:
        yield server.url


@pytest.fixture
def sender() -> Iterator[httpx.Client]:
    service = AggregateDataSender()
    with HttpServer(service.app) as server, httpx.Client(base_url=server.url) as client:
        yield client
    service.close()


def told(sender: httpx.Client, address: str, **task: Any) -> httpx.Response:
    return sender.post("/instructions", json={"kind": "instruction", "address": address, "task": task})


def sent(receiver: Receiver, count: int = 1) -> list[tuple[str, bytes]]:
    until(lambda: len(receiver.taken) >= count)
    return receiver.taken


def a_report(form_: str, **more: Any) -> dict[str, Any]:
    return {"action": "report", "form": form_, "reports": [as_task(report())], **more}


def test_figures_are_sent_in_adx(sender: httpx.Client, receiver: Receiver, at: str) -> None:
    told(sender, f"{at}/adx", **a_report("adx"))
    ((line, body),) = sent(receiver)
    assert (line, adx.read(body)) == ("POST /adx", (report(),))


def test_figures_are_sent_in_fhir(sender: httpx.Client, receiver: Receiver, at: str) -> None:
    told(sender, f"{at}/fhir", **a_report("fhir"))
    ((line, body),) = sent(receiver)
    assert (line.startswith("PUT /fhir/MeasureReport/"), measure_reports.from_fhir(parse(body))) == (True, report())


def test_figures_are_sent_as_data_values(sender: httpx.Client, receiver: Receiver, at: str) -> None:
    told(sender, f"{at}/api", **a_report("dhis2", strategy="CREATE", dryRun=True))
    ((line, body),) = sent(receiver)
    assert (line, data_value_sets.read(body, form())) == ("POST /api/dataValueSets", (report(),))


def test_months_are_added_up(sender: httpx.Client, receiver: Receiver, at: str) -> None:
    reports = [as_task(one) for one in MONTHS]
    told(sender, f"{at}/adx", **a_report("adx", months=3, reports=reports))
    assert numbers(adx.read(sent(receiver)[0][1])) == numbers(added_up(MONTHS, 3))


def test_a_definition_is_retrieved(sender: httpx.Client, receiver: Receiver, at: str) -> None:
    told(sender, f"{at}/fhir", action="definition", dataSet="MAL01")
    assert sent(receiver)[0][0] == "GET /fhir/Measure/MAL01"


def test_what_became_of_a_report_can_be_read(sender: httpx.Client, receiver: Receiver, at: str) -> None:
    told(sender, f"{at}/no", **a_report("adx"))
    sent(receiver)
    until(lambda: "422" in sender.get("/").text)
    assert '{"said":"no"}' in sender.get("/").text


def test_nobody_at_the_other_end_is_told_too(sender: httpx.Client) -> None:
    told(sender, "http://127.0.0.1:9/adx", **a_report("adx"))
    until(lambda: "127.0.0.1:9" in sender.get("/").text)


def test_there_is_no_screen(sender: httpx.Client) -> None:
    answer = sender.post("/instructions", json={"kind": "question", "task": {"sight": "error"}})
    assert answer.json() == {"answer": "cannot tell"}


@pytest.mark.parametrize(
    "task",
    [
        {"action": "dance"},
        a_report("morse"),
        a_report("adx", reports=[]),
        a_report("adx", reports=[{**as_task(report()), "period": "January"}]),
        a_report("adx", reports=[{**as_task(report()), "figures": [{"dataElement": "A", "value": "many"}]}]),
    ],
)
def test_what_cannot_be_understood_is_refused(sender: httpx.Client, task: dict[str, Any]) -> None:
    assert told(sender, "http://127.0.0.1:9/adx", **task).status_code == 400


def test_a_file_says_where_reports_go(tmp_path: Path, receiver: Receiver, at: str) -> None:
    file = tmp_path / "sender.toml"
    file.write_text(f'adx = "{at}/by-file"\n', encoding="utf-8")
    service = AggregateDataSender.configured(file)
    with HttpServer(service.app) as server:
        instruction = {"kind": "instruction", "address": at, "task": a_report("adx")}
        assert httpx.post(f"{server.url}/instructions", json=instruction).status_code == 202
        assert sent(receiver)[0][0].startswith("POST")
    service.close()


def test_a_mistake_in_a_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "sender.toml"
    file.write_text("adx = 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="adx"):
        AggregateDataSender.configured(file)
