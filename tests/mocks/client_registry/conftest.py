from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.mocks.client_registry import ClientRegistry
from harness.openhie.domains import DEFAULT_DOMAINS, Domain
from harness.transport.http_server import HttpServer

Resource = dict[str, Any]
TEST, TEST_A, TEST_B, NID = (domain.uri for domain in DEFAULT_DOMAINS)
FHIR_JSON = {"Content-Type": "application/fhir+json"}
MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"


def patient(number: str, *, system: str = TEST, **changes: Any) -> Resource:
    grace: Resource = {
        "resourceType": "Patient",
        "identifier": [{"system": system, "value": number}],
        "active": True,
        "name": [{"use": "official", "family": "Achieng", "given": ["Grace"]}],
        "gender": "female",
        "birthDate": "1982-05-03",
    }
    return {name: value for name, value in {**grace, **changes}.items() if value is not None}


def named(family: str, given: str = "Grace") -> list[Resource]:
    return [{"family": family, "given": [given]}]


class Caller:
    """Speaks to a registry over a real socket."""

    def __init__(self, url: str) -> None:
        self.base = f"{url}/fhir"
        self.http = httpx.Client(timeout=30, trust_env=False)

    def ask(self, path: str, **parameters: Any) -> httpx.Response:
        return self.http.get(f"{self.base}/{path}", params=parameters or None)

    def feed(self, number: str, *, system: str = TEST, body: Resource | None = None, **changes: Any) -> httpx.Response:
        resource = patient(number, system=system, **changes) if body is None else body
        return self.put(f"Patient?identifier={system}|{number}", resource)

    def put(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.http.put(f"{self.base}/{path}", json=body, headers=FHIR_JSON | headers)

    def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.http.post(f"{self.base}/{path}", json=body, headers=FHIR_JSON | headers)

    def delete(self, path: str) -> httpx.Response:
        return self.http.delete(f"{self.base}/{path}")

    def merge(self, old: str, new: str, *, system: str = TEST, into: str = TEST) -> httpx.Response:
        link = [{"other": {"identifier": {"system": into, "value": new}}, "type": "replaced-by"}]
        return self.feed(old, system=system, active=False, link=link)

    def found(self, **parameters: Any) -> list[str]:
        return numbers(self.ask("Patient", **parameters))

    def pix(self, number: str, *, system: str = TEST, **more: Any) -> httpx.Response:
        return self.ask("Patient/$ihe-pix", sourceIdentifier=f"{system}|{number}", **more)


def numbers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    matches = [one for one in answer.json().get("entry", []) if one["search"]["mode"] == "match"]
    return [one["resource"]["identifier"][0]["value"] for one in matches]


def issue(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    return answer.status_code, outcome["issue"][0]["code"]


def targets(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    given = answer.json().get("parameter", [])
    return [one["valueIdentifier"]["value"] for one in given if one["name"] == "targetIdentifier"]


Open = Callable[..., Caller]


@pytest.fixture
def open_registry() -> Iterator[Open]:
    with ExitStack() as stack:

        def opened(
            *, domains: Sequence[Domain] = DEFAULT_DOMAINS, defects: Sequence[str] = (), data: Path | None = None
        ) -> Caller:
            mock = ClientRegistry(domains=domains, defects=defects, data=data)
            stack.callback(mock.close)
            caller = Caller(stack.enter_context(HttpServer(mock.app)).url)
            stack.callback(caller.http.close)
            return caller

        yield opened


class Stand:
    """One listener for many tests: each test puts a registry of its own behind it."""

    app: Any = None

    async def __call__(self, *arguments: Any) -> None:
        await self.app(*arguments)


@pytest.fixture(scope="session")
def stand() -> Iterator[tuple[Stand, Caller]]:
    app = Stand()
    with HttpServer(app) as server:
        caller = Caller(server.url)
        yield app, caller
        caller.http.close()


@pytest.fixture
def registry(stand: tuple[Stand, Caller]) -> Iterator[Caller]:
    mock = ClientRegistry()
    stand[0].app = mock.app
    yield stand[1]
    mock.close()
