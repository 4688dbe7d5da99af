"""The door between ASGI and a FHIR service: bytes to requests, answers to bytes. Knows HTTP, not FHIR's rules."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from harness.errors import MalformedMessage
from harness.messages import fhir
from harness.messages.fhir import JSON
from harness.messages.parameters import FORM
from harness.mocks.broken import Broken
from harness.mocks.encodings import packed
from harness.mocks.rest.addresses import FHIR, base_url, interaction, parsed_parameters
from harness.mocks.rest.messages import Answer, Refusal, Request

LARGEST_BODY = 5_000_000
"""Bytes of a body that are taken; more is answered with 413 at once."""

PAGE_SIZE = "harness.page-size"
"""What a harness says that has our mock page in its own way, and nobody else can say."""
_LARGE = 100_000  # bytes from which a body is worked on in a thread, so that nobody else has to wait for it
_PATIENCE, _MOST_THROWN_AWAY = 5.0, 200_000_000  # seconds and bytes that a sender of too much is still listened to

_log = logging.getLogger(__name__)

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]


class Service(Protocol):
    """What answers."""

    types: tuple[str, ...]
    operations: dict[str, tuple[str, ...]]

    def answer(self, request: Request) -> Answer:
        """The answer to a request; never raises for what the caller did."""


def application(service: Service, *, asks_others: bool = False) -> Starlette:
    """`service` as an ASGI application for any root path; its FHIR base is ``/fhir`` below that.

    One that `asks_others` before it answers does so in a thread: whom it asks may wait for the same loop.
    """
    return Starlette(routes=[Route("/{path:path}", _Door(service, 0 if asks_others else _LARGE))])


class _TooLarge(Exception):
    pass


class _Gone(Exception):
    pass


class _Door:
    """One request after the other, each answered, whatever it is."""

    def __init__(self, service: Service, large: int) -> None:
        self._service, self._large = service, large

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            body = await _body(headers, receive)
        except _TooLarge:
            await _answer_too_large(receive, send)
            return
        except _Gone:
            return
        at_base = scope["method"] == "POST" and scope["path"].rstrip("/").endswith(f"/{FHIR}")
        if len(body) < self._large and not at_base:  # a Bundle asks for more than its size tells
            response = self._respond(scope, headers, body)
        else:
            response = await run_in_threadpool(self._respond, scope, headers, body)
        await response(scope, receive, send)

    def _respond(self, scope: Event, headers: dict[str, str], body: bytes) -> ASGIApp:
        try:
            answer = self._service.answer(self._request(scope, headers, body))
            return Broken(written(answer)) if answer.breaks_off else written(answer)
        except Refusal as refusal:
            return written(Answer(refusal.status, refusal.outcome))
        except Exception:  # whatever it is, the caller gets an answer and the log the traceback
            _log.exception("%s %s", scope["method"], scope["path"])
            outcome = fhir.operation_outcome("fatal", "exception", "A fault of this service; its log tells more")
            return written(Answer(500, outcome))

    def _request(self, scope: Event, headers: dict[str, str], body: bytes) -> Request:
        if words := packed(headers):
            raise Refusal(415, "not-supported", words)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        service = self._service
        what, type_, target = interaction(scope["method"], path, types=service.types, operations=service.operations)
        parameters = parsed_parameters(scope.get("query_string", b""))
        form = _form(headers, body) if path.rstrip("/").endswith("/_search") else ()
        base, caller = base_url(scope, headers), str((scope.get("client") or ("",))[0])
        told = Request(what, type_, target, scope["method"], parameters, form, headers, body, base, caller)
        return replace(told, page_size=scope.get("extensions", {}).get(PAGE_SIZE, 0))


def _form(headers: dict[str, str], body: bytes) -> tuple[tuple[str, str], ...]:
    content_type = headers.get("content-type", "").split(";")[0].strip().lower()
    if body and content_type != FORM:
        raise Refusal(415, "not-supported", f"A search by POST is a form: {FORM}")
    return parsed_parameters(body)


def written(answer: Answer) -> Response:
    """`answer` as bytes."""
    if answer.resource is None:
        return Response(status_code=answer.status, headers=dict(answer.headers))
    try:
        content = fhir.serialise(answer.resource, answer.format)
    except MalformedMessage as fault:
        return written(Answer(406, fhir.operation_outcome("error", "not-supported", f"XML cannot say it: {fault}")))
    return Response(content, answer.status, dict(answer.headers), f"{answer.format}; charset=utf-8")


async def _body(headers: dict[str, str], receive: Receive) -> bytes:
    length = headers.get("content-length", "")
    if length.isdigit() and int(length[:12]) > LARGEST_BODY:
        raise _TooLarge
    parts, size = [], 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise _Gone
        parts.append(event.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            raise _TooLarge
        if not event.get("more_body"):
            return b"".join(parts)


async def _answer_too_large(receive: Receive, send: Send) -> None:
    """Answers at once, then lets the rest of the body run dry: a sender who is cut off never reads the answer."""
    outcome = fhir.operation_outcome("error", "too-long", f"A body has at most {LARGEST_BODY:,} bytes here")
    response = written(Answer(413, outcome, {"connection": "close"}, JSON))
    await send({"type": "http.response.start", "status": 413, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    end, thrown_away = time.monotonic() + _PATIENCE, 0
    while thrown_away < _MOST_THROWN_AWAY and (left := end - time.monotonic()) > 0:
        try:
            event = await asyncio.wait_for(receive(), left)
        except TimeoutError:
            break
        thrown_away += len(event.get("body", b""))
        if not event.get("more_body"):
            break
    await send({"type": "http.response.body", "body": b""})
