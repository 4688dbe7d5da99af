"""Sends messages one after the other on a thread of its own, so that nobody waits for it. Knows MLLP, no content."""

from __future__ import annotations

import logging
import queue
import threading
from urllib.parse import urlsplit

from harness.transport.failures import UNREACHABLE
from harness.transport.mllp_client import MllpClient

log = logging.getLogger(__name__)

PAUSES = (0.0, 0.5, 2.0)
"""Seconds before each attempt to deliver a message; it is given up after the last."""

Letter = tuple[str, bytes]


class Outbox:
    """Starts with the first message, and ends with `close`. What could not be delivered is logged."""

    def __init__(self) -> None:
        self._letters: queue.SimpleQueue[Letter | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def post(self, address: str, message: bytes) -> None:
        """Send `message` to ``mllp://host:port``, after what was posted before."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="client-registry-outbox", daemon=True)
            self._thread.start()
        self._letters.put((address, message))

    def close(self) -> None:
        """End, without waiting for those who do not answer."""
        self._closed.set()
        self._letters.put(None)
        if self._thread is not None:
            self._thread.join(timeout=2)

    def _work(self) -> None:
        while (letter := self._letters.get()) is not None and not self._closed.is_set():
            self._deliver(*letter)

    def _deliver(self, address: str, message: bytes) -> None:
        parts = urlsplit(address)
        for pause in PAUSES:
            if self._closed.wait(pause):
                return
            with MllpClient(parts.hostname or "", parts.port or 0, timeout=10) as client:
                exchange = client.send(message)
            if exchange.failure_kind != UNREACHABLE:
                return
        log.warning("A notification could not be delivered: %s", exchange.failure)
