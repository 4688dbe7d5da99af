"""An alert aggregator behind a real socket, and a client registry whose patients it can look up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from harness.mocks.alert_aggregator import AlertAggregator
from harness.mocks.client_registry import ClientRegistry
from harness.transactions.alerts import CATEGORIES
from harness.transport.http_server import HttpServer

FHIR_JSON = {"content-type": "application/fhir+json"}
WHOLE: dict[str, Any] = {
    "resourceType": "CommunicationRequest",
    "status": "active",
    "category": [{"coding": [{"system": CATEGORIES, "code": "alert"}]}],
    "priority": "routine",
    "payload": [{"contentString": "The clinic is closed today"}],
}
PATIENT = {
    "resourceType": "Patient",
    "identifier": [{"system": "http://ohie.org/test/test", "value": "1"}],
    "name": [{"family": "Achieng"}],
}


class Broken:
    """A channel that delivers nothing."""

    def deliver(self, text: str, recipient: str) -> bool:  # noqa: ARG002
        """Never."""
        return False


class Reporter(httpx.Client):
    """Reports alerts, and asks about them; its base is the aggregator's."""

    def reports(self, *recipients: dict[str, Any], **elements: Any) -> httpx.Response:
        """A whole alert, but for `elements`; one that is None is left out."""
        alert = {**WHOLE, "recipient": list(recipients), **elements}
        told = {name: value for name, value in alert.items() if value is not None}
        return self.post("CommunicationRequest", json=told, headers=FHIR_JSON)

    def became(self, of: httpx.Response) -> list[dict[str, Any]]:
        """What became of an alert that was taken."""
        asked = f"Communication?based-on=CommunicationRequest/{of.json()['id']}"
        return [one["resource"] for one in self.get(asked).json().get("entry", ())]


@pytest.fixture
def registry() -> Iterator[str]:
    """The FHIR base of a client registry."""
    service = ClientRegistry()
    with HttpServer(service.app) as server:
        yield f"{server.url}/fhir"
    service.close()


@pytest.fixture
def patient(registry: str) -> str:
    """Where that registry keeps a patient."""
    kept = httpx.post(f"{registry}/Patient", json=PATIENT, headers=FHIR_JSON)
    return kept.headers["location"].partition("/_history")[0]


@pytest.fixture
def reporter(registry: str) -> Iterator[Reporter]:
    service = AlertAggregator(registries={"Patient": registry})
    with HttpServer(service.app) as server, Reporter(base_url=f"{server.url}/fhir/", timeout=20) as made:
        yield made
    service.close()
