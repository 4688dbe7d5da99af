"""What stands before every page: by which names it is called, headers that a browser holds us to, a limit to what is
sent. Knows no run.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from harness.review import pictures
from harness.review.refusals import refusal_page

LARGEST = pictures.MOST * pictures.LARGEST + pictures.MEGABYTE
"""Bytes of a form with its pictures."""

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
App = Callable[[Event, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Names:
    """By which hosts the page may be called: ours alone, and those that it was started with.

    With `any_number` (it listens everywhere) by any address in numbers too. By any other name it answers nothing: a
    page of somebody else's whose name suddenly leads to this machine (DNS rebinding) would be one site with ours.
    """

    hosts: frozenset[str] = LOOPBACK
    any_number: bool = False

    def has(self, header: str) -> bool:
        """Whether the ``Host`` of a request (RFC 9110 7.2), with or without a port, is one of them."""
        host = _named(header)
        return host in self.hosts or (self.any_number and _is_number(host))


def _named(header: str) -> str:
    with suppress(ValueError):
        return (urlsplit(f"//{header}").hostname or "").rstrip(".")
    return ""


def _is_number(host: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False


class TooLarge(Exception):
    """More was sent than a form may hold."""


class Guard:
    """Turns away who calls us by another name, puts the headers on every answer, where the page has not said otherwise,
    and reads no more than a form holds.
    """

    def __init__(self, app: App, names: Names) -> None:
        self._app, self._names = app, names

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        size = 0

        async def limited() -> Event:
            nonlocal size
            event = await receive()
            size += len(event.get("body", b""))
            if size > LARGEST:
                raise TooLarge
            return event

        async def dressed(event: Event) -> None:
            if event["type"] == "http.response.start":
                headers = MutableHeaders(scope=event)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(event)

        host = Headers(scope=scope).get("host", "")
        app = self._app if self._names.has(host) else _stranger(host)
        await app(scope, limited, dressed)


def _stranger(host: str) -> App:
    """What is answered to whoever calls this page by a name that it was not started with (RFC 9110 15.5.20)."""
    words = (
        f"This page is not called {_named(host)[:80] or 'like that'}. Open it by the address in your link.",
        "Whoever started it names another host with: harness review --advertise HOST",
    )
    return refusal_page(421, "This page has another name", words)


def from_here(headers: Headers) -> bool:
    """Whether a form was sent by a page of ours, as far as the browser says (Fetch 3.2, Fetch Metadata 2.3).

    A program that says neither is let pass: it has to know what every form of ours holds all the same.
    """
    site = headers.get("sec-fetch-site")
    if site not in (None, "same-origin"):
        return False
    origin = headers.get("origin")
    return origin is None or (urlsplit(origin).scheme in ("http", "https") and _host(origin) == headers.get("host", ""))


def _host(origin: str) -> str:
    return urlsplit(origin).netloc
