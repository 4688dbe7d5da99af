"""One listener for all that participants send: ``/<participant>/<actor>/…`` leads to a mock or to a relay.

Knows addresses. Lets an oddity turn an answer before it leaves, and hands every exchange that took place to `heard`.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from harness.evidence.exchange import Exchange
from harness.messages import fhir
from harness.scenario.oddities import Answer, Oddity
from harness.transport.http_server import HttpServer
from harness.transport.relay import Relay
from harness.transport.tls_door import TlsDoor

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Address = tuple[str, str]

_SEARCH = re.compile(r"/fhir/[A-Z][A-Za-z]+(/_search)?")


class Gateway:
    """An ASGI application that leads each address to its own application, served on one port."""

    def __init__(self, heard: Callable[[Exchange, str, str], None], *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._heard = heard
        self._apps: dict[Address, App] = {}
        self._oddities: dict[Address, Oddity] = {}
        self._relays: dict[Address, Relay] = {}
        self._door: TlsDoor | None = None
        self._server = HttpServer(self, host=host, port=port, on_exchange=self._on_exchange, passing=self._passed_on)
        self._server.start()

    @property
    def url(self) -> str:
        """Where it listens, as this machine reaches it."""
        return self._server.url

    def door(self, context: Callable[[], ssl.SSLContext], *, host: str, port: int) -> int:
        """The port at which it is met by TLS, too; opened when first asked for. Raises UsageError."""
        if self._door is None:
            self._door = self._server.secured(context(), host=host, port=port)
        return self._door.port

    def mount(self, slug: str, actor: str, app: App) -> None:
        """From now on ``/<slug>/<actor>`` is answered by `app`."""
        self._relays.pop((slug, actor), None)
        self._apps[slug, actor] = app

    def pass_on(self, slug: str, actor: str, relay: Relay) -> None:
        """From now on ``/<slug>/<actor>`` leads through `relay`."""
        self._apps.pop((slug, actor), None)
        self._relays[slug, actor] = relay

    def mounted(self, slug: str, actor: str) -> bool:
        """Whether somebody answers there."""
        return (slug, actor) in self._apps or (slug, actor) in self._relays

    def is_ours(self, slug: str, actor: str) -> bool:
        """Whether a mock of ours answers there."""
        return (slug, actor) in self._apps

    def answer_oddly(self, slug: str, actor: str, oddity: Oddity | None) -> None:
        """Turn answers to searches at this address by `oddity`; None answers rightly again."""
        if oddity is None:
            self._oddities.pop((slug, actor), None)
        else:
            self._oddities[slug, actor] = oddity

    def close(self) -> None:
        """Stop listening."""
        self._server.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead one request to its application."""
        if scope["type"] != "http":
            return
        slug, actor, rest = _address(scope["path"])
        app = self._apps.get((slug, actor))
        if (slug, actor) in self._relays:  # what reaches us here could not be read as a request to pass on
            await _answer(send, _unreadable())
            return
        if app is None:
            await _answer(send, _nobody(scope["path"], [*self._apps, *self._relays]))
            return
        scope["root_path"] = f"{scope.get('root_path', '')}/{slug}/{actor}"
        oddity = self._oddities.get((slug, actor))
        if oddity is not None:
            scope["extensions"] = {**scope.get("extensions", {}), **oddity.wishes}
        if oddity is not None and oddity.closed:
            while (await receive()).get("more_body"):
                continue
            await _answer(send, oddity.turn(Answer(503, "", b"")))
        elif oddity is not None and _SEARCH.fullmatch(rest.rstrip("/")):
            collected = _Collected()
            await app(scope, receive, collected)
            await _answer(send, oddity.turn(collected.answer))
        else:
            await app(scope, receive, send)

    def _passed_on(self, target: str) -> tuple[Relay, str] | None:
        slug, actor, _ = _address(target.partition("?")[0])
        relay = self._relays.get((slug, actor))
        return None if relay is None else (relay, f"/{slug}/{actor}")

    def _on_exchange(self, exchange: Exchange) -> None:
        slug, actor, _ = _address(exchange.request.target.split("?")[0])
        self._heard(exchange, slug, actor)


class _Collected:
    """Keeps an application's answer instead of sending it."""

    def __init__(self) -> None:
        self._status, self._content_type, self._body = 500, "", b""

    async def __call__(self, event: MutableMapping[str, Any]) -> None:
        if event["type"] == "http.response.start":
            self._status = event["status"]
            headers = {name.lower(): value for name, value in event["headers"]}
            self._content_type = headers.get(b"content-type", b"").decode("latin-1")
        else:
            self._body += event.get("body", b"")

    @property
    def answer(self) -> Answer:
        return Answer(self._status, self._content_type, self._body)


def _address(path: str) -> tuple[str, str, str]:
    slug, _, rest = path.lstrip("/").partition("/")
    actor, _, rest = rest.partition("/")
    return slug, actor, f"/{rest}"


async def _answer(send: Send, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.content_type.encode("latin-1")),
        (b"content-length", str(len(answer.body)).encode()),
    ]
    if answer.status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="connect-a-thon"'))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _unreadable() -> Answer:
    words = "The request is no HTTP/1.1 that can be passed on (RFC 9112)."
    return Answer(400, fhir.JSON, fhir.serialise(fhir.operation_outcome("error", "structure", words)))


def _nobody(path: str, known: list[Address]) -> Answer:
    there = ", ".join(f"/{slug}/{actor}/fhir" for slug, actor in known) or "none yet"
    words = f"Nobody answers at {path}. The addresses of this run: {there}"
    return Answer(404, fhir.JSON, fhir.serialise(fhir.operation_outcome("error", "not-found", words)))
