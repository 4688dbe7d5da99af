"""A recording relay: passes HTTP on to one system and keeps the traffic on itself. Knows nothing of what it carries."""

from __future__ import annotations

import re
import ssl
import time
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Protocol
from urllib.parse import quote, urlsplit

from harness.errors import UsageError
from harness.evidence.exchange import Exchange, Headers, Message, Tls
from harness.transport.http_client import WITH_BODY, Request
from harness.transport.http_upstream import Upstream
from harness.transport.http_wire import Incoming, as_message, values

HOP_BY_HOP = frozenset(  # RFC 9110 7.6.1; Content-Length is made anew, and 100 Continue was given here
    {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
    | {"content-length", "expect"}
)
FORWARDED = ("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix")
NOT_PASSED_ON = HOP_BY_HOP | {"host", *map(str.lower, FORWARDED)}
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
UNSENDABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


Fields = Headers
"""Header fields, for those who pass messages on and know no evidence."""


class Rewriter(Protocol):
    """Gives header fields and body of an answer new addresses: what lies under the base `old` moves to `new`."""

    def __call__(self, headers: Headers, body: bytes, *, old: str, new: str) -> tuple[Headers, bytes]:
        """The new header fields and the new body."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request as it arrived, at Unix time `at`: below the path `mount`, on a connection of `peer` to `here`."""

    incoming: Incoming
    at: float
    mount: str
    scheme: str
    peer: str
    here: str
    tls: Tls | None

    @property
    def certificate(self) -> bytes:
        """What the initiator showed in TLS (DER), nothing where it showed none."""
        return self.tls.certificate if self.tls is not None else b""


@dataclass(frozen=True, slots=True)
class Passed:
    """What the initiator is to get, and the evidence."""

    answer: bytes
    exchange: Exchange


class Relay:
    """Stands before one system, at any path of a server (see `HttpServer.passing`).

    `target` is the system's base URL (``http://10.0.0.7:8080/baseR4``), `under` the path below the mount at which the
    relay stands for it (``/fhir``), the target's own path by default; see `base`. What comes in under any other path
    goes to the same path of the target's host. Method, query, header fields and body go on as they came, but for
    hop-by-hop fields, Host and X-Forwarded-Host, -Proto and -Prefix; the answer comes back with its status, fields and
    body, moved by `rewrite` so that the next request comes here too. `initiator` and `responder` name the two ends in
    the evidence. `tls` is the context for connections to an https target, `strangers` that for callers over TLS who
    showed no certificate; `timeout` is its time in seconds for an answer.
    It stands in one server only.

    In the Exchange, `request` and `response` are what the two ends sent; `forwarded_request` and `forwarded_response`
    what the relay made of it. A system that cannot be reached is answered for with 502.
    """

    def __init__(
        self,
        target: str,
        *,
        tls: ssl.SSLContext | None = None,
        strangers: ssl.SSLContext | None = None,
        timeout: float = 30.0,
        rewrite: Rewriter | None = None,
        under: str | None = None,
        initiator: str = "",
        responder: str = "",
    ) -> None:
        parts = urlsplit(target)
        usable = parts.scheme in ("http", "https") and parts.hostname and target.isascii()
        if not usable or parts.query or parts.fragment:
            raise UsageError(f"{target!r} is no base URL to relay to: expected http://HOST[:PORT][/PATH] or https://…")
        self.target = target.rstrip("/")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._host, self._path = parts.netloc, parts.path.rstrip("/")
        self._under = self._path if under is None else f"/{under.strip('/')}".rstrip("/")
        self._upstream = Upstream(self._origin, tls=tls, timeout=timeout)
        self._of_strangers = Upstream(self._origin, tls=strangers, timeout=timeout) if strangers else self._upstream
        self._rewrite = rewrite
        self._initiator, self._responder = initiator, responder

    def base(self, mount: str) -> str:
        """What to give to an initiator instead of the target's base URL; `mount` is the URL the relay is mounted at."""
        return mount.rstrip("/") + self._under

    def close(self) -> None:
        """Close the connections to the system, before the server that the relay is mounted in stops."""
        self._upstream.close()
        if self._of_strangers is not self._upstream:
            self._of_strangers.close()

    async def pass_on(self, arrival: Arrival) -> Passed:
        """Pass one whole request on, and bring its answer back."""
        asked = as_message(arrival.incoming, sender=self._initiator, at=arrival.at)
        host = asked.header("host") or arrival.here
        request = self.outward(arrival, asked, host)
        unknown = arrival.tls is not None and not arrival.certificate
        upstream = self._of_strangers if unknown else self._upstream
        far = await upstream.send(request, initiator=self._initiator, responder=self._responder)
        near, content = self.homeward(far, f"{arrival.scheme}://{host}{arrival.mount}")
        exchange = replace(
            far,
            address=f"{arrival.scheme}://{host}{asked.target}",
            request=asked,
            peer=arrival.peer,
            tls=arrival.tls,
            captured_at="relay",
            forwarded_request=far.request,
            forwarded_response=near,
        )
        return Passed(near.head if asked.method == "HEAD" else near.head + content, exchange)

    def answered(self, arrival: Arrival, status: str, headers: Headers, body: bytes) -> Passed:
        """An answer to a request that is not passed on, with the evidence of it."""
        asked = as_message(arrival.incoming, sender=self._initiator, at=arrival.at)
        near = self._as_sent(status, (*headers, ("Content-Length", str(len(body)))), body, body)
        exchange = Exchange(
            id="",
            transaction="",
            initiator=self._initiator,
            responder=self._responder,
            address=f"{arrival.scheme}://{asked.header('host') or arrival.here}{asked.target}",
            request=asked,
            response=near,
            ended=time.time(),
            peer=arrival.peer,
            tls=arrival.tls,
            captured_at="relay",
        )
        return Passed(near.head if asked.method == "HEAD" else near.head + body, exchange)

    def outward(self, arrival: Arrival, asked: Message, host: str) -> Request:
        """The request as it goes on."""
        path, mark, query = asked.target[len(arrival.mount) :].partition("?")
        target = quote((self._beyond(path) + mark + query).encode("latin-1"), safe=PRINTABLE)
        kept = _end_to_end(asked.headers, NOT_PASSED_ON)
        added = zip(FORWARDED, (host, arrival.scheme, arrival.mount), strict=True)
        body = arrival.incoming.content
        length = (("Content-Length", str(len(body))),) if body or asked.method in WITH_BODY else ()
        fields = (("Host", self._host), *kept, *(pair for pair in added if pair[1]), *length)
        return Request(asked.method, self._origin + target, fields, body)

    def _beyond(self, path: str) -> str:
        """The path at the target for a path below the mount. One that is the target's own already stays."""
        if (self._path and _within(path, self._path)) or not _within(path, self._under):
            return path
        return self._path + path[len(self._under) :]

    def homeward(self, far: Exchange, mount: str) -> tuple[Message, bytes]:
        """The answer as the initiator gets it, and its content with its content coding."""
        answer, method = far.response, far.request.method
        if answer is None or not 200 <= answer.status < 600:
            words = far.failure or f"It answered with the status {answer.status if answer else 0}."
            text = f"The relay got no answer to pass on. {words}\n".encode()
            fields: Headers = (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(text))))
            return self._as_sent("502 Bad Gateway", fields, text, text), text
        headers, moved = self._moved(_end_to_end(answer.headers, HOP_BY_HOP), answer.body, mount)
        content = _coded(answer, method)
        if moved != answer.body:
            content, headers = moved, tuple(pair for pair in headers if pair[0].lower() != "content-encoding")
        length = str(len(content))
        if method == "HEAD":
            length = answer.header("content-length") or ""
        elif answer.status in (204, 304):
            length, content = "", b""
        fields = (*headers, ("Content-Length", length)) if length else headers
        return self._as_sent(answer.start.partition(" ")[2], fields, moved, content), content

    def _as_sent(self, status: str, headers: Headers, body: bytes, content: bytes) -> Message:
        if not any(name.lower() == "date" for name, _ in headers):  # RFC 9110 6.6.1
            headers = (("Date", formatdate(usegmt=True)), *headers)
        start = f"HTTP/1.1 {status}"
        head = "\r\n".join((start, *(f"{name}: {value}" for name, value in headers), "", "")).encode("latin-1")
        wire = None if content == body else content
        return Message(self._responder, head, body, time.time(), wire, start=start, headers=headers)

    def _moved(self, headers: Headers, body: bytes, mount: str) -> tuple[Headers, bytes]:
        if self._rewrite is None:
            return headers, body
        if self._under != self._path:  # a target that heeds X-Forwarded-Prefix puts its own path behind our mount
            headers, body = self._rewrite(headers, body, old=mount + self._path, new=self.base(mount))
        return self._rewrite(headers, body, old=self.target, new=self.base(mount))


def _within(path: str, base: str) -> bool:
    return path == base or path.startswith(base + "/")


def _end_to_end(headers: Headers, dropped: frozenset[str]) -> Headers:
    """`headers` without those that concern one connection only, and without values that HTTP cannot carry on."""
    dropped = dropped.union(values(headers, "connection"))
    return tuple((name, text) for name, text in headers if name.lower() not in dropped and not UNSENDABLE.search(text))


def _coded(message: Message, method: str) -> bytes:
    """The content of an answer with its content coding still on."""
    if message.wire is None:
        return message.body
    incoming = Incoming(answers=method)
    incoming.feed(message.head + message.wire)
    incoming.end()
    return incoming.content
