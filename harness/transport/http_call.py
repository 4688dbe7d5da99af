"""One request that a server of ours is answering, as bytes, and the evidence it makes. Knows no sockets."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from harness.evidence.exchange import Exchange, Message, Tls
from harness.transport import failures
from harness.transport.http_wire import Incoming, NotHttp, as_message

EXTENSION = "harness.exchange"  # the key of Notes in an ASGI scope's "extensions"


@dataclass(slots=True)
class Notes:
    """What the application may tell about the exchange that it is answering; it stays with the exchange.

    `captured_at` is as in Exchange; `forwarded` is the exchange by which a relay passed the request on. `fields` are
    the request's header fields in their own case, which ASGI does not keep.
    """

    initiator: str = ""
    responder: str = ""
    captured_at: str = "mock"
    forwarded: Exchange | None = None
    fields: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Call:
    """One request and its answer, as far as they came. Times are Unix time in seconds of the first byte."""

    at: float = field(default_factory=time.time)
    raw: bytearray = field(default_factory=bytearray)
    written: bytearray = field(default_factory=bytearray)
    answered: float = 0.0
    body: int = 0
    whole: bool = False
    notes: Notes = field(default_factory=Notes)
    failure: tuple[str, str] = ("", "")

    def leave(self, following: Call) -> None:
        """Hand what belongs to the next request of a pipeline (RFC 9112 9.3.2) to `following`."""
        incoming = Incoming()
        try:
            incoming.feed(bytes(self.raw))
        except NotHttp:
            return
        surplus = incoming.surplus
        following.raw += surplus
        del self.raw[len(self.raw) - len(surplus) :]

    def cut_short(self, sender: str, *, gone: bool) -> tuple[str, str]:
        """Kind and sentence of the failure when the connection ends here; `gone` when the sender ended it."""
        if not self.whole:
            words = f"{sender} sent a part of a request, {failures.size(len(self.raw))}, and closed the connection."
            return failures.NOT_THE_PROTOCOL, words
        kind = failures.HALF_ANSWER if self.written else failures.NO_ANSWER
        if gone:
            return kind, f"{sender} closed the connection before our answer was complete."
        return kind, "Our own service broke off before its answer was complete."

    def exchange(self, *, scheme: str, server: str, peer: str, tls: Tls | None) -> Exchange:
        """The evidence. `server` and `peer` are ``host:port`` of our end and theirs."""
        request = _message(Incoming(), self.raw, sender=self.notes.initiator, at=self.at)
        sender = self.notes.responder
        ours = Incoming(answers=request.method or "GET")
        answer = _message(ours, self.written, sender=sender, at=self.answered) if self.written else None
        exchange = Exchange(
            id="",
            transaction="",
            initiator=self.notes.initiator,
            responder=self.notes.responder,
            address=f"{scheme}://{request.header('host') or server}{request.target}",
            request=request,
            response=answer,
            ended=time.time(),
            peer=peer,
            tls=tls,
            failure=self.failure[1],
            failure_kind=self.failure[0],
            captured_at=self.notes.captured_at,
        )
        return exchange if self.notes.forwarded is None else exchange.relayed(self.notes.forwarded)


def _message(incoming: Incoming, raw: bytearray, *, sender: str, at: float) -> Message:
    """The evidence of `raw`, also where it is no message or only a part of one."""
    try:
        incoming.take(raw)
        incoming.end()
    except NotHttp:
        incoming = Incoming()
    if incoming.head:
        return as_message(incoming, sender=sender, at=at)
    data = bytes(raw)
    return Message(sender=sender, head=b"", body=data, at=at, start=data.partition(b"\r\n")[0][:200].decode("latin-1"))
