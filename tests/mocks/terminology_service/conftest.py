from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.mocks.terminology_service import Settings, TerminologyService
from harness.transport.http_server import HttpServer

Resource = dict[str, Any]
HERE = "http://example.org/harness/"
SYSTEM, SET, MAP = f"{HERE}CodeSystem/beds", f"{HERE}ValueSet/beds", f"{HERE}ConceptMap/beds"
OTHER = f"{HERE}CodeSystem/places"
FHIR_JSON = {"Content-Type": "application/fhir+json"}

BEDS: Resource = {
    "resourceType": "CodeSystem",
    "url": SYSTEM,
    "version": "1.0.0",
    "name": "Beds",
    "language": "en",
    "status": "active",
    "content": "complete",
    "caseSensitive": True,
    "property": [{"code": "size", "type": "integer"}],
    "concept": [
        {
            "code": "bed",
            "display": "Bed",
            "definition": "Where somebody lies",
            "designation": [{"language": "sw", "value": "Kitanda"}],
            "property": [{"code": "notSelectable", "valueBoolean": True}],
            "concept": [
                {"code": "cot", "display": "Cot", "property": [{"code": "size", "valueInteger": 1}]},
                {"code": "bunk", "display": "Bunk", "property": [{"code": "status", "valueCode": "retired"}]},
            ],
        },
        {"code": "mat", "display": "Mat"},
    ],
}
ALL: Resource = {
    "resourceType": "ValueSet",
    "url": SET,
    "version": "2.0.0",
    "name": "AllBeds",
    "status": "active",
    "compose": {"include": [{"system": SYSTEM}]},
}
PLACES: Resource = {
    "resourceType": "ConceptMap",
    "url": MAP,
    "version": "1",
    "name": "BedsToPlaces",
    "status": "active",
    "sourceUri": SET,
    "targetUri": f"{HERE}ValueSet/places",
    "group": [
        {
            "source": SYSTEM,
            "target": OTHER,
            "element": [
                {"code": "cot", "target": [{"code": "nursery", "equivalence": "wider"}]},
                {"code": "mat", "target": [{"equivalence": "unmatched"}]},
            ],
        }
    ],
}


class Caller:
    """Speaks to a terminology service over a real socket."""

    def __init__(self, url: str) -> None:
        self.base = f"{url}/fhir"
        self.http = httpx.Client(timeout=30, trust_env=False)

    def ask(self, path: str, *, headers: dict[str, str] | None = None, **parameters: Any) -> httpx.Response:
        return self.http.get(f"{self.base}/{path}", params=parameters or None, headers=headers)

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.http.post(f"{self.base}/{path}", json=body, headers=FHIR_JSON)

    def pose(self, path: str, *parameters: Resource) -> httpx.Response:
        """A question in Parameters."""
        return self.post(path, {"resourceType": "Parameters", "parameter": list(parameters)})


Serving = Callable[..., Caller]


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Starts a service with `settings` that keeps the resources it is given."""
    with ExitStack() as stack:

        def start(*resources: Resource, data: Path | None = None, **settings: Any) -> Caller:
            service = TerminologyService(settings=Settings(**{"core": False, **settings}), data=data)
            stack.callback(service.close)
            caller = Caller(stack.enter_context(HttpServer(service.app, host="127.0.0.1", port=0)).url)
            stack.callback(caller.http.close)
            for one in resources:
                assert caller.post(one["resourceType"], one).status_code == 201
            return caller

        yield start


@pytest.fixture
def service(serving: Serving) -> Caller:
    """One that knows beds."""
    return serving(BEDS, ALL, PLACES)


def told(answer: httpx.Response) -> dict[str, Any]:
    """The parameters of an answer by name; of those that repeat the last."""
    assert answer.status_code == 200, answer.text
    rows = answer.json()["parameter"]
    return {row["name"]: next((row[name] for name in row if name.startswith("value")), row) for row in rows}


def codes(answer: httpx.Response) -> list[str]:
    """The codes of an expansion, a level at a time."""
    assert answer.status_code == 200, answer.text
    found, ahead = [], answer.json()["expansion"].get("contains", [])
    while ahead:
        found += [row["code"] for row in ahead]
        ahead = [below for row in ahead for below in row.get("contains", ())]
    return found


def issue(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    return answer.status_code, outcome["issue"][0]["code"]


def value(name: str, **said: Any) -> Resource:
    """A parameter: ``value("url", Uri="http://…")``."""
    return {"name": name, **{f"value{kind}": what for kind, what in said.items()}}
