from __future__ import annotations

from typing import Any

import pytest

from harness.checks import capabilities as checks
from tests.checks.resources import Told, finding, outcome
from tests.seen import answer


def statement(*rest: dict[str, Any], version: str | None = "4.0.1") -> dict[str, Any]:
    said = {"fhirVersion": version} if version else {}
    return {"resourceType": "CapabilityStatement", **said, "rest": list(rest)}


def server(kind: str, *names: str, mode: str = "server") -> dict[str, Any]:
    return {"mode": mode, "resource": [{"type": "Basic"}, {"type": kind, "searchParam": [{"name": n} for n in names]}]}


def test_a_statement_of_r4_passes() -> None:
    assert checks.declare_r4(answer(statement())) is None


@pytest.mark.parametrize(
    ("resource", "status", "told"),
    [
        (outcome(), 500, ("HTTP status", "200", "500")),
        (outcome(code="login"), 200, ("resourceType", "CapabilityStatement", "OperationOutcome login: no such thing")),
        (statement(version="3.0.2"), 200, ("CapabilityStatement.fhirVersion", "4.0.1", "3.0.2")),
        (statement(version=None), 200, ("CapabilityStatement.fhirVersion", "4.0.1", "nothing")),
    ],
    ids=["a refusal", "an outcome", "another version", "no version"],
)
def test_a_statement_of_something_else_is_told(resource: dict[str, Any], status: int, told: Told) -> None:
    assert finding(checks.declare_r4, answer(resource, status=status)) == told


def test_every_parameter_that_is_declared_passes() -> None:
    every = server("Patient", "extra", *checks.PDQM_PARAMETERS)
    assert checks.declare_search(answer(statement(every)), "Patient", checks.PDQM_PARAMETERS) is None


def test_what_a_system_asks_others_does_not_count() -> None:
    asks = server("Patient", "family", mode="client")
    assert checks.declare_search(answer(statement(asks, server("Patient", "given"))), "Patient", ["given"]) is None


def test_parameters_that_are_missing_are_named() -> None:
    said = answer(statement(server("Patient", "given")))
    told = ("CapabilityStatement.rest[0].resource[1].searchParam", "given, family, gender", "family, gender missing")

    assert finding(checks.declare_search, said, "Patient", iter(("given", "family", "gender"))) == told


@pytest.mark.parametrize("rest", [(), (server("Basic"),), (server("Patient", mode="client"),)])
def test_a_resource_that_is_not_declared_is_told(rest: tuple[dict[str, Any], ...]) -> None:
    told = finding(checks.declare_search, answer(statement(*rest)), "Patient", ["family"])

    assert told == ("CapabilityStatement.rest.resource", "Patient", "not declared")
