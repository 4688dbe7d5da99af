"""A thousand exchanges a second through the relay, over HTTP and MLLP: what it adds, beside the same without it.

A machine that is busy with other things adds its own milliseconds: ``chrt -r 1 python -m benchmarks relay`` has none of
them.
"""

from __future__ import annotations

import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks.figure import Figure
from benchmarks.processes import serving
from benchmarks.relay_ends import END, QUESTION

RATE, ADDED = 1000, 5.0
"""Exchanges a second, and the milliseconds that the relay may add at the 99th percentile (issue 4)."""
SECONDS, CONNECTIONS, ROUNDS = 3.0, 8, 4


def figures() -> Iterator[Figure]:
    """The limits of issue 4, for both protocols."""
    for kind in ("http", "mllp"):
        yield from _of(kind)


def _of(kind: str) -> Iterator[Figure]:
    module = (sys.executable, "-m", "benchmarks.relay_ends")
    with ExitStack() as stack:
        target = stack.enter_context(serving(*module, "responder", kind))
        relay = stack.enter_context(serving(*module, "relay", kind, target))
        direct, through = [], []
        for _ in range(ROUNDS):
            direct.append(_driven(kind, target))
            through.append(_driven(kind, relay))
        added = [_ms(one.percentile(99) - other.percentile(99)) for one, other in zip(through, direct, strict=True)]
        median = [_ms(one.percentile(50) - other.percentile(50)) for one, other in zip(through, direct, strict=True)]
        rates = [one.rate for one in through]
    name = kind.upper()
    beside = f"direct {max(one.rate for one in direct):.0f}"
    yield Figure(
        f"{name}, exchanges a second through the relay", f"{max(rates):.0f}", beside, "", str(RATE), _kept(max(rates))
    )
    words = f"direct {_ms(min(one.percentile(99) for one in direct)):.2f} ms"
    yield Figure(
        f"{name}, added at the 99th percentile", f"{min(added):.2f} ms", words, "", f"{ADDED:g} ms", min(added) < ADDED
    )
    yield Figure(f"{name}, added at the median", f"{min(median):.2f} ms")


def _kept(rate: float) -> bool:
    return rate >= RATE * 0.99


def _ms(seconds: float) -> float:
    return seconds * 1000


@dataclass(slots=True)
class Run:
    """Seconds that each exchange took, from the moment it was due, and how long all took."""

    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Exchanges a second."""
        return len(self.waits) / self.seconds

    def percentile(self, share: int) -> float:
        """The wait that this share in a hundred did not exceed, in seconds."""
        return sorted(self.waits)[min(len(self.waits) * share // 100, len(self.waits) - 1)]


def _driven(kind: str, url: str) -> Run:
    """Ask RATE times a second, whether the answers come or not, on connections that take turns."""
    place = urlsplit(url)
    with ExitStack() as stack:
        socks = [stack.enter_context(_opened(place.hostname or "", place.port or 0)) for _ in range(CONNECTIONS)]
        return _Driver(socks, QUESTION[kind], END[kind]).driven(round(RATE * SECONDS))


def _opened(host: str, port: int) -> socket.socket:
    sock = socket.create_connection((host, port), 10)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


class _Driver:
    """Sends `question` at its pace; an answer is whole when it ends with `end`."""

    def __init__(self, socks: list[socket.socket], question: bytes, end: bytes) -> None:
        self._question, self._end = question, end
        self._free = deque(socks)
        self._asked: dict[socket.socket, float] = {}  # when what it carries was due
        self._came = {sock: bytearray() for sock in socks}
        self._run = Run()
        self._selector = selectors.DefaultSelector()
        for sock in socks:
            self._selector.register(sock, selectors.EVENT_READ)

    def driven(self, count: int) -> Run:
        """Ask `count` times; raises RuntimeError where a connection ends."""
        begin, sent = time.perf_counter(), 0
        while len(self._run.waits) < count:
            due = begin + sent / RATE
            while sent < count and self._free and due <= time.perf_counter():
                self._ask(self._free.popleft(), due)
                sent += 1
                due = begin + sent / RATE
            wait = max(due - time.perf_counter(), 0.0) if self._free and sent < count else 1.0
            for key, _ in self._selector.select(wait):
                assert isinstance(key.fileobj, socket.socket)
                self._hear(key.fileobj)
        self._run.seconds = time.perf_counter() - begin
        self._selector.close()
        return self._run

    def _ask(self, sock: socket.socket, due: float) -> None:
        self._asked[sock] = due
        sock.sendall(self._question)

    def _hear(self, sock: socket.socket) -> None:
        data = sock.recv(65536)
        if not data:
            raise RuntimeError("a connection was closed: the figure would say nothing")
        self._came[sock] += data
        if self._came[sock].endswith(self._end):
            self._came[sock].clear()
            self._run.waits.append(time.perf_counter() - self._asked.pop(sock))
            self._free.append(sock)
