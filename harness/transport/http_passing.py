"""A server's connection on which some requests are only passed on, past the application. Knows bytes and paths."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness.evidence.exchange import Exchange
from harness.transport import failures
from harness.transport.http_protocol import SLOWEST, RecordedProtocol
from harness.transport.http_wire import Incoming, NotHttp, values
from harness.transport.relay import Arrival, Passed, Relay

HEAD_START = 65536  # bytes that are taken of a next request while one is passed on
LONGEST_LINE = 8192  # bytes of a first line that is waited for
HALF_A_LINE = re.compile(rb"[A-Za-z]{0,20}(?: [^ \r\n]*){0,2}")
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"

Passing = Callable[[str], tuple[Relay, str] | None]
"""Which relay a request target (path and query) is for, and the path where it is mounted; None for the application."""


class PassingProtocol(RecordedProtocol):
    """Takes whole requests for a relay away before they are parsed for the application; all else is left to it.

    That is a quarter quicker than passing them on within an application. What is no HTTP, too large or too slow is left
    to the application's side as well, which knows how to refuse it.
    """

    def __init__(self, *args: Any, passing: Passing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._passing = passing
        self._held = bytearray()  # what belongs to no request yet
        self._way: tuple[Relay, str] | None = None
        self._incoming: Incoming | None = None  # a request for a relay, as far as it came
        self._at = 0.0
        self._task: asyncio.Task[None] | None = None
        self._slow: asyncio.TimerHandle | None = None
        self._gone = self._leaving = False

    def data_received(self, data: bytes) -> None:
        """Give `data` to the request that it belongs to."""
        if self._calls or self._lingering or self._open is not None:
            super().data_received(data)
            return
        self._held += data
        if self._task is None:
            self._advance()
        elif len(self._held) > HEAD_START:
            self.transport.pause_reading()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The other side sends no more, and may still read: an answer that is under way is still sent."""
        self._leaving = True
        if self._task is not None:
            return self.scheme == "http"
        self._leave_to_application()
        return super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side is gone."""
        self._gone = True
        self._patient()
        self._leave_to_application()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops: end the connection, after an answer that is under way."""
        self._leaving = True
        if self._task is None:
            super().shutdown()

    def _advance(self) -> None:
        """Take what is held as the next request, or its next part."""
        if self._incoming is None and not self._begun():
            return
        incoming = self._incoming
        assert incoming is not None
        try:
            incoming.feed(bytes(self._held))
        except NotHttp:
            self._leave_to_application()
            return
        self._held.clear()
        if self._too_much(incoming):
            self._leave_to_application()
        elif incoming.complete:
            self._held += incoming.surplus
            self._go(incoming)
        elif incoming.head and not self._slow and "100-continue" in values(incoming.headers, "expect"):
            self.transport.write(CONTINUE)
        if self._incoming is not None:
            self._wait()

    def _wait(self) -> None:
        """Be patient with what has begun, and then have the application's side refuse it."""
        self._disarm()
        if self._slow is None:
            self._slow = self.loop.call_later(self._settings.patience, self._late)

    def _late(self) -> None:
        """Ask, when the time for a request is over, whether it is slow or only large."""
        self._slow = None
        came = len(self._incoming.raw) if self._incoming is not None else 0
        left = self._at + self._settings.patience + came / SLOWEST - time.time()
        if came and left > 0:
            self._slow = self.loop.call_later(max(left, 0.1), self._late)
        else:
            self._leave_to_application()

    def _begun(self) -> bool:
        """Whether a request for a relay begins; anything else goes to the application as soon as that is clear."""
        line = bytes(self._held[:LONGEST_LINE]).lstrip(b"\r\n")
        if HALF_A_LINE.fullmatch(line) and len(line) < LONGEST_LINE:
            self._wait()
            return False
        parts = line.partition(b"\n")[0].split(b" ")
        self._way = self._passing(parts[1].decode("latin-1")) if len(parts) > 2 else None
        if self._way is None:
            self._leave_to_application()
            return False
        self._unset_keepalive_if_required()
        self._disarm()
        self._incoming, self._at = Incoming(), time.time()
        return True

    def _too_much(self, incoming: Incoming) -> bool:
        most = self._settings.largest_body
        return (incoming.expected or 0) > most or len(incoming.raw) > most + len(incoming.head)

    def _leave_to_application(self) -> None:
        """Give what came of a request to the application's side."""
        self._patient()
        came = bytes(self._incoming.raw if self._incoming is not None else b"") + bytes(self._held)
        if self._task is not None or not came:
            return
        self._incoming = None
        self._held.clear()
        super().data_received(came)

    def _patient(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
        self._slow = None

    def _go(self, incoming: Incoming) -> None:
        """Pass a whole request on."""
        assert self._way is not None
        self._patient()
        self._incoming = None
        secured = self._secured.tls if self._secured is not None else None
        relay, mount = self._way
        arrival = Arrival(incoming, self._at, mount, self.scheme or "http", self._peer, self._here, secured)
        self._task = self.loop.create_task(self._passed(relay, arrival))
        self.tasks.add(self._task)  # what the server waits for when it stops
        self._task.add_done_callback(self.tasks.discard)

    async def _passed(self, relay: Relay, arrival: Arrival) -> None:
        passed = await relay.pass_on(arrival)
        self._task = None
        keep = arrival.incoming.keep_alive and not self._leaving
        if not self._gone:
            self.transport.write(passed.answer if keep else _with_close(passed))
            self.transport.flush()  # type: ignore[attr-defined] # ours
        self._told(passed.exchange)
        if self._gone:
            return
        if not keep:
            self.transport.close()
            return
        self.transport.resume_reading()
        if self._held:
            self._advance()
        elif self.timeout_keep_alive_task is None:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _told(self, exchange: Exchange) -> None:
        if self._gone and not exchange.failure:
            words = f"{self._peer} closed the connection before the answer could be passed on."
            exchange = replace(exchange, failure=words, failure_kind=failures.HALF_ANSWER)
        self._settings.tell(exchange)


def _with_close(passed: Passed) -> bytes:
    start, end, rest = passed.answer.partition(b"\r\n")
    return start + end + b"Connection: close\r\n" + rest
