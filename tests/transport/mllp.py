"""Callers and listeners of MLLP that say exactly the bytes a test wants."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager

from harness.transport.mllp_delivery import Delivery
from harness.transport.mllp_server import MllpServer


def acknowledges(delivery: Delivery) -> bytes:
    """An answer that tells which message it is for."""
    return b"ACK " + delivery.message[:100]


def refuses(delivery: Delivery, words: str) -> bytes:
    """An answer that tells the reason."""
    del delivery
    return b"NAK " + words.encode()


@contextmanager
def calling(server: MllpServer) -> Iterator[socket.socket]:
    """A plain connection to `server`."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as sock:
        yield sock


def heard(sock: socket.socket, count: int = 1) -> list[bytes]:
    """The next `count` answers without their frames; fewer when the connection ends before."""
    data = b""
    while data.count(b"\x1c\r") < count:
        piece = sock.recv(65536)
        if not piece:
            break
        data += piece
    return [one.removeprefix(b"\x0b") for one in data.split(b"\x1c\r") if one]


def closed(sock: socket.socket) -> bool:
    """Whether the other side ends the connection, within ten seconds."""
    over = time.monotonic() + 10
    try:
        while time.monotonic() < over:
            if not sock.recv(65536):
                return True
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return False


def resets(sock: socket.socket) -> None:
    """End the connection without the politeness of TCP."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()
