"""One connection through a relay: what either end says is passed on at once, and then told. Knows no protocol."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from harness.evidence.exchange import Tls
from harness.transport import failures
from harness.transport.failures import NetworkFailure, place
from harness.transport.relay_end import End
from harness.transport.relay_tls import TlsEnds
from harness.transport.tls_layer import TlsLayer

CONNECT_TIMEOUT, HANDSHAKE_TIMEOUT = 10.0, 30.0  # seconds; a machine that is there answers in one
REST = 0.2  # seconds in which the rest of a message may come that cannot be passed on


@dataclass(slots=True)
class Facts:
    """The initiator's ``host:port``, where it reached us, and what TLS with it agreed on."""

    peer: str = ""
    here: str = ""
    tls: Tls | None = None


class Ear(Protocol):
    """Hears what passes on one connection. Times are Unix time in seconds: when it came, and when it was passed on."""

    def asked(self, data: bytes, at: float, passed: float) -> None:
        """The initiator sent this; `passed` is 0 where it could not be passed on."""

    def answered(self, data: bytes, at: float, passed: float) -> None:
        """The responder sent this."""

    def silent(self, initiator: bool, error: Exception | None) -> None:
        """One end says no more; `error` is what broke its connection. Told for each end, the first one first."""

    def failed(self, kind: str, sentence: str) -> None:
        """Nothing passes: no TLS with the initiator, or no connection to the responder; as in Exchange."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a relay leads to: host and port; the scheme without TLS, for words; where TLS ends; who hears."""

    host: str
    port: int
    scheme: str
    tls: TlsEnds | None
    ear: Callable[[Facts], Ear]


