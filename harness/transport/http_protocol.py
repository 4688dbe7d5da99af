"""Answers HTTP/1 and keeps the exact bytes of each request and answer. Knows nothing of what the application does."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from harness.evidence.exchange import Exchange
from harness.transport import failures
from harness.transport.failures import place
from harness.transport.http_call import EXTENSION, Call
from harness.transport.http_wire import shown
from harness.transport.telling import NOBODY, Teller
from harness.transport.tls_door import Secured

SLOWEST = 20_000  # bytes a second; whoever sends faster is never cut off, however large the request
LINGER = 2.0  # seconds in which a refused sender may still read our answer
HALF_CLOSED = 1.0  # seconds after which one who closed its end is taken to be gone


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and listener of one server: body in bytes, patience with a request's head in seconds."""

    tell: Teller = NOBODY
    largest_body: int = 60_000_000
    patience: float = 30.0


class _Tap:
    """The connection's transport, with an ear on what is written. What is written at once crosses as one piece."""

    def __init__(self, transport: asyncio.Transport, heard: Callable[[bytes], None]) -> None:
        self._transport, self._heard = transport, heard
        self._held: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        """All else is the transport's own."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Tell, and write: before anything else happens on this thread, or at the next `flush`."""
        self._heard(data)
        self._held.append(data)
        if len(self._held) == 1:
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Write what is held."""
        held, self._held = self._held, []
        if held:
            self._transport.write(held[0] if len(held) == 1 else b"".join(held))

    def write_eof(self) -> None:
        """Write what is held, and nothing more."""
        self.flush()
        self._transport.write_eof()

    def close(self) -> None:
        """Write what is held, and close."""
        self.flush()
        self._transport.close()


class RecordedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, telling `settings.on_exchange` of each exchange once its answer is written.

    `secured` is who calls, where TLS ended at a door in front of it.
    """

    def __init__(self, *args: Any, settings: Settings, secured: Secured | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._settings, self._secured = settings, secured
        self._calls: deque[Call] = deque()  # begun and not yet answered, in order
        self._fed: list[Call] = []  # touched by the data that is being parsed
        self._open: Call | None = None  # the one whose request is still coming
        self._timer: asyncio.TimerHandle | None = None
        self._too_large = False
        self._lingering = False
        self._hung_up = False
        self._peer = self._here = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to listen to what is written, too."""
        super().connection_made(_Tap(transport, self._wrote))  # type: ignore[arg-type] # as good as a transport
        if self._secured is not None:
            self.scheme, self.client, self.server = "https", self._secured.caller, self._secured.here
        self._peer = place(*self.client) if self.client else ""
        self._here = place(*self.server) if self.server else ""
        # asyncio sets it only for sockets that it opened itself; without, each answer waits 40 ms for Nagle.
        if self._secured is None:
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._timer = self.loop.call_later(self._settings.patience, self._out_of_patience)

    def data_received(self, data: bytes) -> None:
        """Parse `data`, and give each of its bytes to the request it belongs to."""
        if self._lingering:
            return
        self._unset_keepalive_if_required()
        self._fed = [self._open] if self._open else []
        problem = self._parse(data)
        self._share(data)
        if self._too_large:
            self._refuse_size()
        elif problem:
            self._not_http(problem, data)
        self._watch()

    def _parse(self, data: bytes) -> str:
        """Feed the parser; what is wrong with `data`, or an empty text."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            # We speak nothing to upgrade to: the request is answered as it is, RFC 9110 7.8.
            self.parser = httptools.HttpRequestParser(self)
            rest = data[upgrade.args[0] :]
            return self._parse(rest) if rest else ""
        except httptools.HttpParserError as error:
            return str(error) or type(error).__name__
        return ""

    def _share(self, data: bytes) -> None:
        calls = self._fed
        if calls:
            calls[0].raw += data
        for call, following in pairwise(calls):
            call.leave(following)
        self._open = calls[-1] if calls and not calls[-1].whole else None

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        call = Call()
        self.scope["extensions"] = {EXTENSION: call.notes}  # type: ignore[dict-item] # ours, and named so
        self._fed.append(call)
        self._calls.append(call)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header field: keep it in its own case."""
        self._fed[-1].notes.fields.append((name.decode("latin-1"), value.decode("latin-1")))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole: refuse what announces too much, or begin to answer."""
        length = next((value for name, value in self.headers if name == b"content-length"), b"0")
        if length.isdigit() and int(length) > self._settings.largest_body:
            self._too_large = True
            return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        call = self._fed[-1]
        call.body += len(body)
        if call.body > self._settings.largest_body:
            self._too_large = True
        if not self._too_large:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._fed[-1].whole = True
        if not self._too_large:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer is written: tell of the exchange before the next one begins."""
        self.transport.flush()  # type: ignore[attr-defined] # ours
        if self._calls:
            self._tell(self._calls.popleft())
        super().on_response_complete()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The other side sends no more. It may have closed only its half: an answer that comes soon is still sent."""
        self._hung_up = True
        waiting = self.cycle is not None and not self.cycle.response_complete and not self._open
        if waiting and self.scheme == "http" and not self._lingering:
            self.cycle.keep_alive = False
            self.loop.call_later(HALF_CLOSED, self.transport.abort)
            return True
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell of the exchanges that were cut short."""
        self._disarm()
        self._tell_rest(gone=self._hung_up or exc is not None)
        super().connection_lost(exc)

    def _tell_rest(self, *, gone: bool) -> None:
        while self._calls:
            call = self._calls.popleft()
            call.failure = call.failure if call.failure[1] else call.cut_short(self._peer, gone=gone)
            self._tell(call)

    def _not_http(self, problem: str, data: bytes) -> None:
        if not self._calls or self._calls[-1].whole:
            self._calls.append(Call(raw=bytearray(data)))
        call = self._calls[-1]
        words = f"What {self._peer} sent is not HTTP/1: {problem}. It sent {shown(bytes(call.raw), 300)}."
        if call.raw.startswith(b"\x16\x03"):
            words = f"{self._peer} speaks TLS to an address without TLS. Check whether it should use http:// there."
        if call.raw.startswith(b"PRI * HTTP/2"):
            words = f"{self._peer} speaks HTTP/2 without asking first. Have it use HTTP/1.1 here."
        call.failure = (failures.NOT_THE_PROTOCOL, words)
        self._refuse(call, 400, "Invalid HTTP request received.")

    def _refuse_size(self) -> None:
        words = f"The request is larger than {failures.size(self._settings.largest_body)}."
        call = self._fed[-1]
        call.failure = ("", f"{words} Only its beginning was kept.")
        self._refuse(call, 413, words)

    def _out_of_patience(self) -> None:
        """Ask, when the time for a request is over, whether it is slow or only large (slow loris)."""
        self._timer, call = None, self._open
        if call is None:
            self.transport.close()
            return
        left = call.at + self._settings.patience + len(call.raw) / SLOWEST - time.time()
        if left > 0 or self.flow.read_paused:
            self._timer = self.loop.call_later(max(left, 1.0), self._out_of_patience)
            return
        waited = failures.seconds(time.time() - call.at)
        words = f"The request of {self._peer} was not complete after {waited}."
        call.failure = (failures.NOT_THE_PROTOCOL, words)
        self._refuse(call, 408, "The request took too long.")

    def _watch(self) -> None:
        """Be patient with a request that is still coming, and only with that."""
        if self._open is None or self._lingering:
            self._disarm()
        elif self._timer is None:
            self._timer = self.loop.call_later(self._settings.patience, self._out_of_patience)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, call: Call, status: int, words: str) -> None:
        """Answer `call` ourselves and read no more. RFC 9112 9.6 says why not to close at once."""
        if call not in self._calls:  # answered already, and still sending
            self.transport.close()
            return
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._lingering = True
        if not call.written:
            length = f"content-length: {len(words)}\r\n"
            fields = f"content-type: text/plain; charset=utf-8\r\n{length}connection: close\r\n\r\n"
            self.transport.write(STATUS_LINE[status] + fields.encode("ascii") + words.encode("ascii"))
        self._tell_rest(gone=False)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER, self.transport.close)

    def _wrote(self, data: bytes) -> None:
        if self._calls:
            call = self._calls[-1] if self._lingering else self._calls[0]
            call.answered = call.answered or time.time()
            call.written += data

    def _tell(self, call: Call) -> None:
        self._settings.tell.of(lambda: self._exchange(call))

    def _exchange(self, call: Call) -> Exchange:
        return call.exchange(
            scheme=self.scheme or "http",
            server=self._here,
            peer=self._peer,
            tls=self._secured.tls if self._secured is not None else None,
        )
