"""Servers of straw: each answers everything in one way and keeps nothing, so hardly anything can be proved of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.messages import fhir

Way = Callable[[Request, bytes], Response]


class Straw:
    """A server in the place of `actor` that answers everything by `way`."""

    also_speaks = ("adx", "dhis2", "csd", "soap", "svs")
    patience = 0.3

    def __init__(self, actor: str, way: Way) -> None:
        self.actor = actor

        async def answer(request: Request) -> Response:
            return way(request, await request.body())

        methods = ["GET", "POST", "PUT", "DELETE"]
        self.app = Starlette(routes=[Route("/{any:path}", answer, methods=methods)])

    def close(self) -> None:
        """Nothing to be let go of."""


def yes(request: Request, body: bytes) -> Response:
    """An empty Bundle for every question, 201 with an echo for everything else, and 404 for every read."""
    if request.method == "GET" and _is_read(request.url.path):
        return _fhir(404, fhir.operation_outcome("error", "not-found", "no"))
    if request.method == "GET" or request.url.path.endswith("_search"):
        links = [{"relation": "self", "url": str(request.url)}]
        kind = "history" if request.url.path.endswith("_history") else "searchset"
        return _fhir(200, {"resourceType": "Bundle", "type": kind, "total": 0, "link": links})
    return _taken(request, body)


def bad_request(_request: Request, _body: bytes) -> Response:
    """400 with an OperationOutcome, whatever comes."""
    return _fhir(400, fhir.operation_outcome("error", "invalid", "no"))


def unwilling(request: Request, body: bytes) -> Response:
    """An empty Bundle for every question, 422 for everything else."""
    return yes(request, body) if request.method == "GET" else _fhir(422, fhir.operation_outcome("error", "invalid", ""))


def _taken(request: Request, body: bytes) -> Response:
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    here = str(request.url).partition("?")[0]
    if told.get("resourceType") == "Bundle":
        entries = [
            {"response": {"status": "201 Created", "location": f"{here}/{one['resource']['resourceType']}/{number}"}}
            for number, one in enumerate(told.get("entry", []))
        ]
        return _fhir(200, {"resourceType": "Bundle", "type": "transaction-response", "entry": entries})
    stored = {**told, "id": "1", "meta": {"versionId": "1", "lastUpdated": "2026-01-01T00:00:00Z"}}
    headers = {"Location": f"{here}/1/_history/1", "ETag": 'W/"1"'}
    status = 201 if request.method == "POST" else 200
    return Response(json.dumps(stored), status, headers, media_type=fhir.JSON)


def _is_read(path: str) -> bool:
    steps = urlsplit(path).path.rstrip("/").split("/")
    return len(steps) > 1 and steps[-2][:1].isupper() and not steps[-1].startswith(("_", "$"))


def _fhir(status: int, resource: fhir.Resource) -> Response:
    return Response(json.dumps(resource), status, media_type=fhir.JSON)
