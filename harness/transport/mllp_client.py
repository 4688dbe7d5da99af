"""Sends a message in MLLP and brings back the exchange as it crossed the wire. Knows bytes, not what they say."""

from __future__ import annotations

import logging
import selectors
import socket
import ssl
import threading
import time
from contextlib import AbstractContextManager, suppress

from harness.evidence.exchange import Exchange, Message, Tls
from harness.transport import failures
from harness.transport.failures import NetworkFailure, place
from harness.transport.mllp_wire import LARGEST_MESSAGE, Block, Blocks, framed
from harness.transport.tls import agreed

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE

log = logging.getLogger(__name__)

PIECE = 65536  # bytes put on or taken from a socket at once
CONNECT_TIMEOUT = 10.0  # seconds; a machine that is there answers in one


class MllpClient(AbstractContextManager["MllpClient"]):
    """One connection to one listener, kept open between messages. Threads take turns.

    `tls` is a context as `tls.client_context` makes it. `timeout` is the time in seconds for a whole exchange,
    connecting and the last byte included. `limit` is the largest answer in bytes that is read.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        timeout: float = 30.0,
        limit: int = LARGEST_MESSAGE,
    ) -> None:
        self.host, self.port, self.timeout, self.limit = host, port, timeout, limit
        self._context = tls
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._facts: tuple[str, Tls | None] = ("", None)

    @property
    def url(self) -> str:
        """Where it sends to: ``mllp://host:port``."""
        return f"{'mllps' if self._context else 'mllp'}://{place(self.host, self.port)}"

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
        self._socket = None

    def send(self, message: bytes, *, initiator: str = "", responder: str = "", exactly: bool = False) -> Exchange:
        """Send `message` once and return the exchange, without an id and a transaction.

        Nothing the network does is raised: then `response` is None, and `failure` and `failure_kind` say what was
        seen. With `exactly`, the bytes are sent as they are, without a frame around them. A connection that was kept
        open and that the other side had closed in the meantime is replaced by a new one, once.
        """
        wire = message if exactly else framed(message)
        with self._lock:
            attempt = self._attempt(wire)
            failure = attempt.failure
            if failure is not None and failure.closed and attempt.reused and not attempt.blocks.pending:
                log.info("%s had closed the connection that was kept open; sent once more on a new one", self.url)
                attempt = self._attempt(wire)
        return self._exchange(message, attempt, initiator=initiator, responder=responder)

    def _attempt(self, wire: bytes) -> _Attempt:
        attempt = _Attempt(place(self.host, self.port), wire, self.timeout, self.limit)
        try:
            sock = self._connected(attempt)
            attempt.peer, attempt.tls = self._facts
            attempt.send(sock)
            attempt.receive(sock)
            if attempt.blocks.pending:
                log.info("%s sent more than its answer; the connection is given up", self.url)
                self.close()
        except NetworkFailure as failure:
            attempt.failure = failure
            self.close()
        except OSError as error:  # the connection went away between two steps
            attempt.failure = failures.closed_without_answer(attempt.place, error)
            self.close()
        return attempt

    def _connected(self, attempt: _Attempt) -> socket.socket:
        """The connection, opened if there is none that is quiet and alive. Raises NetworkFailure."""
        if self._socket is not None and not _quiet(self._socket):
            log.info("%s had closed the connection, or sent what nobody asked for; a new one is opened", self.url)
            self.close()
        attempt.reused = self._socket is not None
        if self._socket is None:
            self._socket = self._open(attempt)
            peer = place(*self._socket.getpeername()[:2])
            self._facts = (peer, agreed(self._socket if isinstance(self._socket, ssl.SSLSocket) else None))
        return self._socket

    def _open(self, attempt: _Attempt) -> socket.socket:
        waited = min(attempt.remaining(), CONNECT_TIMEOUT)
        try:
            sock = socket.create_connection((self.host, self.port), waited)
        except (OSError, UnicodeError) as error:
            raise failures.not_connected(error, self.host, self.port, waited=waited) from error
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context is None:
            return sock
        try:
            return self._context.wrap_socket(sock, server_hostname=self.host)
        except (OSError, ValueError) as error:
            sock.close()
            raise failures.not_secured(error, self.host, self.port, scheme="mllp") from error

    def _exchange(self, message: bytes, attempt: _Attempt, *, initiator: str, responder: str) -> Exchange:
        response = None
        if attempt.answer is not None:
            came = attempt.answer
            response = Message(responder, b"", came.message, attempt.received_at, wire=came.wire)
        sent = attempt.wire[: attempt.sent] if attempt.sent else attempt.wire
        request = Message(
            initiator, b"", message, attempt.sent_at or time.time(), wire=None if sent == message else sent
        )
        return Exchange(
            id="",
            transaction="",
            initiator=initiator,
            responder=responder,
            address=self.url,
            request=request,
            response=response,
            ended=time.time(),
            peer=attempt.peer,
            tls=attempt.tls,
            failure=attempt.failure.sentence if attempt.failure else "",
            failure_kind=attempt.failure.kind if attempt.failure else "",
            protocol="mllp",
        )


