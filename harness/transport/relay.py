"""A recording relay: passes HTTP on to one system and keeps the traffic on itself. Knows nothing of what it carries."""

from __future__ import annotations

import asyncio
import functools
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from harness.errors import UsageError
from harness.evidence.exchange import Exchange, Headers, Message
from harness.transport.http_call import EXTENSION, Notes
from harness.transport.http_client import HttpClient, Request
from harness.transport.http_server import Event, Receive, Send
from harness.transport.http_wire import Incoming, values

HOP_BY_HOP = frozenset(  # RFC 9110 7.6.1; Content-Length is made anew, and 100 Continue was given here
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
    | {"content-length", "expect"}
)
FORWARDED = ("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix")
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Rewriter(Protocol):
    """Gives header fields and body of an answer new addresses: what lies under the base `old` moves to `new`."""

    def __call__(self, headers: Headers, body: bytes, *, old: str, new: str) -> tuple[Headers, bytes]:
        """The new header fields and the new body."""


class Relay:
    """An ASGI application that stands before one system, mounted at any path.

    `target` is the system's base URL (``http://10.0.0.7:8080/baseR4``), `under` the path below the mount at which the
    relay stands for it (``/fhir``), the target's own path by default; see `base`. What comes in under any other path
    goes to the same path of the target's host. Method, query, header fields and body go on as they came, but for
    hop-by-hop fields, Host and X-Forwarded-Host, -Proto and -Prefix; the answer comes back with its status, fields and
    body, moved by `rewrite` so that the next request comes here too. `initiator` and `responder` name the two ends in
    the evidence. The client's credentials are not added: the initiator has its own.

    In the Exchange, `request` and `response` are what the two ends sent; `forwarded_request` and `forwarded_response`
    what the relay made of it. A system that cannot be reached is answered for with 502.
    """

    def __init__(
        self,
        target: str,
        *,
        client: HttpClient,
        rewrite: Rewriter | None = None,
        under: str | None = None,
        initiator: str = "",
        responder: str = "",
        workers: int = 32,
    ) -> None:
        parts = urlsplit(target)
        usable = parts.scheme in ("http", "https") and parts.hostname and target.isascii()
        if not usable or parts.query or parts.fragment:
            raise UsageError(f"{target!r} is no base URL to relay to: expected http://HOST[:PORT][/PATH] or https://…")
        self.target = target.rstrip("/")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._host, self._path = parts.netloc, parts.path.rstrip("/")
        self._under = self._path if under is None else f"/{under.strip('/')}".rstrip("/")
        self._client, self._rewrite = client, rewrite
        self._initiator, self._responder = initiator, responder
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="relay")

    def base(self, mount: str) -> str:
        """What to give to an initiator instead of the target's base URL; `mount` is the URL the relay is mounted at."""
        return mount.rstrip("/") + self._under

    def close(self) -> None:
        """Wait for what is under way, and end the threads. The client belongs to whoever made it."""
        self._threads.shutdown()

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """Pass one request on, and its answer back."""
        if scope["type"] != "http":
            return
        notes: Notes = scope.get("extensions", {}).get(EXTENSION, Notes())
        notes.initiator, notes.responder, notes.captured_at = self._initiator, self._responder, "relay"
        request = self._outward(scope, notes, await _body(receive))
        ask = functools.partial(
            self._client.send, request, initiator=self._initiator, responder=self._responder, exactly=True
        )
        exchange = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        notes.forwarded = exchange
        status, headers, body = self._homeward(exchange, _mount(scope))
        fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": body})

    def _outward(self, scope: Event, notes: Notes, body: bytes) -> Request:
        prefix = scope.get("root_path", "")
        below = scope["raw_path"].split(b"/")[1 + prefix.count("/") :]
        query = scope.get("query_string", b"")
        target = self._beyond(b"".join(b"/" + segment for segment in below)) + (b"?" + query if query else b"")
        given = tuple(notes.fields) or tuple(
            (name.decode(), value.decode("latin-1")) for name, value in scope["headers"]
        )
        host = next((value for name, value in given if name.lower() == "host"), "")
        ours = {"host", *map(str.lower, FORWARDED)}
        kept = tuple((name, value) for name, value in _end_to_end(given) if name.lower() not in ours)
        added = tuple(pair for pair in zip(FORWARDED, (host, scope["scheme"], prefix), strict=True) if pair[1])
        url = self._origin + quote(target, safe=PRINTABLE)
        return Request(scope["method"], url, (("Host", self._host), *kept, *added), body)

    def _beyond(self, path: bytes) -> bytes:
        """The path at the target for a path below the mount. One that is the target's own already stays."""
        own, under = self._path.encode("ascii"), self._under.encode("ascii")
        if (own and _within(path, own)) or not _within(path, under):
            return path
        return own + path[len(under) :]

    def _homeward(self, exchange: Exchange, mount: str) -> tuple[int, Headers, bytes]:
        answer = exchange.response
        if answer is None or not 200 <= answer.status < 600:
            words = exchange.failure or f"It answered with the status {answer.status if answer else 0}."
            text = f"The relay got no answer to pass on. {words}\n".encode()
            fields = (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text))))
            return 502, fields, text
        headers, body = _end_to_end(answer.headers), _coded(answer, exchange.request.method)
        headers, moved = self._moved(headers, answer.body, mount)
        if moved != answer.body:
            body, headers = moved, tuple(pair for pair in headers if pair[0].lower() != "content-encoding")
        length = str(len(body))
        if exchange.request.method == "HEAD":
            length = answer.header("content-length") or ""
        elif answer.status in (204, 304):
            length, body = "", b""
        return answer.status, (*headers, ("Content-Length", length)) if length else headers, body

    def _moved(self, headers: Headers, body: bytes, mount: str) -> tuple[Headers, bytes]:
        if self._rewrite is None:
            return headers, body
        if self._under != self._path:  # a target that heeds X-Forwarded-Prefix puts its own path behind our mount
            headers, body = self._rewrite(headers, body, old=mount + self._path, new=self.base(mount))
        return self._rewrite(headers, body, old=self.target, new=self.base(mount))


def _within(path: bytes, base: bytes) -> bool:
    return path == base or path.startswith(base + b"/")


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        event: Any = await receive()
        parts.append(event.get("body", b""))
        if not event.get("more_body"):
            return b"".join(parts)


def _mount(scope: Event) -> str:
    """The URL at which the relay is mounted, as the sender sees it."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
    return f"{scope['scheme']}://{host}{quote(scope.get('root_path', ''))}"


def _end_to_end(headers: Headers) -> Headers:
    """`headers` without those that concern one connection only, and without values that HTTP cannot carry on."""
    dropped = HOP_BY_HOP.union(values(headers, "connection"))
    return tuple((name, text) for name, text in headers if name.lower() not in dropped and not UNSENDABLE.search(text))


def _coded(message: Message, method: str) -> bytes:
    """The content of an answer with its content coding still on."""
    if message.wire is None:
        return message.body
    incoming = Incoming(answers=method)
    incoming.feed(message.head + message.wire)
    incoming.end()
    return incoming.content
