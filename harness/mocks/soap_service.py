"""A service in SOAP 1.2 over HTTP: envelopes to elements and back, faults, its WSDL. Knows SOAP, not what is asked.

A mock derives its own from it and says what answers each action; a defect overrides a method.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from lxml import etree
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.errors import MalformedMessage
from harness.messages import soap
from harness.messages.soap.fault import FAULT_ACTION
from harness.mocks.broken import Broken
from harness.mocks.encodings import packed
from harness.mocks.rest.addresses import base_url

LARGEST_BODY = 1_000_000
"""Bytes of an envelope that are taken; more is answered with 413."""

_log = logging.getLogger(__name__)


class Faulty(Exception):
    """What was asked is not done; `fault` says why."""

    def __init__(self, fault: soap.Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Operation:
    """What answers an action: `reply` is the action of the answer, `answer` makes it, or raises Faulty."""

    reply: str
    answer: Callable[[etree._Element], etree._Element]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as bytes: status, media type and body."""

    status: int
    content_type: str
    body: bytes


class SoapService(ABC):
    """Answers envelopes, one at a time."""

    @abstractmethod
    def operations(self) -> Mapping[str, Operation]:
        """What is answered, by ``wsa:Action``."""

    @abstractmethod
    def wsdl(self, location: str) -> bytes:
        """The description of the service; `location` is where it is reached."""

    def schema(self, name: str) -> bytes:  # noqa: ARG002 - those that have some look at it
        """A schema that the description imports from ``?xsd=name``, empty where there is none of that name."""
        return b""

    def is_whole(self) -> bool:
        """Whether an answer is sent to its end."""
        return True

    def take(self, body: bytes, content_type: str) -> Said:
        """The answer to a request. Never raises for what the caller did."""
        asked = soap.Addressing()
        try:
            envelope = self.opened(body, content_type)
            asked = envelope.addressing
            operation = self.operation_of(envelope, content_type)
            assert envelope.content is not None  # no operation without one
            return self.said(200, operation.answer(envelope.content), self.addressed(asked, operation.reply))
        except Faulty as faulty:
            fault = faulty.fault
            return self.said(fault.status, fault.element(), self.addressed(asked, FAULT_ACTION))

    def opened(self, body: bytes, content_type: str) -> soap.Envelope:
        """The envelope of a request. Raises Faulty for what is none, or asks for what is not understood."""
        if content_type.partition(";")[0].strip().lower() != soap.MEDIA_TYPE:
            raise _refused(f"A request is {soap.MEDIA_TYPE}, not {content_type[:60] or 'untyped'}")
        try:
            envelope = soap.parse(body)
        except MalformedMessage as fault:
            raise _refused(f"No SOAP 1.2: {fault}"[:300]) from None
        if envelope.not_understood:
            told = f"The header block {envelope.not_understood[0][:100]} is not understood here"
            raise Faulty(soap.Fault("MustUnderstand", told))
        return envelope

    def operation_of(self, envelope: soap.Envelope, content_type: str) -> Operation:
        """What is asked for. Raises Faulty for an action that is missing, unknown, or not that of the HTTP header."""
        action, named = envelope.addressing.action, soap.action_in(content_type)
        if not action:
            raise _refused("There is no wsa:Action", "MessageAddressingHeaderRequired")
        if named and named != action:
            raise _refused(f"The action of HTTP, {named[:100]}, is not that of the envelope", "ActionMismatch")
        operation = self.operations().get(action)
        if operation is None:
            raise _refused(f"Nothing here answers the action {action[:100]}", "ActionNotSupported")
        if envelope.content is None:
            raise _refused("The body of the envelope is empty")
        return operation

    def addressed(self, asked: soap.Addressing, action: str) -> soap.Addressing:
        """How an answer is addressed (WS-Addressing 1.0 core 3.4)."""
        to = asked.reply_to or soap.ANONYMOUS
        return soap.Addressing(action, f"urn:uuid:{uuid4()}", asked.message_id, to)

    def said(self, status: int, content: etree._Element, addressing: soap.Addressing) -> Said:
        """An answer as bytes."""
        return Said(status, soap.content_type(addressing.action), soap.serialise(content, addressing))


def _refused(reason: str, subcode: str = "") -> Faulty:
    return Faulty(soap.Fault("Sender", reason, subcode))


def soap_route(path: str, service: SoapService) -> Route:
    """`service` at `path` of an ASGI application: envelopes by POST, its WSDL and schemas by ``GET …?wsdl, ?xsd=…``."""
    return Route(path, _door(service), methods=["GET", "POST"])


def _door(service: SoapService) -> Callable[[Request], Awaitable[Response]]:
    async def door(request: Request) -> Response:
        if request.method != "POST":
            return _described(service, request)
        body = await body_of(request)
        if words := packed(request.headers):
            return Response(words, 415, media_type="text/plain")
        if body is None:
            return Response(f"An envelope has at most {LARGEST_BODY:,} bytes here", 413, media_type="text/plain")
        said = await run_in_threadpool(_taken, service, body, request.headers.get("content-type", ""))
        response = Response(said.body, said.status, {"content-type": said.content_type})
        return response if service.is_whole() else Broken(response)

    return door


def _taken(service: SoapService, body: bytes, content_type: str) -> Said:
    try:
        return service.take(body, content_type)
    except Exception:  # whatever it is, the caller gets an answer and the log the traceback
        _log.exception("A request in SOAP")
        fault = soap.Fault("Receiver", "A fault of this service; its log tells more")
        return service.said(500, fault.element(), soap.Addressing(FAULT_ACTION))


def _described(service: SoapService, request: Request) -> Response:
    asked = {name.lower(): value for name, value in request.query_params.items()}
    schema = service.schema(asked["xsd"]) if "xsd" in asked else b""
    if schema:
        return Response(schema, 200, {"content-type": "text/xml; charset=UTF-8"})
    if "wsdl" not in asked:
        return Response("Envelopes are sent here by POST; ?wsdl describes them", 405, {"allow": "POST"})
    root = base_url(request.scope, request.headers).rpartition("/")[0]
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return Response(service.wsdl(f"{root}{path}"), 200, {"content-type": "text/xml; charset=UTF-8"})


async def body_of(request: Request) -> bytes | None:
    """The whole body, read to its end; None where it has more than `LARGEST_BODY` bytes."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= LARGEST_BODY:
            parts.append(part)
    return b"".join(parts) if size <= LARGEST_BODY else None
