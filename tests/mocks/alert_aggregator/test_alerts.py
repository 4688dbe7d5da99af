"""Alerts are taken where they are whole and their recipients found, and what became of them is told."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from harness.mocks.alert_aggregator import AlertAggregator
from harness.transactions.alerts import CATEGORIES
from harness.transport.http_server import HttpServer
from tests.mocks.alert_aggregator.conftest import WHOLE, Broken, Reporter
from tests.valid import needs_definitions

INSIDE = {"resourceType": "Patient", "id": "p", "name": [{"family": "Achieng"}]}


def test_an_alert_to_a_patient_is_delivered(reporter: Reporter, patient: str) -> None:
    alert = reporter.reports({"reference": patient})
    (told,) = reporter.became(alert)

    assert (alert.status_code, told["status"], told["payload"]) == (201, "completed", WHOLE["payload"])
    assert told["recipient"] == [{"reference": patient}]


def test_each_step_of_an_alert_is_kept(reporter: Reporter, patient: str) -> None:
    (told,) = reporter.became(reporter.reports({"reference": patient}))
    versions = reporter.get(f"Communication/{told['id']}/_history").json()["entry"]

    assert [one["resource"]["status"] for one in versions] == ["completed", "in-progress", "preparation"]


def test_a_recipient_without_server_is_found_where_its_type_is(reporter: Reporter, patient: str) -> None:
    assert reporter.reports({"reference": "/".join(patient.split("/")[-2:])}).status_code == 201


def test_a_recipient_inside_the_alert_needs_no_server(reporter: Reporter) -> None:
    alert = reporter.reports({"reference": "#p"}, contained=[INSIDE])

    assert reporter.became(alert)[0]["contained"] == [INSIDE]


def test_each_recipient_is_told_of_apart(reporter: Reporter, patient: str) -> None:
    alert = reporter.reports({"reference": patient}, {"reference": "#p"}, contained=[INSIDE])

    assert len(reporter.became(alert)) == 2


REFUSED: dict[str, dict[str, Any]] = {
    "category": {"category": [{"text": "an alert"}]},
    "priority": {"priority": None},
    "payload": {"payload": [{"contentReference": {"reference": "#p"}}]},
    "recipient": {"recipient": None},
    "category twice": {"category": WHOLE["category"] * 2},
    "a category without a code": {"category": [{"coding": [{"system": CATEGORIES}]}]},
    "two texts": {"payload": WHOLE["payload"] * 2},
}


@pytest.mark.parametrize("elements", REFUSED.values(), ids=REFUSED.keys())
def test_half_an_alert_is_refused_and_nothing_kept(reporter: Reporter, elements: dict[str, Any]) -> None:
    alert = reporter.reports(**{"recipient": [{"reference": "#p"}], "contained": [INSIDE], **elements})

    assert (alert.status_code, alert.json()["issue"][0]["code"]) == (422, "required")
    assert reporter.get("CommunicationRequest").json()["total"] == reporter.get("Communication").json()["total"] == 0


NOWHERE = [
    {"reference": "#nobody"},
    {"reference": "Patient/nobody"},
    {"reference": "Practitioner/1"},
    {"display": "a patient"},
    {"reference": "http://127.0.0.1:1/fhir/Patient/1"},
    {"reference": "http:///Patient/1"},
    {"reference": "http://[broken/Patient/1"},
    {"reference": "ftp://127.0.0.1/Patient/1"},
    {"reference": "http://127.0.0.1:99999/Patient/1"},
    {"reference": "http://a b/"},
    {"reference": "http://user:pw@127.0.0.1:1/x"},
]


@pytest.mark.parametrize("recipient", NOWHERE, ids=lambda one: next(iter(one.values())))
def test_an_alert_to_nobody_is_refused(reporter: Reporter, recipient: dict[str, str]) -> None:
    alert = reporter.reports(recipient, contained=[INSIDE])

    assert (alert.status_code, alert.json()["issue"][0]["code"]) == (422, "not-found")


@pytest.mark.parametrize("body", [b"<html>hello</html>", b'{"resourceType": "Bundle", "type": "searchset"}'])
def test_what_is_no_recipient_is_nobody(reporter: Reporter, body: bytes) -> None:
    async def something(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"application/fhir+json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    with HttpServer(something) as server:
        assert reporter.reports({"reference": f"{server.url}/Patient/1"}).status_code == 422


def test_what_could_not_be_delivered_is_said() -> None:
    service = AlertAggregator(channel=Broken())
    with HttpServer(service.app) as server, Reporter(base_url=f"{server.url}/fhir/") as reporter:
        (told,) = reporter.became(reporter.reports({"reference": "#p"}, contained=[INSIDE]))
    service.close()

    assert (told["status"], "sent" in told) == ("not-done", False)


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "Communication/1"), ("DELETE", "CommunicationRequest/1"), ("POST", "Communication")]
)
def test_nobody_else_says_what_became_of_an_alert(reporter: Reporter, method: str, path: str) -> None:
    assert reporter.request(method, path, json={"resourceType": path.split("/")[0]}).status_code == 405


@needs_definitions
def test_a_strict_one_refuses_what_is_no_fhir() -> None:
    service = AlertAggregator(strict=True)
    with HttpServer(service.app) as server, Reporter(base_url=f"{server.url}/fhir/", timeout=20) as reporter:
        alert = reporter.reports({"reference": "#p"}, contained=[INSIDE], priority="at once")
    service.close()

    assert (alert.status_code, alert.json()["issue"][0]["expression"]) == (400, ["CommunicationRequest.priority"])


def test_where_a_recipient_is_asked_for_can_be_another_place(registry: str, patient: str) -> None:
    service = AlertAggregator()
    service.reaches_by(lambda url: url.replace("http://registry.example.org/fhir", registry))
    there = patient.replace(registry, "http://registry.example.org/fhir")
    with HttpServer(service.app) as server, Reporter(base_url=f"{server.url}/fhir/", timeout=20) as reporter:
        assert reporter.reports({"reference": there}).status_code == 201
    service.close()


@pytest.mark.parametrize("asked", ["_lastUpdated=yesterday", "_count=-1", "sent=never"])
def test_a_question_in_words_is_refused(reporter: Reporter, asked: str) -> None:
    answer = reporter.get(f"Communication?{asked}")

    assert (answer.status_code, answer.json()["resourceType"]) == (400, "OperationOutcome")


def test_an_alert_that_is_no_fhir_is_refused(reporter: Reporter) -> None:
    headers = {"content-type": "application/fhir+json"}
    answers = [
        httpx.post(f"{reporter.base_url}CommunicationRequest", content=one, headers=headers) for one in (b"{", b"[]")
    ]

    assert [one.status_code for one in answers] == [400, 400]


def test_an_alert_to_a_whole_country_is_refused(reporter: Reporter) -> None:
    everybody = [{"reference": "#p"}] * 101

    assert reporter.reports(*everybody, contained=[INSIDE]).status_code == 422
