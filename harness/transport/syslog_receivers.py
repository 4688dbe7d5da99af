"""Receives syslog over TLS (RFC 5425) and UDP (RFC 5426), and tells of each message. Knows bytes, not audit.

A message is an `Exchange` without an answer, since syslog gives none. What is refused is told too, with the reason as
`failure`. `on_exchange` is called by one thread at a time, and must be quick.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

from harness.evidence.exchange import Exchange, Message, Tls
from harness.transport import failures
from harness.transport.listening import bound, listen
from harness.transport.syslog_frames import LARGEST, Frame, FrameReader
from harness.transport.telling import Teller
from harness.transport.tls import agreed

MOST_CONNECTIONS = 500
"""Open at once; whoever comes after is turned away, and that is told."""

_BACKLOG, _PIECE, _DATAGRAM = 256, 65536, 65535
_LOOK_UP = 0.2  # seconds between two looks at whether to stop

Told = Callable[[Exchange], None]


class _Telling:
    """Hands over what arrived, one thing at a time; a fault of whoever listens is logged and ends nothing."""

    def __init__(self, on_exchange: Told, address: str) -> None:
        self._tell, self.address = Teller(on_exchange), address

    def __call__(self, frame: Frame, peer: str, tls: Tls | None, *, failure: str = "", at: float) -> None:
        wire = frame.wire if frame.wire != frame.message else None
        exchange = Exchange(
            id="",
            transaction="",
            initiator="",
            responder="",
            address=self.address,
            request=Message("", b"", frame.message, at, wire),
            response=None,
            ended=time.time(),
            peer=peer,
            tls=tls,
            failure=failure,
            failure_kind=failures.NOT_THE_PROTOCOL if failure else "",
            captured_at="mock",
            protocol="syslog",
        )
        self._tell(exchange)

    def refused(self, peer: str, reason: str, *, raw: bytes = b"", tls: Tls | None = None) -> None:
        """Tells of something that is no message."""
        self(Frame(raw, raw), peer, tls, failure=f"Refused what {peer} sent: {reason}.", at=time.time())


class UdpSyslogReceiver(AbstractContextManager["UdpSyslogReceiver"]):
    """A UDP port of its own: each datagram is a message. `port` 0 takes a free one; `url` says which."""

    def __init__(self, on_exchange: Told, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = bound(host, port)
        self._socket.settimeout(_LOOK_UP)
        self.port = int(self._socket.getsockname()[1])
        self.url = f"udp://{failures.place(host, self.port)}"
        self._tell = _Telling(on_exchange, self.url)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._receive, name=f"syslog-udp-{self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Free the port."""
        self._stopped.set()
        self._thread.join()
        self._socket.close()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def _receive(self) -> None:
        while not self._stopped.is_set():
            try:
                datagram, sender = self._socket.recvfrom(_DATAGRAM)
            except OSError:  # a time-out, or the echo of an answer that nobody took
                continue
            self._tell(Frame(datagram, datagram), failures.place(*sender[:2]), None, at=time.time())


class TlsSyslogReceiver(AbstractContextManager["TlsSyslogReceiver"]):
    """A TLS port of its own, with any number of messages on each of many connections.

    `tls` decides whether a client has to show a certificate. A handshake, or a message that has begun, must end within
    `patience` seconds; between messages a connection may rest. A message has `largest` bytes at most. After bytes
    whose end nobody can tell the connection is closed, and whoever sent them begins anew with another.
    """

    def __init__(
        self,
        on_exchange: Told,
        tls: ssl.SSLContext,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        largest: int = LARGEST,
        patience: float = 30.0,
        most: int = MOST_CONNECTIONS,
    ) -> None:
        self._context, self._largest, self._patience, self._most = tls, largest, patience, most
        self._listener = listen(host, port, backlog=_BACKLOG)
        self._listener.settimeout(_LOOK_UP)
        self.port = int(self._listener.getsockname()[1])
        self.url = f"tls://{failures.place(host, self.port)}"
        self._tell = _Telling(on_exchange, self.url)
        self._stopped = threading.Event()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, name=f"syslog-tls-{self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End every connection and free the port."""
        self._stopped.set()
        self._thread.join()
        self._listener.close()
        with self._lock:
            threads = list(self._open)
            for connection in self._open.values():
                with suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)  # ssl's own takes TLS away from the reader
        for thread in threads:
            thread.join(5)

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, address = self._listener.accept()
            except OSError:  # a time-out, or a caller who went away again
                continue
            peer = failures.place(*address[:2])
            if len(self._open) >= self._most:
                connection.close()
                self._tell.refused(peer, f"{self._most} connections are open, and more are not taken")
                continue
            thread = threading.Thread(target=self._serve, args=(connection, peer), name=f"syslog {peer}", daemon=True)
            with self._lock:
                self._open[thread] = connection
            thread.start()

    def _serve(self, plain: socket.socket, peer: str) -> None:
        connection = plain
        try:
            plain.settimeout(self._patience)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            connection = secured = self._context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
            with self._lock:
                self._open[threading.current_thread()] = secured
            secured.do_handshake()
            secured.settimeout(min(_LOOK_UP, self._patience))
            self._read(secured, peer, agreed(secured))
        except OSError as error:
            if not self._stopped.is_set():
                self._tell.refused(peer, f"no TLS connection came about ({_in_words(error)})")
        finally:
            connection.close()
            with self._lock:
                self._open.pop(threading.current_thread(), None)

    def _read(self, connection: ssl.SSLSocket, peer: str, tls: Tls | None) -> None:
        reader, began = FrameReader(self._largest), time.monotonic()
        while not self._stopped.is_set():
            data = _received(connection)
            for found in reader.feed(data or b""):
                began = time.monotonic()
                if isinstance(found, Frame):
                    self._tell(found, peer, tls, at=time.time())
                else:
                    self._tell.refused(peer, found.reason, raw=found.raw, tls=tls)
                    if found.lost:
                        return
            if data == b"":
                break
            if not reader.within:
                began = time.monotonic()
            elif time.monotonic() - began > self._patience:
                reason = f"a message was not complete after {failures.seconds(self._patience)}"
                self._tell.refused(peer, reason, tls=tls)
                return
        if (half := reader.end()) is not None:
            self._tell.refused(peer, half.reason, raw=half.raw, tls=tls)


def _received(connection: ssl.SSLSocket) -> bytes | None:
    """The next piece; None where none came for a while, nothing when the connection is over."""
    try:
        return connection.recv(_PIECE)
    except TimeoutError:
        return None
    except OSError:  # reset; what was whole before has been told
        return b""


def _in_words(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "it did not finish the handshake in time"
    return failures.tls_reason(error).lower().replace("_", " ") or error.strerror or str(error) or type(error).__name__
