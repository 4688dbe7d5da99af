"""Listens for MLLP on threads of its own and tells of each exchange. Knows bytes, not what they say."""

from __future__ import annotations

import logging
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from harness.evidence.exchange import Exchange
from harness.transport import failures
from harness.transport.failures import place
from harness.transport.listening import here, listen
from harness.transport.mllp_connection import Connection
from harness.transport.mllp_delivery import Answer, Delivery, Refusal, Terms
from harness.transport.mllp_wire import LARGEST_MESSAGE
from harness.transport.telling import Teller

log = logging.getLogger(__name__)

GRACE = 0.7  # seconds that messages under way get when the listener stops


class MllpServer(AbstractContextManager["MllpServer"]):
    """A port that takes MLLP, any number of messages on a connection, each answered before the next is read.

    `answer` makes the answer to a message, `refuse` that to what is no whole message (see `Answer`, `Refusal`); both
    are called on the thread of their connection. `on_exchange` is called after each answer was written, one after the
    other, and also for what was no message; it must be quick. `port` 0 takes a free one. `tls` is a context as
    `tls.server_context` makes it. A message of more than `largest` bytes is refused; so is a block that is not over
    after `patience` seconds. A connection on which nothing comes for `idle` seconds is closed, and one beyond
    `connections` turned away. Memory stays below `connections` times `largest`.
    """

    def __init__(
        self,
        answer: Answer,
        *,
        refuse: Refusal | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        on_exchange: Callable[[Exchange], None] | None = None,
        tls: ssl.SSLContext | None = None,
        largest: int = LARGEST_MESSAGE,
        patience: float = 30.0,
        idle: float = 300.0,
        connections: int = 200,
    ) -> None:
        self.host, self.port = host, port
        self._terms = Terms(answer, refuse, Teller(on_exchange), largest, patience, idle)
        self._tls, self._most = tls, connections
        self._open: dict[threading.Thread, Connection] = {}
        self._accepting: threading.Thread | None = None
        self._bell: socket.socket | None = None  # closed to wake the thread that accepts

    @property
    def url(self) -> str:
        """Where it is to be found from this machine: ``mllp://127.0.0.1:2575``."""
        return f"{'mllps' if self._tls else 'mllp'}://{here(self.host, self.port)}"

    def start(self) -> None:
        """Listen; returns when connections are taken. Raises UsageError where the port cannot be had."""
        listener = listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        self._bell, ear = socket.socketpair()
        name = f"mllp-server-{self.port}"
        self._accepting = threading.Thread(target=self._accept, args=(listener, ear), name=name, daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        """Let messages under way be answered, within a second, and free the port."""
        if self._bell is None or self._accepting is None:
            return
        self._bell.close()
        self._accepting.join()
        self._bell = self._accepting = None
        over = time.monotonic() + GRACE
        there = list(self._open.items())
        for _, connection in there:
            connection.stop(over - time.monotonic())
        for thread, _ in there:
            thread.join(max(over - time.monotonic(), 0.1))

    def __enter__(self) -> MllpServer:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def _accept(self, listener: socket.socket, ear: socket.socket) -> None:
        listener.setblocking(False)
        with listener, ear, selectors.DefaultSelector() as selector:
            selector.register(listener, selectors.EVENT_READ)
            selector.register(ear, selectors.EVENT_READ)
            while not any(key.fileobj is ear for key, _ in selector.select()):
                try:
                    sock, address = listener.accept()
                except OSError as error:  # too many open files, say; the next caller may have more luck
                    log.warning("A connection to port %s could not be taken: %s", self.port, error)
                    time.sleep(0.05)
                    continue
                self._take(sock, place(*address[:2]))

    def _take(self, sock: socket.socket, peer: str) -> None:
        """Serve one caller on a thread of its own, or turn it away."""
        if len(self._open) >= self._most:
            words = f"{peer} was turned away: {self._most} connections are open already."
            failure = (failures.UNREACHABLE, words)
            self._terms.tell.of(
                Delivery(b"", b"", time.time(), peer, here(self.host, self.port), failure=failure).exchange
            )
            sock.close()
            return
        try:
            sock.setblocking(True)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = Connection(sock, self._tls, self._terms)
        except OSError:  # it went away again
            sock.close()
            return
        thread = threading.Thread(target=self._serve, args=(connection,), name=f"mllp-{peer}", daemon=True)
        self._open[thread] = connection
        thread.start()

    def _serve(self, connection: Connection) -> None:
        try:
            connection.serve()
        finally:
            self._open.pop(threading.current_thread(), None)
