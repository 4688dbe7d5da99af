"""What stands before every page: headers that a browser holds us to, a limit to what is sent. Knows no run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders

from harness.review import pictures

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


class TooLarge(Exception):
    """More was sent than a form may hold."""


class Guard:
    """Puts the headers on every answer, where the page has not said otherwise, and reads no more than a form holds."""

    def __init__(self, app: App) -> None:
        self._app = app

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

        await self._app(scope, limited, dressed)


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
