"""Passes on what is sealed in TLS without reading it, and counts. Knows how much went through, and that is all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from harness.evidence.exchange import Exchange, Message
from harness.transport import failures
from harness.transport.passage import Facts
from harness.transport.stream_relay import StreamRelay
from harness.transport.telling import Teller

QUIET = 1.0  # seconds without a byte after which what went through is told
SCHEMES = {"http": ("http", "https"), "mllp": ("mllp", "mllps"), "syslog": ("tcp", "tls")}


@dataclass(frozen=True, slots=True)
class _Terms:
    """Who speaks with whom over what, why it is not read, and whom to tell."""

    initiator: str
    responder: str
    protocol: str
    reason: str
    tell: Callable[[Exchange], None]
    quiet: float


class UnreadRelay(StreamRelay):
    """A port of its own that leads to `target` (``mllps://…``, ``https://…``, for syslog ``tls://…``); reads nothing.

    `on_exchange` is told of an Exchange whose messages are empty: `failure_kind` is ``unread``, and `failure` counts
    the bytes and gives `reason`. It is told when nothing has come for `quiet` seconds, and at the end. What was inside
    nobody can judge.
    """

    def __init__(
        self,
        target: str,
        *,
        reason: str,
        protocol: str = "http",
        on_exchange: Callable[[Exchange], None] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        initiator: str = "",
        responder: str = "",
        quiet: float = QUIET,
        connections: int = 200,
    ) -> None:
        terms = _Terms(initiator, responder, protocol, reason, Teller(on_exchange), quiet)
        super().__init__(
            target,
            lambda facts: _Counter(facts, terms, target.partition(":")[0]),
            schemes=SCHEMES[protocol],
            host=host,
            port=port,
            connections=connections,
        )


class _Counter:
    """Counts the bytes of one connection."""

    def __init__(self, facts: Facts, terms: _Terms, scheme: str) -> None:
        self._facts, self._terms, self._scheme = facts, terms, scheme
        self._there = self._back = 0
        self._began = self._last = 0.0
        self._alarm: asyncio.TimerHandle | None = None

    def asked(self, data: bytes, at: float, passed: float) -> None:
        """The initiator sent this."""
        self._there += len(data) if passed else 0
        self._count(at)

    def answered(self, data: bytes, at: float, passed: float) -> None:
        """The responder sent this."""
        self._back += len(data) if passed else 0
        self._count(at)

    def silent(self, initiator: bool, error: Exception | None) -> None:
        """One end says no more."""
        del initiator, error
        self._tell()

    def failed(self, kind: str, sentence: str) -> None:
        """Nothing passes."""
        self._stop()
        self._exchange(kind, sentence)

    def _count(self, at: float) -> None:
        self._began, self._last = self._began or at, time.monotonic()
        if self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(self._terms.quiet, self._quiet)

    def _quiet(self) -> None:
        left = self._last + self._terms.quiet - time.monotonic()
        self._alarm = None
        if left > 0:
            self._alarm = asyncio.get_running_loop().call_later(left, self._quiet)
        else:
            self._tell()

    def _tell(self) -> None:
        self._stop()
        if self._there or self._back:
            counted = f"{failures.size(self._there)} there and {failures.size(self._back)} back"
            words = f"The connection was passed through unread, {counted}: {self._terms.reason}"
            self._exchange(failures.UNREAD, words)
        self._there = self._back = 0
        self._began = 0.0

    def _stop(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None

    def _exchange(self, kind: str, words: str) -> None:
        facts, terms, now = self._facts, self._terms, time.time()
        self._terms.tell(
            Exchange(
                id="",
                transaction="",
                initiator=terms.initiator,
                responder=terms.responder,
                address=f"{self._scheme}://{facts.here}",
                request=Message(terms.initiator, b"", b"", self._began or now),
                response=None,
                ended=now,
                peer=facts.peer,
                failure=words,
                failure_kind=kind,
                captured_at="relay",
                protocol=terms.protocol,
            )
        )
