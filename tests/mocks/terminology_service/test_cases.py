"""The questions of fixtures/terminology, each asked of a service that knows the definitions there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.folders import fixtures
from harness.mocks.terminology_service import Settings, TerminologyService
from harness.transport.http_server import HttpServer
from tests.mocks.terminology_service.answers import Answer
from tests.mocks.terminology_service.conftest import Caller, issue

FOLDER = fixtures() / "terminology"
CASES = sorted(path for path in FOLDER.glob("*/*.json") if path.parent.name != "definitions")


@pytest.fixture(scope="module")
def service() -> Iterator[Caller]:
    made = TerminologyService(settings=Settings(load=(FOLDER / "definitions",), core=False))
    with HttpServer(made.app, host="127.0.0.1", port=0) as server:
        caller = Caller(server.url)
        yield caller
        caller.http.close()
    made.close()


def parameter(name: str, said: Any) -> dict[str, Any]:
    """A parameter by the type of what is said."""
    if isinstance(said, dict) and "element" in said:
        return {"name": name, "part": [parameter(part, below) for part, below in said.items()]}
    kind = {bool: "Boolean", int: "Integer", str: "String"}.get(type(said), "Coding")
    return {"name": name, f"value{'CodeableConcept' if kind == 'Coding' and 'coding' in said else kind}": said}


def answer_to(service: Caller, case: dict[str, Any]) -> httpx.Response:
    said = [(name, one) for name, many in case["with"].items() for one in (many if isinstance(many, list) else [many])]
    body = {"resourceType": "Parameters", "parameter": [parameter(name, one) for name, one in said]}
    headers = {"Content-Type": "application/fhir+json", "Accept-Language": case.get("languages", "")}
    return service.http.post(f"{service.base}/{case['ask']}", json=body, headers=headers)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_is_answered_as_it_says(service: Caller, path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    answer = answer_to(service, case)

    if "refused" in case["expect"]:
        assert list(issue(answer)) == case["expect"]["refused"], answer.text
        return
    assert answer.status_code == 200, answer.text
    found = Answer(answer.json())
    assert {name: found.told(name, wanted) for name, wanted in case["expect"].items()} == case["expect"], answer.text


def test_every_operation_has_cases() -> None:
    asked = {json.loads(path.read_text(encoding="utf-8"))["ask"] for path in CASES}

    assert len(asked) == 6
