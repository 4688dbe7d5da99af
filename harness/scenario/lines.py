"""The MLLP side of a run's premises: connections to participants, and listeners of our own. Knows no messages.

A participant that begins has a port of its own for each of our actors; behind it stands our mock, or a relay in front
of another participant.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from secrets import token_hex

from harness.evidence.exchange import Exchange
from harness.messages import hl7v2
from harness.participants import Participant, mllp_client
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_delivery import Answer, Delivery
from harness.transport.mllp_server import MllpServer

Heard = Callable[[Exchange, str, str], None]


class Lines:
    """Opened when first needed, closed together. `heard` is told what arrives at our listeners."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._clients: dict[str, MllpClient] = {}
        self._servers: dict[tuple[str, str], MllpServer] = {}
        self._lock = threading.Lock()

    def client(self, url: str, participant: Participant | None) -> MllpClient:
        """The one connection to the listener at `url`, which is the participant's or our own."""
        with self._lock:
            if url not in self._clients:
                self._clients[url] = mllp_client(url, participant)
            return self._clients[url]

    def listen(self, slug: str, actor: str, answer: Answer, *, host: str, port: int) -> MllpServer:
        """The listener for (`slug`, `actor`); `answer` answers there. Raises UsageError for a port that is taken."""
        key = (slug, actor)
        with self._lock:
            if key not in self._servers:
                server = MllpServer(
                    answer,
                    refuse=_refuse,
                    host=host,
                    port=port,
                    on_exchange=lambda exchange: self._heard(exchange, slug, actor),
                )
                server.start()
                self._servers[key] = server
            return self._servers[key]

    def close(self) -> None:
        """Close everything that was opened."""
        for client in self._clients.values():
            client.close()
        for server in self._servers.values():
            server.stop()


def passing_on(client: MllpClient) -> Answer:
    """An answer to each message that is the one `client`'s other side gives to it: a relay."""

    def answer(delivery: Delivery) -> bytes | None:
        far = client.send(delivery.message)
        delivery.forwarded, delivery.captured_at = far, "relay"
        return far.response.body if far.response else None

    return answer


def _refuse(_: Delivery, words: str) -> bytes:
    return hl7v2.unreadable(words, control_id=f"H{token_hex(8)}", at=datetime.now(UTC)).encode()
