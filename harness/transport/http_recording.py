"""Runs under requests and urllib3 and keeps the exact bytes both ways, with their times. Knows nothing of evidence."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import requests.adapters
import urllib3.connection
import urllib3.connectionpool
from urllib3.connection import port_by_scheme
from urllib3.exceptions import HTTPError

from harness.evidence.exchange import Headers, Tls
from harness.transport import failures
from harness.transport.failures import NetworkFailure
from harness.transport.http_wire import Incoming, NotHttp, TooLarge
from harness.transport.tls import agreed

PIECE = 65536  # bytes taken from a socket at once
CONNECT_TIMEOUT = 10.0  # seconds; a machine that is there answers in one


class Recording:
    """One attempt at an exchange: what must be sent where, until when, and what crossed.

    `place` is ``host:port``. `deadline` is on the monotonic clock; `sent_at` and `received_at` are Unix time in seconds
    of the first byte, 0 where there was none. `incoming` is the answer as far as it came; `fresh` asks for a new
    connection, `reused` says whether an old one was taken.
    """

    def __init__(self, method: str, target: str, headers: Headers, *, place: str, timeout: float, limit: int) -> None:
        self.target, self.headers, self.place = target, headers, place
        self.timeout, self.deadline, self.limit = timeout, time.monotonic() + timeout, limit
        self.incoming = Incoming(answers=method, limit=limit)
        self.sent = bytearray()
        self.sent_at = self.received_at = 0.0
        self.broken: OSError | None = None
        self.fresh, self.reused = False, True
        self.peer = ""
        self.tls: Tls | None = None

    def remaining(self) -> float:
        """Seconds left, never 0 or less, which a socket would take for "do not wait"."""
        return max(self.deadline - time.monotonic(), 0.001)

    def received(self, data: bytes) -> None:
        """Keep what arrived. Raises NetworkFailure where it is not HTTP, too large or too late."""
        self.received_at = self.received_at or time.time()
        try:
            self.incoming.feed(data)
        except NotHttp as error:
            raise failures.not_http(self.place, str(error), bytes(self.incoming.raw)) from error
        except TooLarge as error:
            limit = failures.size(len(self.incoming.raw) - len(data))
            raise self.half(f"is larger than {limit}, where we stop reading") from error
        if not self.incoming.complete and time.monotonic() > self.deadline:
            raise self.ran_out()

    def ran_out(self) -> NetworkFailure:
        """What it means that the time is over."""
        if self.incoming.raw:
            return self.half(f"was not complete after {failures.seconds(self.timeout)}")
        return failures.without_answer(self.place, waited=self.timeout)

    def broke_off(self, error: OSError | None) -> NetworkFailure:
        """What it means that the other side closed the connection, or reset it, or sent a TLS alert."""
        if self.incoming.raw:
            return self.half("broke off: the connection was closed" if error is None else f"broke off ({error})")
        if "ALERT" in failures.tls_reason(error):
            return NetworkFailure(failures.UNREACHABLE, failures.refused_in_tls(error, self.place))
        if self.broken is not None and not self.sent:
            return failures.undelivered(self.place, self.broken)
        return failures.closed_without_answer(self.place, error)

    def half(self, how: str) -> NetworkFailure:
        """An answer that is no whole one; `how` continues "The answer of place …"."""
        incoming = self.incoming
        content = len(incoming.content) if incoming.head else 0
        return failures.half_answer(
            self.place,
            how,
            raw=bytes(incoming.raw[:400]),
            came=len(incoming.raw),
            content=content,
            expected=incoming.expected,
        )


current: ContextVar[Recording] = ContextVar("recording")


class ExactFields:
    """Header fields in their own case and order, repeated names included, in the form urllib3 asks for."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers

    def __iter__(self) -> Iterator[str]:
        """The names, in order."""
        return (key for key, _ in self._headers)

    def items(self) -> Headers:
        """The fields as pairs, in order."""
        return self._headers


