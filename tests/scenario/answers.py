"""ASGI applications that give everybody one and the same answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from harness.messages import fhir

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Scope]], Callable[[Scope], Awaitable[None]]], Awaitable[None]]


def answer(status: int, content_type: str = "text/plain", body: bytes = b"") -> App:
    """An application that answers everything with this."""
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]

    async def app(
        scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Callable[[Scope], Awaitable[None]]
    ) -> None:
        assert scope["type"] == "http"
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def fhir_error(status: int, code: str) -> App:
    """An application that answers everything with an OperationOutcome."""
    return answer(status, fhir.JSON, fhir.serialise(fhir.operation_outcome("error", code, "no")))
