"""What crossed the wire: a request and its answer as bytes. Knows no protocol's meaning and gives no opinion."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One side of an exchange, as it was seen.

    `head` is the start line and header fields exactly as they crossed (ending in an empty line), empty where the
    protocol has none. `body` is the content: for HTTP after transfer and content coding were taken off, for MLLP
    without its frame; `wire` then holds all of it as it crossed, and is None where the two are the same. `at` is Unix
    time in seconds of the first byte. `exchange` is the id of the exchange it belongs to, `sender` the actor it came
    from.
    """

    sender: str
    head: bytes
    body: bytes
    at: float
    wire: bytes | None = None
    start: str = ""
    headers: Headers = ()
    exchange: str = ""

    def header(self, name: str) -> str | None:
        """The first header field called `name` in any case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def status(self) -> int:
        """The HTTP status of a response, 0 where there is none (RFC 9112 4: three digits)."""
        parts = self.start.split(" ", 2)
        if not parts[0].startswith("HTTP/") or len(parts) < 2 or not re.fullmatch(r"[0-9]{3}", parts[1]):
            return 0
        return int(parts[1])

    @property
    def coding(self) -> str:
        """The content coding that it says it has and that did not come off: the body is not written in it."""
        said = (self.header("content-encoding") or "").strip()
        came_off = self.wire is not None and self.body not in self.wire
        return "" if came_off or said.lower() == "identity" else said

    @property
    def method(self) -> str:
        """The HTTP method of a request."""
        return self.start.split(" ", 1)[0]

    @property
    def target(self) -> str:
        """The HTTP request target as it was sent: path and query."""
        parts = self.start.split(" ")
        return parts[1] if len(parts) > 2 else ""


@dataclass(frozen=True, slots=True)
class Tls:
    """What the connection agreed on: version (``TLSv1.3``), cipher, the peer's certificate (DER)."""

    version: str
    cipher: str
    certificate: bytes = b""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer between two actors.

    `transaction` is the standard's number (``ITI-78``). `response` is None when none came; `failure` then says what
    was seen instead, in words, and `failure_kind` is one of ``unreachable`` (nothing was delivered: name, connection,
    TLS), ``no-answer`` (delivered, and nothing came back in time), ``half-answer`` (the answer broke off),
    ``not-the-protocol`` (what came is not what is spoken there) and ``unread`` (it crossed sealed in TLS, and only its
    bytes were counted). `captured_at` says whose eyes saw it: ``client``, ``mock`` or ``relay``. `protocol` is
    ``http``, ``mllp`` or ``syslog``. `base` is where the responder lives, as the initiator knew it. The two `forwarded`
    hold what a relay passed on in the place of what it was given, and when.
    """

    id: str
    transaction: str
    initiator: str
    responder: str
    address: str
    request: Message
    response: Message | None
    ended: float
    peer: str = ""
    tls: Tls | None = None
    failure: str = ""
    failure_kind: str = ""
    captured_at: str = "client"
    protocol: str = "http"
    base: str = ""
    forwarded_request: Message | None = None
    forwarded_response: Message | None = None

    def relayed(self, far: Exchange) -> Exchange:
        """One exchange of the two that a relay saw, this and the `far` one: what each end sent and what went on."""
        return replace(
            self,
            response=far.response,
            failure=far.failure or self.failure,
            failure_kind=far.failure_kind,
            forwarded_request=far.request,
            forwarded_response=self.response,
        )

    def identified(
        self, name: str, transaction: str = "", *, initiator: str = "", responder: str = "", base: str = ""
    ) -> Exchange:
        """The exchange with its id and its actors, in the messages too, and where the responder was said to live."""
        request = replace(self.request, exchange=name, sender=initiator)
        response = self.response and replace(self.response, exchange=name, sender=responder)
        return replace(
            self,
            id=name,
            transaction=transaction,
            initiator=initiator,
            responder=responder,
            request=request,
            response=response,
            base=base,
        )
