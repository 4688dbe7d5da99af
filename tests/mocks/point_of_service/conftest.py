from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from harness.evidence.exchange import Message
from harness.mocks.point_of_service import PointOfService
from harness.openhie.domains import Domain
from harness.transport.http_server import Event, HttpServer, Receive, Send

Resource = dict[str, Any]
OWN = Domain("http://clinic.example.org/numbers", "2.16.840.1.113883.3.72.5.9.2")
GRACE = {
    "family": "Achieng",
    "given": "Grace",
    "birth_date": "1982-03-14",
    "gender": "female",
    "mothers_maiden_name": "Juma",
    "phone": "+254700000001",
    "city": "Kisumu",
    "country": "KE",
}


class Registry:
    """A client registry that says what it is told to say, and keeps what it was sent."""

    def __init__(self) -> None:
        self.requests: list[Message] = []
        self.status, self.content_type, self.body = 200, "application/fhir+json", json.dumps(searchset()).encode()
        self.server = HttpServer(self)

    @property
    def base(self) -> str:
        return f"{self.server.url}/fhir"

    @property
    def last(self) -> Message:
        return self.requests[-1]

    def says(self, resource: Resource | bytes, status: int = 200, content_type: str = "application/fhir+json") -> None:
        self.body = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
        self.status, self.content_type = status, content_type

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.requests.append(await _message(scope, receive))
            headers = [(b"content-type", self.content_type.encode()), (b"content-length", str(len(self.body)).encode())]
            await send({"type": "http.response.start", "status": self.status, "headers": headers})
            await send({"type": "http.response.body", "body": self.body})


class Clinic:
    """A point of service over a real socket, and what a program and a browser say to it."""

    def __init__(self, server: HttpServer, base: str) -> None:
        self.url, self.base, self._browser = server.url, base, httpx.Client(base_url=server.url, follow_redirects=True)

    def close(self) -> None:
        self._browser.close()

    def instructed(self, content: Any) -> httpx.Response:
        return self._browser.post("/instructions", json=content)

    def does(self, action: str, **parts: Any) -> None:
        told = self.instructed({"kind": "instruction", "address": self.base, "task": {"action": action, **parts}})
        assert told.status_code == 202, told.text
        self.sees("error")

    def feeds(self, **changes: Any) -> None:
        self.does("feed", person=GRACE | changes)

    def searches(self, **parameters: str) -> None:
        self.does("query", parameters=[list(pair) for pair in parameters.items()])

    def sees(self, sight: str, **facts: Any) -> str:
        told = self.instructed({"kind": "question", "text": "?", "task": {"sight": sight, **facts}})
        return str(told.json()["answer"])

    def page(self, path: str = "/") -> str:
        return self._browser.get(path).text

    def fills_in(self, path: str, /, **values: str) -> httpx.Response:
        return self._browser.post(path, data=values)


@pytest.fixture
def registry() -> Iterator[Registry]:
    stub = Registry()
    with stub.server:
        yield stub


@pytest.fixture
def open_clinic(registry: Registry) -> Iterator[Callable[..., Clinic]]:
    with ExitStack() as closing:

        def opened(*defects: str) -> Clinic:
            service = PointOfService(registry=registry.base, domain=OWN, start_number=1000, defects=defects)
            service.is_known_as("clinic", "a secret of the clinic")
            closing.callback(service.close)
            clinic = Clinic(closing.enter_context(HttpServer(service.app)), registry.base)
            closing.callback(clinic.close)
            return clinic

        yield opened


@pytest.fixture
def clinic(open_clinic: Callable[..., Clinic]) -> Clinic:
    return open_clinic()


@pytest.fixture
def grace() -> dict[str, str]:
    return dict(GRACE)


@pytest.fixture
def own() -> Domain:
    return OWN


@pytest.fixture
def patients() -> Callable[..., Resource]:
    return searchset


def searchset(*families: str, **elements: Any) -> Resource:
    """A searchset with a Patient of each family name; `elements` are in every Patient."""
    patients = [patient(number, family) | elements for number, family in enumerate(families, 1)]
    entries = [{"fullUrl": f"urn:x:{one['id']}", "resource": one, "search": {"mode": "match"}} for one in patients]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


def patient(number: int, family: str) -> Resource:
    names = [{"family": family, "given": ["Grace"]}]
    identifiers = [{"system": "http://ohie.org/test/test", "value": f"P{number}"}]
    return {"resourceType": "Patient", "id": str(number), "identifier": identifiers, "name": names}


async def _message(scope: Event, receive: Receive) -> Message:
    body, more = b"", True
    while more:
        event = await receive()
        body, more = body + event.get("body", b""), event.get("more_body", False)
    query = f"?{scope['query_string'].decode()}" if scope["query_string"] else ""
    start = f"{scope['method']} {scope['raw_path'].decode()}{query} HTTP/1.1"
    headers = tuple((name.decode(), value.decode()) for name, value in scope["headers"])
    return Message("point_of_service", b"", body, 0.0, start=start, headers=headers)
