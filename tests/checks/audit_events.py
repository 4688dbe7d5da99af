"""Audit events as somebody would have seen them on the wire, right but for what is replaced in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from harness.evidence.exchange import Exchange, Message
from harness.messages import hl7v2
from harness.messages.fhir import JSON
from harness.transactions import Call, MessageCall
from harness.transactions.audit_writer import AuditWriter
from harness.transactions.deed import Deed
from tests.checks.wire_v2 import query

AT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SEARCH = "Patient?family=Achieng&birthdate=1984"
FEED = "Patient?identifier=http%3A%2F%2Fohie.org%2Ftest%2Ftest%7C4711"


def search(status: str = "200") -> Deed:
    return Deed("ITI-78", Call("GET", SEARCH), status, AT, "clinic", "127.0.0.1")


def feed(status: str = "201") -> Deed:
    return Deed("ITI-104", Call("PUT", FEED, body=b"{}"), status, AT, "clinic", "127.0.0.1")


def pix_query() -> Deed:
    return Deed("ITI-9", MessageCall(hl7v2.parse(query().body)), "AA", AT, "clinic", "127.0.0.1")


def alert_told(**changes: str) -> Message:
    """That a node could not be authenticated, by syslog, each text of `changes` replaced by another."""
    return _told(AuditWriter().alert_as_syslog("192.0.2.9", AT).decode(), changes)


def alert_posted(**changes: str) -> Message:
    """The same by FHIR."""
    text = json.dumps(AuditWriter().alert_as_fhir("::1", AT))
    for old, new in changes.items():
        text = text.replace(old, new)
    return posted(**json.loads(text))


def told(deed: Deed | None = None, /, **changes: str) -> Message:
    """By syslog, each text of `changes` replaced by another."""
    return _told(AuditWriter().as_syslog(deed or search(), "source").decode(), changes)


def _told(text: str, changes: dict[str, str]) -> Message:
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return Message("client_registry", b"", text.encode(), AT.timestamp() + 5, exchange="x0001")


def posted(deed: Deed | None = None, /, **changes: object) -> Message:
    """By FHIR, elements of `changes` in the place of its own."""
    body = json.dumps({**AuditWriter().as_fhir(deed or search(), "source"), **changes}).encode()
    head = b"POST /fhir/AuditEvent HTTP/1.1\r\n\r\n"
    return Message(
        "client_registry",
        head,
        body,
        AT.timestamp() + 5,
        None,
        "POST /fhir/AuditEvent HTTP/1.1",
        (("Content-Type", JSON),),
        "x0001",
    )


def asked(target: str = f"/fhir/{SEARCH}", body: bytes = b"") -> Message:
    """The request of a search."""
    return Message("point_of_service", b"", body, AT.timestamp(), None, f"GET {target} HTTP/1.1", (), "x0001")


def crossed(request: Message) -> Exchange:
    """An exchange with this request."""
    return Exchange("x0001", "ITI-78", "point_of_service", "client_registry", "", request, None, AT.timestamp() + 1)
