"""Registries of straw: they take every feed and know nobody. What they pass is shown by nothing they did."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

STATEMENT = {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1", "rest": [{"mode": "server"}]}
NOBODY = {"resourceType": "Bundle", "type": "searchset", "total": 0, "link": []}
NOT_FOUND = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "not-found", "diagnostics": "There is nothing here."}],
}


def finds_nobody(request: Request) -> Response:
    """The right form of an answer to everything, and never anybody in it."""
    if request.url.path.endswith("$ihe-pix"):
        return _fhir(200, {"resourceType": "Parameters"})
    return _fhir(200, NOBODY)


def knows_no_address(_: Request) -> Response:
    """404 and not-found to everything."""
    return _fhir(404, NOT_FOUND)


def registry(answer: Callable[[Request], Response]) -> Starlette:
    """A registry that takes every feed and gives `answer` to every question."""

    async def talk(request: Request) -> Response:
        if request.url.path.endswith("/metadata"):
            return _fhir(200, STATEMENT)
        if _asked_by_doctor(request):
            return _fhir(404, NOT_FOUND) if "$" in request.url.path else _fhir(200, NOBODY)
        if request.method in ("PUT", "DELETE") or request.url.path.endswith("/RelatedPerson"):
            return await _taken(request)
        return answer(request)

    return Starlette(routes=[Route("/{path:path}", talk, methods=["GET", "POST", "PUT", "DELETE"])])


async def _taken(request: Request) -> Response:
    body = await request.body()
    resource = json.loads(body) if body.startswith(b"{") else {"resourceType": "Patient"}
    kept = {**resource, "id": "straw"}
    return _fhir(201, kept, Location=f"/fhir/{kept['resourceType']}/straw")


def _asked_by_doctor(request: Request) -> bool:
    """So that it is let in: the doctor looks for the domains before anything is played."""
    return "harness-doctor" in request.url.query or request.query_params.get("_count") == "1"


def _fhir(status: int, resource: dict[str, Any], **headers: str) -> Response:
    return JSONResponse(resource, status, headers, media_type="application/fhir+json")
