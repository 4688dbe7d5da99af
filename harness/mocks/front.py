"""The first page of a mock: what stands at which of its addresses. Knows paths, and nothing of what is behind them."""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from harness.mocks import Mock


def fronted(mock: Mock, app: ASGIApp) -> ASGIApp:
    """`app` with a page at its root for whoever opens that in a browser; as it is where that has a page of its own."""
    if mock.path == "/" and not mock.besides:
        return app
    page = PlainTextResponse(_words(mock))

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        at_root = scope["type"] == "http" and scope["path"].removeprefix(scope.get("root_path", "")) in ("", "/")
        await (page if at_root and scope["method"] in ("GET", "HEAD") else app)(scope, receive, send)

    return answered


def _words(mock: Mock) -> str:
    places = dict.fromkeys(path for _, path in mock.places if path != "/")
    lines = [f"  {path}{', where /fhir/metadata says what it does' if path == '/fhir' else ''}" for path in places]
    return "\n".join([f"{mock.name}, a reference mock. {mock.summary}.", "", *lines, ""])