class RecordedAnswer(http.client.HTTPResponse):
    """Reads the whole answer from the socket, so that nothing is left for http.client to interpret."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self._sock = sock

    def begin(self) -> None:
        """Receive until the message is whole. Raises NetworkFailure."""
        recording = current.get()
        incoming = recording.incoming
        while not incoming.complete:
            data = self._receive(recording)
            if data:
                recording.received(data)
                continue
            incoming.end()
            if not incoming.complete:
                raise recording.broke_off(None)
        self.version, self.status, self.reason = 11, int(incoming.start.split(" ")[1]), ""
        self.headers = self.msg = http.client.HTTPMessage()
        self.will_close = not incoming.keep_alive or bool(incoming.surplus)
        self.close()

    def _receive(self, recording: Recording) -> bytes:
        self._sock.settimeout(recording.remaining())
        try:
            return self._sock.recv(PIECE)
        except TimeoutError as error:
            raise recording.ran_out() from error
        except OSError as error:
            raise recording.broke_off(error) from error


class _Recorded(urllib3.connection.HTTPConnection):
    """What both kinds of connection do: send exactly what the recording holds, and write down what was sent."""

    response_class = RecordedAnswer
    facts: tuple[str, Tls | None] = ("", None)
    _pieces: bytearray

    def connect(self) -> None:
        """Connect within the time allowed. Raises NetworkFailure."""
        recording = current.get()
        recording.reused = False
        self.timeout = min(recording.remaining(), CONNECT_TIMEOUT)
        super().connect()
        self.facts = (_peer(self.sock), agreed(self.sock if isinstance(self.sock, ssl.SSLSocket) else None))

    def _new_conn(self) -> socket.socket:
        waited = float(self.timeout or 0)
        try:
            return super()._new_conn()
        except (HTTPError, OSError, UnicodeError) as error:
            raise failures.not_connected(error.__cause__ or error, self.host, self.port or 0, waited=waited) from error

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **options: Any) -> None:
        """Send the recording's own target and fields, which the layers above have been free to change."""
        del url, headers
        recording = current.get()
        recording.peer, recording.tls = self.facts
        fields: Any = ExactFields(recording.headers)
        self._pieces = bytearray()
        super().request(method, recording.target, body=body, headers=fields, **options)
        self._transmit(recording)

    def getresponse(self) -> Any:
        """The answer as http.client has it: what urllib3 makes of one, nobody reads."""
        return http.client.HTTPConnection.getresponse(self)

    def send(self, data: Any) -> None:
        """Keep `data` until the request is whole: head and body leave together, and wake the other side once."""
        self._pieces += data

    def _transmit(self, recording: Recording) -> None:
        """Send it and keep what was taken. A connection that breaks is noted: an answer may still be there."""
        view = memoryview(self._pieces)
        while view and recording.broken is None:
            try:
                self.sock.settimeout(recording.remaining())
                count = self.sock.send(view)
            except OSError as error:
                recording.broken = error
                return
            recording.sent_at = recording.sent_at or time.time()
            recording.sent += view[:count]
            view = view[count:]


class RecordedConnection(_Recorded):
    """A plain connection."""


class RecordedTlsConnection(_Recorded, urllib3.connection.HTTPSConnection):
    """A connection with TLS."""

    def connect(self) -> None:
        """Connect and agree on TLS within the time allowed. Raises NetworkFailure."""
        try:
            super().connect()
        except (OSError, HTTPError) as error:
            raise failures.not_secured(_root(error), self.host, self.port or 0) from error


class _Pool(urllib3.connectionpool.HTTPConnectionPool):
    """Connections that are kept. A request goes over one of them, once; how long it may take, the recording knows."""

    ConnectionCls: Any = RecordedConnection

    def urlopen(self, *_: Any, **asked: Any) -> Any:
        """Connect before anything is sent, so that what fails has one place; then ask, and hear the whole answer."""
        connection: Any = self._get_conn()
        try:
            if current.get().fresh:
                connection.close()
            if connection.is_closed:
                connection.connect()
            connection.request(asked["method"], asked["url"], asked["body"], chunked=asked["chunked"])
            return connection.getresponse()
        except BaseException:
            connection.close()
            raise
        finally:
            self._put_conn(connection)


class _TlsPool(_Pool, urllib3.connectionpool.HTTPSConnectionPool):
    ConnectionCls = RecordedTlsConnection


class RecordingAdapter(requests.adapters.HTTPAdapter):
    """Puts our connections under requests. `context` is the TLS context of all of them, `connections` a place."""

    def __init__(self, context: ssl.SSLContext, *, connections: int = 100) -> None:
        super().__init__(max_retries=0)
        self._tls: dict[str, Any] = {"ssl_context": context, "assert_hostname": context.check_hostname and None}
        self._connections = connections
        self._pools: dict[tuple[str, str], _Pool] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close every connection."""
        while self._pools:
            self._pools.popitem()[1].close()
        super().close()

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """The connections to where the request goes, with our TLS context in place of the one requests would make."""
        del verify, proxies, cert
        address = urlsplit(request.url)
        with self._lock:
            place = address.scheme, address.netloc
            if place not in self._pools:
                port = address.port or port_by_scheme[address.scheme]
                kind, tls = (_TlsPool, self._tls) if address.scheme == "https" else (_Pool, {})
                self._pools[place] = kind(address.hostname or "", port, maxsize=self._connections, **tls)
            return self._pools[place]

    def request_url(self, request: Any, proxies: Any) -> str:
        """The recording's own target."""
        del request, proxies
        return current.get().target

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Nothing: the context verifies."""

    def build_response(self, req: Any, resp: Any) -> requests.Response:
        """Nothing that anybody reads: the recording holds the answer."""
        del req, resp
        return NOBODY_READS


NOBODY_READS = requests.Response()


def _peer(sock: socket.socket) -> str:
    try:
        return failures.place(*sock.getpeername()[:2])
    except OSError:
        return ""


def _root(error: BaseException) -> BaseException:
    """The first of our library's errors, beneath what was wrapped around it."""
    inner = error.__cause__ or (error.args[0] if error.args and isinstance(error.args[0], BaseException) else None)
    return _root(inner) if isinstance(inner, BaseException) else error
