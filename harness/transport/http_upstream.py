"""Asks one HTTP server for many, on an event loop, and keeps the exact bytes. Knows nothing of what is asked."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from urllib.parse import urlsplit

from harness.evidence.exchange import Exchange
from harness.transport import failures
from harness.transport.failures import NetworkFailure, place
from harness.transport.http_client import LARGEST_ANSWER, Request, recorded_exchange
from harness.transport.http_recording import CONNECT_TIMEOUT, Recording
from harness.transport.tls import agreed

log = logging.getLogger(__name__)

IDLE = 64  # connections that are kept open for the next request


class Upstream:
    """Connections to the server at `origin` (``http://host:port``), kept open between exchanges. One loop uses it.

    `tls` is the context for https. `timeout` is the time in seconds for a whole exchange, connecting and the last byte
    included; `limit` the largest answer in bytes that is read.
    """

    def __init__(
        self, origin: str, *, tls: ssl.SSLContext | None = None, timeout: float = 30.0, limit: int = LARGEST_ANSWER
    ) -> None:
        parts = urlsplit(origin)
        self._host, self._tls = parts.hostname or "", tls if parts.scheme == "https" else None
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._timeout, self._limit = timeout, limit
        self._idle: list[_Connection] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._closed = False

    async def send(self, request: Request, *, initiator: str = "", responder: str = "") -> Exchange:
        """Send `request` as it is, its header fields included, and return the exchange, without id and transaction.

        Nothing the network does is raised, as with HttpClient. A connection that was kept open and that the other side
        had closed in the meantime is replaced by a new one, once.
        """
        if self._keeper is None:
            self._loop = asyncio.get_running_loop()
            self._keeper = self._loop.create_task(self._keep())
        recording = self._recording(request)
        failure = await self._attempt(request, recording, self._idle.pop() if self._idle else None)
        if failure is not None and failure.closed and recording.reused and not recording.incoming.raw:
            log.info("%s had closed the connection that was kept open; sent once more on a new one", recording.place)
            recording = self._recording(request)
            failure = await self._attempt(request, recording, None)
        return recorded_exchange(request, recording, failure, initiator=initiator, responder=responder)

    def close(self) -> None:
        """Close the connections that rest, from another thread than the loop's. The end of the loop does so too."""
        if self._loop is not None and not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result(5)

    async def _leave(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait([self._keeper])

    async def _keep(self) -> None:
        """Wait for the end, which comes by cancelling this, and close what rests."""
        try:
            await asyncio.Event().wait()
        finally:
            self._closed = True
            for connection in list(self._idle):
                connection.close()
            await asyncio.sleep(0)  # a transport is gone one turn of the loop after it was closed

    def _recording(self, request: Request) -> Recording:
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query or "?" in request.url else "")
        where = place(self._host, self._port)
        return Recording(request.method, target, request.headers, place=where, timeout=self._timeout, limit=self._limit)

    async def _attempt(self, request: Request, recording: Recording, kept: _Connection | None) -> NetworkFailure | None:
        connection = None
        try:
            recording.reused = kept is not None
            connection = kept or await self._opened(recording)
            await connection.ask(request, recording)
        except NetworkFailure as failure:
            if connection is not None:
                connection.close()
            return failure
        if connection.is_free and len(self._idle) < IDLE and not self._closed:
            self._idle.append(connection)
            connection.rest(self._idle)
        else:
            connection.close()
        return None

    async def _opened(self, recording: Recording) -> _Connection:
        """A new connection. Raises NetworkFailure."""
        waited = min(recording.remaining(), CONNECT_TIMEOUT)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(waited):
                name = self._host if self._tls else None
                _, connection = await loop.create_connection(
                    _Connection, self._host, self._port, ssl=self._tls, server_hostname=name
                )
        except (ssl.SSLError, ConnectionAbortedError, ConnectionResetError) as error:
            raise failures.not_secured(error, self._host, self._port) from error
        except (OSError, UnicodeError) as error:
            raise failures.not_connected(error, self._host, self._port, waited=waited) from error
        return connection


class _Connection(asyncio.Protocol):
    """One connection, with at most one exchange on it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._recording: Recording | None = None
        self._answered: asyncio.Future[None] | None = None
        self._resting: list[_Connection] | None = None
        self._lost = False
        self._peer = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._peer = place(*transport.get_extra_info("peername")[:2])

    @property
    def is_free(self) -> bool:
        """Whether it may carry another exchange."""
        recording = self._recording
        quiet = recording is not None and recording.incoming.keep_alive and not recording.incoming.surplus
        return quiet and not self._lost

    def rest(self, among: list[_Connection]) -> None:
        """Wait for the next exchange; whoever closes it meanwhile takes it from there."""
        self._resting, self._recording = among, None

    async def ask(self, request: Request, recording: Recording) -> None:
        """Send `request`, and wait until its answer is whole. Raises NetworkFailure."""
        assert self._transport is not None
        self._resting, self._recording = None, recording
        self._answered = asyncio.get_running_loop().create_future()
        alarm = asyncio.get_running_loop().call_later(recording.remaining(), self._too_late)
        recording.peer, recording.tls = self._peer, agreed(self._transport.get_extra_info("ssl_object"))
        recording.sent += _as_sent(request, recording)
        recording.sent_at = time.time()
        self._transport.write(bytes(recording.sent))
        try:
            await self._answered
        finally:
            alarm.cancel()

    def data_received(self, data: bytes) -> None:
        """A part of the answer; what nobody asked for ends the connection."""
        if self._recording is None:
            self.close()
            return
        try:
            self._recording.received(data)
        except NetworkFailure as failure:
            self._end(failure)
            return
        if self._recording.incoming.complete:
            self._end(None)

    def eof_received(self) -> None:
        """Nothing more comes; asyncio closes it."""

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone: the end of an answer that has no other mark, or half an answer, or none."""
        self._lost = True
        if self._resting is not None and self in self._resting:
            self._resting.remove(self)
        if self._recording is None or self._answered is None or self._answered.done():
            return
        self._recording.incoming.end()
        complete = self._recording.incoming.complete
        error = exc if isinstance(exc, OSError) else None
        self._end(None if complete else self._recording.broke_off(error))

    def close(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.abort()

    def _too_late(self) -> None:
        if self._recording is not None:
            self._end(self._recording.ran_out())

    def _end(self, failure: NetworkFailure | None) -> None:
        if self._answered is None or self._answered.done():
            return
        if failure is None:
            self._answered.set_result(None)
        else:
            self._answered.set_exception(failure)


def _as_sent(request: Request, recording: Recording) -> bytes:
    """The bytes of a request: its own header fields, and the length of its body."""
    lines = [f"{request.method} {recording.target} HTTP/1.1", *(f"{name}: {text}" for name, text in request.headers)]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + request.body
