"""Listens in front of one system and passes connections on to it, byte for byte. Knows streams, and no protocol."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.transport.listening import here, listen
from harness.transport.loop_thread import LoopThread
from harness.transport.passage import Ear, Facts, Passage, Way
from harness.transport.relay_tls import TlsEnds

GRACE = 0.7  # seconds that bytes under way get when the relay stops


class StreamRelay(AbstractContextManager["StreamRelay"]):
    """A port of its own; who connects there is led to `target` (``mllp://host:port``), with the first byte it sends.

    `ear` is made for each connection and hears what passes (see `Ear`), on the relay's thread. `schemes` are those that
    `target` may have, the second of them with TLS. `tls` has TLS end here; without it the bytes pass as they are, also
    where they are TLS. `port` 0 takes a free one. A connection beyond `connections` is turned away. Raises UsageError
    for a target that is none.
    """

    def __init__(
        self,
        target: str,
        ear: Callable[[Facts], Ear],
        *,
        schemes: tuple[str, str],
        host: str = "127.0.0.1",
        port: int = 0,
        tls: TlsEnds | None = None,
        connections: int = 200,
    ) -> None:
        parts = _target(target, schemes)
        self.target, self.host, self.port = target, host, port
        self._scheme = schemes[1] if tls is not None else parts[0]
        self._way = Way(parts[1], parts[2], parts[0].removesuffix("s"), tls, ear)
        self._most = connections
        self._passages: set[Passage] = set()
        self._thread: LoopThread | None = None
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Where it is to be found from this machine: ``mllp://127.0.0.1:2575``."""
        return f"{self._scheme}://{here(self.host, self.port)}"

    def start(self) -> None:
        """Listen; returns when connections are taken. Raises UsageError where the port cannot be had."""
        listener = listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        self._thread = LoopThread(f"relay-{self.port}")
        self._thread.wait_for(self._listen(listener))

    def stop(self) -> None:
        """Let bytes under way arrive, within a second, and free the port."""
        if self._thread is not None:
            self._thread.wait_for(self._leave())
            self._thread.stop()
        self._thread = None

    def __enter__(self) -> StreamRelay:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    async def _listen(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._taken, sock=listener, backlog=1024)

    def _taken(self) -> asyncio.Protocol:
        passage = Passage(self._way, full=len(self._passages) >= self._most, over=self._passages.discard)
        self._passages.add(passage)
        return passage.near

    async def _leave(self) -> None:
        if self._server is not None:
            self._server.close()
        for passage in list(self._passages):
            passage.close()
        over = asyncio.get_running_loop().time() + GRACE
        while self._passages and asyncio.get_running_loop().time() < over:
            await asyncio.sleep(0.01)
        for passage in list(self._passages):
            passage.abort()
        await asyncio.sleep(0)


def _target(target: str, schemes: tuple[str, str]) -> tuple[str, str, int]:
    """Scheme, host and port of `target`. Raises UsageError."""
    try:
        parts = urlsplit(target)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in schemes or not parts.hostname or not port or parts.path.strip("/"):
        expected = " or ".join(f"{one}://HOST:PORT" for one in schemes)
        raise UsageError(f"{target!r} is no address to relay to: expected {expected}")
    return parts.scheme, parts.hostname, port