class Passage:
    """An initiator's connection, and the one that is opened for it with the first byte. `over` is called at its end."""

    def __init__(self, way: Way, *, full: bool, over: Callable[[Passage], None]) -> None:
        self.near, self.far = End(self, near=True), End(self, near=False)
        self._way, self._full, self._over = way, full, over
        self._facts = Facts()
        self._ear: Ear | None = None
        self._held: list[tuple[bytes, float]] = []
        self._task: asyncio.Task[None] | None = None
        self._handshake: asyncio.Future[None] | None = None
        self._patience: asyncio.TimerHandle | None = None
        self._open = False
        self._failure: NetworkFailure | None = None

    @property
    def ear(self) -> Ear:
        """Who hears; made when there is something to hear."""
        if self._ear is None:
            self._ear = self._way.ear(self._facts)
        return self._ear

    def beyond(self, end: End) -> End:
        """The other end."""
        return self.far if end.near else self.near

    def begin(self, end: End) -> None:
        """A connection is there. That of an initiator may be one too many, or has to be secured first."""
        assert end.transport is not None
        if not end.near:
            return
        sock = end.transport.get_extra_info("socket")
        try:
            self._facts.peer, self._facts.here = place(*sock.getpeername()[:2]), place(*sock.getsockname()[:2])
        except OSError:  # it went away again
            end.transport.abort()
            return
        if self._full:
            words = f"{self._facts.peer} was turned away: as many connections are open as the relay takes."
            self.ear.failed(failures.UNREACHABLE, words)
            end.close()
        elif self._way.tls is not None:
            end.secure(TlsLayer(self._way.tls.near))
            self._patience = asyncio.get_running_loop().call_later(HANDSHAKE_TIMEOUT, self._late)

    def secured(self, end: End) -> None:
        """TLS was agreed on."""
        if end.near and end.layer is not None:
            self._facts.tls = end.layer.facts
        elif self._handshake is not None and not self._handshake.done():
            self._handshake.set_result(None)

    def insecure(self, end: End, error: OSError) -> None:
        """TLS came to nothing, or broke."""
        if not end.near and self._handshake is not None and not self._handshake.done():
            self._handshake.set_exception(error)
        elif end.near and self._facts.tls is None:
            self.ear.failed(failures.UNREACHABLE, failures.refused_to_us(error, self._facts.peer))
        else:
            self.silent(end, error)
        end.close()

    def carry(self, end: End, data: bytes) -> None:
        """Pass on what `end` sent, or hold it until there is somebody to pass it to."""
        at = time.time()
        if not end.near:
            self.near.write(data)
            self.ear.answered(data, at, time.time())
        elif self._open:
            self.far.write(data)
            self.ear.asked(data, at, time.time())
        elif self._failure is not None:
            self.ear.asked(data, at, 0.0)
        else:
            self._held.append((data, at))
            self.near.listen(False)
            self._task = self._task or asyncio.create_task(self._reach())

    def silent(self, end: End, error: Exception | None) -> None:
        """Tell that `end` says no more, once, and let the other know; where there is no other yet, `_reach` does."""
        if end.over or not self._open:
            end.over = True
            return
        end.over = True
        self.ear.silent(end.near, error)
        if self.near.over and self.far.over:
            self.close()
        elif error is None:
            self.beyond(end).finish()
        else:
            self.beyond(end).close()

    def lost(self, end: End, error: Exception | None) -> None:
        """The connection of `end` is gone, and so is the other."""
        self.silent(end, error)
        if not end.near and self._handshake is not None and not self._handshake.done():
            self._handshake.set_exception(error or ConnectionResetError())
        if self._open or end.near:
            self.beyond(end).close()
        self._end_if_over()

    def close(self) -> None:
        """End both, after what is still to be written."""
        self.near.close()
        self.far.close()

    def abort(self) -> None:
        """End both at once."""
        for end in (self.near, self.far):
            if end.transport is not None:
                end.transport.abort()

    def _end_if_over(self) -> None:
        if self._task is None and self.near.transport is None and self.far.transport is None:
            if self._patience is not None:
                self._patience.cancel()
            self._over(self)

    def _late(self) -> None:
        """The time for the initiator's handshake is over."""
        if self.near.layer is not None and not self.near.layer.secured:
            if self.near.layer.begun:
                self.ear.failed(failures.UNREACHABLE, failures.refused_to_us(TimeoutError(), self._facts.peer))
            self.near.close()

    async def _reach(self) -> None:
        """Open the connection to the responder, and pass on what was held."""
        try:
            await self._connected()
        except NetworkFailure as failure:
            await self._give_up(failure)
            return
        self._open = True
        for data, at in self._held:
            self.far.write(data)
            self.ear.asked(data, at, time.time())
        self._held = []
        self.near.listen(True)
        for end in (self.near, self.far):
            if end.over:
                end.over = False
                self.silent(end, None)
            if end.transport is None:
                self.beyond(end).close()
        self._task = None
        self._end_if_over()

    async def _connected(self) -> None:
        """Raises NetworkFailure."""
        way, loop = self._way, asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await loop.create_connection(lambda: self.far, way.host, way.port)
        except (OSError, UnicodeError) as error:
            raise failures.not_connected(error, way.host, way.port, waited=CONNECT_TIMEOUT) from error
        beyond = way.tls.far(self._facts.tls) if way.tls is not None else None
        if beyond is None:
            return
        self._handshake = loop.create_future()
        try:
            async with asyncio.timeout(HANDSHAKE_TIMEOUT):
                self.far.secure(TlsLayer(beyond, host=way.host))
                await self._handshake
        except (OSError, ValueError) as error:
            raise failures.not_secured(error, way.host, way.port, scheme=way.scheme) from error

    async def _give_up(self, failure: NetworkFailure) -> None:
        """The responder cannot be reached: hear what else the initiator says of this, and close. It is told nothing."""
        self._failure = failure
        for data, at in self._held:
            self.ear.asked(data, at, 0.0)
        self._held = []
        self.near.listen(True)
        await asyncio.sleep(0 if self.near.transport is None else REST)
        self.ear.failed(failure.kind, failure.sentence)
        self._task = None
        self.close()
        self._end_if_over()
