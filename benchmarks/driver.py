"""Drives a server with requests that are bytes already, over several connections. As little work as can be."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD = b"Host: localhost\r\nAccept: application/fhir+json\r\n"


def get(target: str) -> bytes:
    """A GET of `target`."""
    return b"GET %s HTTP/1.1\r\n%s\r\n" % (target.encode(), _HEAD)


def put(target: str, body: bytes) -> bytes:
    """A PUT of FHIR JSON to `target`."""
    head = b"Content-Type: application/fhir+json\r\nContent-Length: %d\r\n\r\n" % len(body)
    return b"PUT %s HTTP/1.1\r\n%s%s%s" % (target.encode(), _HEAD, head, body)


@dataclass(frozen=True, slots=True)
class Driven:
    """How it went: requests a second, and the bytes of an answer's body on average."""

    a_second: float
    bytes_each: int


class Driver(AbstractContextManager["Driver"]):
    """`connections` that are kept open to the server at `url`, one thread each."""

    def __init__(self, url: str, connections: int) -> None:
        parts = urlsplit(url)
        address = (parts.hostname or "", parts.port or 80)
        self._sockets = [socket.create_connection(address) for _ in range(connections)]
        for one in self._sockets:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        for one in self._sockets:
            one.close()

    def drive(self, requests: Sequence[bytes]) -> Driven:
        """Send them all, one after the other on each connection. A RuntimeError for an answer that is no success."""
        sizes: list[int] = []
        faults: list[BaseException] = []
        count = len(self._sockets)
        threads = [
            threading.Thread(target=_exchange, args=(one, requests[number::count], sizes, faults))
            for number, one in enumerate(self._sockets)
        ]
        begin = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - begin
        if faults:
            raise faults[0]
        return Driven(len(requests) / took, sum(sizes) // len(sizes))


def _exchange(one: socket.socket, requests: Sequence[bytes], sizes: list[int], faults: list[BaseException]) -> None:
    try:
        sizes.extend(_answered(one, request) for request in requests)
    except (OSError, RuntimeError) as fault:
        faults.append(fault)


def _answered(one: socket.socket, request: bytes) -> int:
    """Send `request`, read its answer, give back the size of its body."""
    one.sendall(request)
    data = one.recv(1 << 16)
    while b"\r\n\r\n" not in data:
        data += _more(one)
    end = data.index(b"\r\n\r\n") + 4
    length = _LENGTH.search(data, 0, end)
    if length is None or not data.startswith(b"HTTP/1.1 20"):
        raise RuntimeError(f"{request[:200]!r} was answered {data[:500]!r}")
    missing = end + int(length[1]) - len(data)
    while missing > 0:
        missing -= len(_more(one))
    return int(length[1])


def _more(one: socket.socket) -> bytes:
    data = one.recv(1 << 16)
    if not data:
        raise RuntimeError("the server closed the connection in the middle of an answer")
    return data
