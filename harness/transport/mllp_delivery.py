"""One message that a listener of ours was given, as bytes, and the evidence it makes. Knows no sockets."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.evidence.exchange import Exchange, Message, Tls
from harness.transport.mllp_wire import framed
from harness.transport.telling import NOBODY, Teller


class Raw(bytes):
    """An answer that is sent as it is, without a frame around it: for those who have to answer wrongly."""


@dataclass(slots=True, eq=False)
class Delivery:
    """One message and, in the end, its answer.

    `at` is Unix time in seconds of its first byte; `peer` and `here` are ``host:port`` of the sender and of us.
    `problem` says what is wrong with its framing, empty where nothing is. Whoever answers may say more of the exchange:
    `captured_at` is as in Exchange; `forwarded` is the exchange by which a relay passed the message on.
    """

    message: bytes
    wire: bytes
    at: float
    peer: str
    here: str
    tls: Tls | None = None
    problem: str = ""
    initiator: str = ""
    responder: str = ""
    captured_at: str = "mock"
    forwarded: Exchange | None = None
    answer: bytes | None = None
    answered: float = 0.0
    failure: tuple[str, str] = ("", "")

    def exchange(self) -> Exchange:
        """The evidence."""
        request = Message(sender=self.initiator, head=b"", body=self.message, at=self.at, wire=self.wire)
        near = Exchange(
            id="",
            transaction="",
            initiator=self.initiator,
            responder=self.responder,
            address=f"{'mllps' if self.tls else 'mllp'}://{self.here}",
            request=request,
            response=self._response(),
            ended=time.time(),
            peer=self.peer,
            tls=self.tls,
            failure=self.failure[1],
            failure_kind=self.failure[0],
            captured_at=self.captured_at,
            protocol="mllp",
        )
        return near if self.forwarded is None else near.relayed(self.forwarded)

    def _response(self) -> Message | None:
        if self.answer is None or not self.answered:
            return None
        raw = isinstance(self.answer, Raw)
        wire = bytes(self.answer) if raw else framed(self.answer)
        body = bytes(self.answer)
        return Message(sender=self.responder, head=b"", body=body, at=self.answered, wire=None if raw else wire)


Answer = Callable[[Delivery], bytes | None]
"""Makes the answer to a message; None sends none. It is called on its connection's thread and may take its time."""

Refusal = Callable[[Delivery, str], bytes | None]
"""Makes the answer to what is no whole message: what came of it, or its beginning, and in words why it is refused."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a listener treats its callers. Times are in seconds, `largest` is a message in bytes.

    `patience` is for a block that has begun (one that comes at SLOWEST bytes a second is never cut off), for the TLS
    handshake, and for a caller who does not take our answer; `idle` is for the time between two messages.
    """

    answer: Answer
    refuse: Refusal | None = None
    tell: Teller = NOBODY
    largest: int = 8_000_000
    patience: float = 30.0
    idle: float = 300.0
