"""Messages and exchanges as somebody would have seen them on the wire."""

from __future__ import annotations

import dataclasses
from typing import Any

from harness.evidence.exchange import Exchange, Headers, Message
from harness.messages import fhir

OHIE = "http://ohie.org/test/test"


def answer(
    content: dict[str, Any] | bytes = b"",
    *,
    status: int = 200,
    content_type: str = fhir.JSON,
    exchange: str = "x0001",
    headers: Headers = (),
) -> Message:
    """A response; a resource is written in `content_type`."""
    body = content if isinstance(content, bytes) else fhir.serialise(content, content_type)
    fields = (("Content-Type", content_type), *headers) if content_type else headers
    return _message(f"HTTP/1.1 {status} Said", fields, body, exchange, "client_registry")


def request(
    method: str,
    target: str,
    content: dict[str, Any] | bytes = b"",
    *,
    content_type: str = fhir.JSON,
    exchange: str = "x0001",
    headers: Headers = (),
) -> Message:
    """A request; a resource is written in `content_type`."""
    body = content if isinstance(content, bytes) else fhir.serialise(content, content_type)
    fields = (("Host", "cr"), ("Content-Type", content_type), *headers)
    return _message(f"{method} {target} HTTP/1.1", fields, body, exchange, "point_of_service")


def crossed(asked: Message, answered: Message | None = None, **changes: Any) -> Exchange:
    """An exchange of the two messages, with the id of the request."""
    one = Exchange(
        asked.exchange, "ITI-78", "point_of_service", "client_registry", "http://cr/fhir", asked, answered, ended=2.0
    )
    return dataclasses.replace(one, **changes)


def _message(start: str, headers: Headers, body: bytes, exchange: str, sender: str) -> Message:
    lines = (start, *(f"{name}: {value}" for name, value in headers), "", "")
    head = "\r\n".join(lines).encode("latin-1")
    return Message(sender, head, body, at=1.0, start=start, headers=headers, exchange=exchange)