class _Attempt:
    """One attempt at an exchange: what must be sent until when, and what crossed. Times as in Exchange."""

    def __init__(self, where: str, wire: bytes, timeout: float, limit: int) -> None:
        self.place, self.wire, self.timeout = where, wire, timeout
        self.blocks = Blocks(limit)
        self.answer: Block | None = None
        self.failure: NetworkFailure | None = None
        self.sent = 0
        self.sent_at = self.received_at = 0.0
        self.reused = False
        self.peer = ""
        self.tls: Tls | None = None
        self._deadline = time.monotonic() + timeout
        self._broken: OSError | None = None

    def remaining(self) -> float:
        """Seconds left, never 0 or less, which a socket would take for "do not wait"."""
        return max(self._deadline - time.monotonic(), 0.001)

    def send(self, sock: socket.socket) -> None:
        """Send all there is. A connection that breaks is noted: an answer may still be there."""
        view = memoryview(self.wire)
        while self.sent < len(view) and not self._answered_early(sock):
            try:
                sock.settimeout(self.remaining())
                self.sent += sock.send(view[self.sent : self.sent + PIECE])
            except OSError as error:
                self._broken = error
                return
            self.sent_at = self.sent_at or time.time()

    def _answered_early(self, sock: socket.socket) -> bool:
        """Whether the other side has spoken before it took everything, and takes no more."""
        if not self.sent or isinstance(sock, ssl.SSLSocket):  # what arrives in TLS may be no answer, but its own affair
            return False
        return not _ready(sock, READ | WRITE, self.remaining()) & WRITE

    def receive(self, sock: socket.socket) -> None:
        """Read until the answer is whole. Raises NetworkFailure."""
        while self.answer is None:
            try:
                sock.settimeout(self.remaining())
                data = sock.recv(PIECE)
            except TimeoutError as error:
                raise self._ended(f"was not complete after {failures.seconds(self.timeout)}", error) from error
            except OSError as error:
                raise self._ended(f"broke off ({error})", error) from error
            if not data:
                raise self._ended("broke off: the connection was closed", None)
            self.received_at = self.received_at or time.time()
            self.blocks.feed(data)
            self._look()

    def _look(self) -> None:
        block = self.blocks.next()
        if self.blocks.too_large or (block is not None and block.broken):
            how = (
                block.problem if block else f"is larger than {failures.size(self.blocks.limit)}, where we stop reading"
            )
            raise self._half(how if block is None else f"is no whole message: {how}", block)
        self.answer = block
        if block is None and time.monotonic() > self._deadline:
            raise self._ended(f"was not complete after {failures.seconds(self.timeout)}", None)

    def _ended(self, how: str, error: OSError | None) -> NetworkFailure:
        """What it means that nothing more comes; `how` continues "The answer of place …"."""
        came, started = self.blocks.beginning, self.blocks.started
        if came and not started:
            rest = self.blocks.rest()
            return failures.not_mllp(self.place, rest.problem if rest else "only line ends came", came)
        if started:
            return self._half(how, None)
        if "ALERT" in failures.tls_reason(error):
            return NetworkFailure(failures.UNREACHABLE, failures.refused_in_tls(error, self.place))
        if self._broken is not None and not self.sent:
            return failures.undelivered(self.place, self._broken)
        if isinstance(error, TimeoutError):
            return failures.without_answer(self.place, waited=self.timeout)
        return failures.closed_without_answer(self.place, error)

    def _half(self, how: str, block: Block | None) -> NetworkFailure:
        raw, came = (block.wire[:400], len(block.wire)) if block else (self.blocks.beginning, self.blocks.pending)
        return failures.half_answer(self.place, how, raw=raw, came=came, content=came, expected=None)


def _quiet(sock: socket.socket) -> bool:
    """Whether nothing has come since the last answer, the end of the connection included."""
    try:
        sock.settimeout(0)
        socket.socket.recv(sock, 1, socket.MSG_PEEK)  # beneath TLS
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _ready(sock: socket.socket, events: int, seconds: float) -> int:
    """Which of `events` are there within that time. select() would not do: it fails from descriptor 1024 on."""
    with selectors.DefaultSelector() as selector:
        selector.register(sock, events)
        return next((found for _, found in selector.select(seconds)), 0)
