"""One of the two connections of a relay, with its TLS where it has any. Knows bytes, and not what becomes of them."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from harness.transport.tls_layer import TlsLayer

if TYPE_CHECKING:
    from harness.transport.passage import Passage


class End(asyncio.Protocol):
    """One of the two connections. `transport` is None before it is there and when it is gone."""

    def __init__(self, passage: Passage, *, near: bool) -> None:
        self._passage, self.near = passage, near
        self.transport: asyncio.Transport | None = None
        self.layer: TlsLayer | None = None
        self.over = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._passage.begin(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        if self.layer is not None:
            data = self._opened(self.layer, data)
        if data:
            self._passage.carry(self, data)

    def eof_received(self) -> bool:
        """It sends no more, and may still read; TLS has no such state."""
        self._passage.silent(self, None)
        return self.layer is None

    def pause_writing(self) -> None:
        """It takes no more just now: the other must wait."""
        self._passage.beyond(self).listen(False)

    def resume_writing(self) -> None:
        """It takes more."""
        self._passage.beyond(self).listen(True)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self.transport = None
        self._passage.lost(self, exc)

    def secure(self, layer: TlsLayer) -> None:
        """Speak TLS from now on."""
        self.layer = layer
        self._opened(layer, b"")

    def listen(self, willing: bool) -> None:
        """Read on, or leave what it sends in the network."""
        if self.transport is not None and willing:
            self.transport.resume_reading()
        elif self.transport is not None:
            self.transport.pause_reading()

    def write(self, data: bytes) -> None:
        """Send it; in vain where the connection is gone."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(self.layer.write(data) if self.layer is not None else data)

    def finish(self) -> None:
        """Say that nothing more is sent, and read on where that can be."""
        if self.transport is not None and self.layer is None and not self.transport.is_closing():
            self.transport.write_eof()
        else:
            self.close()

    def close(self) -> None:
        """End it, after what is still to be written."""
        if self.transport is not None and not self.transport.is_closing():
            if self.layer is not None and self.layer.secured:
                self.transport.write(self.layer.close())
            self.transport.close()

    def _opened(self, layer: TlsLayer, data: bytes) -> bytes:
        """What `data` says beneath TLS."""
        before, said = layer.secured, b""
        try:
            said = layer.feed(data)
        except OSError as error:
            self._answer(layer)
            self._passage.insecure(self, error)
            return b""
        self._answer(layer)
        if layer.secured and not before:
            self._passage.secured(self)
        if layer.over and said:
            self._passage.carry(self, said)
            said = b""
        if layer.over:
            self._passage.silent(self, None)
            self.close()
        return said

    def _answer(self, layer: TlsLayer) -> None:
        if self.transport is not None and (owed := layer.outgoing()):
            self.transport.write(owed)
