"""The MLLP side of a run's premises: connections to participants, and listeners of our own. Knows no messages.

A participant that begins has a port of its own for each of our actors. Behind it stands, play by play, our mock or a
relay in front of another participant.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from urllib.parse import urlsplit

from harness.evidence.exchange import Exchange
from harness.messages import hl7v2
from harness.participants import Participant, mllp_client
from harness.participants.urls import host_in_url
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_delivery import Answer, Delivery
from harness.transport.mllp_relay import MllpRelay
from harness.transport.mllp_server import MllpServer
from harness.transport.relay_tls import TlsEnds
from harness.transport.unread_relay import UnreadRelay

Heard = Callable[[Exchange, str, str], None]
Listening = MllpServer | MllpRelay | UnreadRelay
NOT_ISSUED = (
    "TLS could not end at the relay, because [harness] certificates holds no certificate for the caller. Issue one "
    "with harness certificates --event, and nothing else has to change."
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody (by slug) reaches one of our actors, and where we listen for it; port 0 is any that is free.

    `tls` is what callers are met with, where they call by TLS.
    """

    slug: str
    actor: str
    host: str = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None


class Lines:
    """Opened when first needed, closed together. `heard` is told what arrives at our listeners.

    `ends` says what is shown in TLS, for a caller's slug and a responder: TLS ends at a relay then; where there is
    nothing to show, the connection is passed on unread.
    """

    def __init__(self, heard: Heard, *, ends: Callable[[str, Participant], TlsEnds | None]) -> None:
        self._heard, self._ends = heard, ends
        self._clients: dict[str, MllpClient] = {}
        self._open: dict[tuple[str, str, str], tuple[str, Listening]] = {}
        self._lock = threading.Lock()

    def client(self, url: str, participant: Participant | None) -> MllpClient:
        """The one connection to the listener at `url`, which is the participant's or our own."""
        with self._lock:
            if url not in self._clients:
                self._clients[url] = mllp_client(url, participant)
            return self._clients[url]

    def to_mock(self, at: Address, answer: Answer) -> Listening:
        """From now on `answer` answers at this address. Raises UsageError for a port that is taken."""

        def opened(port: int) -> Listening:
            told = self._teller(at)
            return MllpServer(answer, refuse=_refuse, host=at.host, port=port, on_exchange=told, tls=at.tls)

        return self._lead(at, "", opened)

    def to_participant(self, at: Address, responder: Participant) -> Listening:
        """From now on this address leads to `responder`. Raises UsageError for a port that is taken."""
        target = responder.endpoints["hl7v2"]

        def opened(port: int) -> Listening:
            told = self._teller(at)
            ends = TlsEnds(at.tls, None, None) if at.tls is not None else None
            if target.startswith("mllps") and (ends := self._ends(at.slug, responder)) is None:
                return UnreadRelay(
                    target, reason=NOT_ISSUED, protocol="mllp", host=at.host, port=port, on_exchange=told
                )
            return MllpRelay(target, host=at.host, port=port, on_exchange=told, timeout=responder.timeout, tls=ends)

        return self._lead(at, target, opened)

    def past(self, at: Address, responder: Participant, endpoint: str) -> Listening:
        """From now on this address leads to `responder` over HTTPS, and nobody reads what passes."""
        parts = urlsplit(responder.endpoints[endpoint])
        target = f"https://{host_in_url(parts.hostname or '')}:{parts.port or 443}"

        def opened(port: int) -> Listening:
            told = self._teller(at)
            return UnreadRelay(target, reason=NOT_ISSUED, protocol="http", host=at.host, port=port, on_exchange=told)

        return self._lead(at, target, opened, over="https")

    def close(self) -> None:
        """Close everything that was opened."""
        for client in self._clients.values():
            client.close()
        for _, listening in self._open.values():
            listening.stop()

    def _teller(self, at: Address) -> Callable[[Exchange], None]:
        return lambda exchange: self._heard(exchange, at.slug, at.actor)

    def _lead(self, at: Address, where: str, opened: Callable[[int], Listening], *, over: str = "mllp") -> Listening:
        """The listener at an address, which leads to `where`; one that led elsewhere gives its port up for it."""
        with self._lock:
            before = self._open.get((at.slug, at.actor, over))
            if before is not None and before[0] == where:
                return before[1]
            if before is not None:
                before[1].stop()
            listening = opened(before[1].port if before else at.port)
            listening.start()
            self._open[at.slug, at.actor, over] = (where, listening)
            return listening


def _refuse(_: Delivery, words: str) -> bytes:
    return hl7v2.unreadable(words, control_id=f"H{token_hex(8)}", at=datetime.now(UTC)).encode()
