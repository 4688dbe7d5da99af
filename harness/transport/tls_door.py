"""Ends TLS in front of a service of ours that speaks without it, and tells of each handshake. Knows no protocol.

What is refused is refused by an alert on the wire, which asyncio's own TLS leaves out.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field

from harness.evidence.exchange import Exchange, Message, Tls
from harness.transport import failures
from harness.transport.handshake import ALERT, CLOSED, SECURED
from harness.transport.listening import here, listen
from harness.transport.telling import Teller
from harness.transport.tls_layer import TlsLayer

log = logging.getLogger(__name__)

PIECE = 65536
PATIENCE = 20.0  # seconds for a handshake
LINGER = 0.5  # seconds in which a refused caller may still read the alert
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Secured:
    """A caller with whom TLS was agreed on: host and port of its own and of ours, and what it showed."""

    caller: tuple[str, int]
    here: tuple[str, int]
    tls: Tls | None


Within = Callable[[Secured], socket.socket]
"""Leads a caller on: a connection to what is behind the door. Raises OSError where nobody is."""


class TlsDoor(AbstractContextManager["TlsDoor"]):
    """A port with TLS by `context`; what is said behind it goes on without, to `target` (host and port, or `Within`).

    `scheme` begins its `url`. `port` 0 takes a free one. `on_handshake` is told of each handshake, from one thread at a
    time: its request is what the caller sent, its answer's start line says what came of it: ``secured``, ``alert``
    with its name (theirs), ``refused`` with the reason (ours), ``closed``. `context` may be set anew between callers.
    """

    def __init__(
        self,
        context: ssl.SSLContext,
        target: tuple[str, int] | Within,
        *,
        scheme: str = "https",
        host: str = "127.0.0.1",
        port: int = 0,
        on_handshake: Callable[[Exchange], None] | None = None,
    ) -> None:
        self.context, self.host = context, host
        self._within: Within = (lambda _: socket.create_connection(target)) if isinstance(target, tuple) else target
        self._scheme, self._tell = scheme, Teller(on_handshake)
        self._listener = listen(host, port)
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._over = False
        threading.Thread(target=self._accept, name=f"tls-door-{self.port}", daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is to be found from this machine: ``https://127.0.0.1:8443``."""
        return f"{self._scheme}://{here(self.host, self.port)}"

    def close(self) -> None:
        """Take no more callers and let everybody go."""
        self.shut()
        self.hang_up()

    def shut(self) -> None:
        """Take no more callers, and free the port."""
        self._over = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def hang_up(self) -> None:
        """Let everybody go, so that whoever has more to say shakes hands anew."""
        for one in tuple(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _accept(self) -> None:
        while not self._over:
            try:
                sock, address = self._listener.accept()
            except OSError:
                return
            caller = _Caller(sock, address[:2], f"{self._scheme}://{here(self.host, self.port)}")
            threading.Thread(target=self._serve, args=(caller,), name=f"tls-{caller.peer}", daemon=True).start()

    def _serve(self, caller: _Caller) -> None:
        self._open.add(caller.sock)
        try:
            with caller.sock:
                layer = TlsLayer(self.context)
                outcome, said = caller.secure(layer)
                if outcome:
                    self._tell(caller.exchange(outcome, layer))
                if outcome.startswith(SECURED):
                    self._pass_on(caller, layer, said)
        except OSError as error:
            log.info("%s: %s", caller.peer, error)
        finally:
            self._open.discard(caller.sock)

    def _pass_on(self, caller: _Caller, layer: TlsLayer, said: bytes) -> None:
        with self._within(Secured(caller.place, caller.sock.getsockname()[:2], layer.facts)) as inner:
            self._open.add(inner)
            lock = threading.Lock()  # OpenSSL is not to be read and written at once
            back = threading.Thread(target=_back, args=(inner, caller.sock, layer, lock), daemon=True)
            back.start()
            try:
                while True:
                    inner.sendall(said)
                    if layer.over or not (data := caller.sock.recv(PIECE)):
                        break
                    with lock:
                        said = layer.feed(data)
                        caller.sock.sendall(layer.outgoing())
            except OSError:
                pass
            with suppress(OSError):
                inner.shutdown(socket.SHUT_WR)
            back.join(PATIENCE)
            self._open.discard(inner)


def _back(inner: socket.socket, sock: socket.socket, layer: TlsLayer, lock: threading.Lock) -> None:
    """What the service says, to the caller, until it says no more."""
    with suppress(OSError):
        while data := inner.recv(PIECE):
            with lock:
                sock.sendall(layer.write(data))
        with lock:
            sock.sendall(layer.close())
        sock.shutdown(socket.SHUT_WR)


@dataclass(slots=True, eq=False)
class _Caller:
    """One connection before it is secured, and what crossed."""

    sock: socket.socket
    place: tuple[str, int]
    address: str
    began: float = field(default_factory=time.time)
    came: bytearray = field(default_factory=bytearray)
    sent: bytearray = field(default_factory=bytearray)

    @property
    def peer(self) -> str:
        """Where it calls from."""
        return failures.place(*self.place)

    def secure(self, layer: TlsLayer) -> tuple[str, bytes]:
        """What came of the handshake, nothing for who only looked; and what was said in the same breath."""
        said = b""
        self.sock.settimeout(PATIENCE)
        try:
            while not layer.secured:
                data = self.sock.recv(PIECE)
                if not data:
                    return (CLOSED if self.came else ""), b""
                self.came += data
                said = layer.feed(data)
                self._give(layer)
            said += self._first(layer) if not said else b""
        except OSError as error:
            self._give(layer)
            self._linger()
            return self._told(error), b""
        if not said:
            return CLOSED, b""
        self.sock.settimeout(None)
        facts = layer.facts
        return f"{SECURED} {facts.version} {facts.cipher}" if facts else SECURED, said

    def _first(self, layer: TlsLayer) -> bytes:
        """What a caller says first. In TLS 1.3 a caller who refuses us says so only now."""
        while not layer.over:
            data = self.sock.recv(PIECE)
            if not data:
                raise ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "closed")
            self.came += data
            said = layer.feed(data)
            self._give(layer)
            if said:
                return said
        return b""

    def _give(self, layer: TlsLayer) -> None:
        data = layer.outgoing()
        with suppress(OSError):
            self.sock.sendall(data)
            self.sent += data

    def _linger(self) -> None:
        """Let a refused caller read why: closing at once would take the alert away again."""
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
            self.sock.settimeout(LINGER)
            while self.sock.recv(PIECE):
                pass

    def _told(self, error: OSError) -> str:
        _, found, alert = failures.tls_reason(error).lower().rpartition("alert_")
        if found:
            return f"{ALERT} {alert}"
        if isinstance(error, ssl.SSLEOFError | ConnectionError | TimeoutError):
            return CLOSED
        return f"{REFUSED} {failures.refused_to_us(error, self.peer)}"

    def exchange(self, outcome: str, layer: TlsLayer) -> Exchange:
        """The evidence of the handshake."""
        now = time.time()
        return Exchange(
            id="",
            transaction="",
            initiator="",
            responder="",
            address=self.address,
            request=Message("", b"", b"", self.began, wire=bytes(self.came), start="ClientHello"),
            response=Message("", b"", b"", now, wire=bytes(self.sent), start=outcome),
            ended=now,
            peer=self.peer,
            tls=layer.facts if layer.secured else None,
            captured_at="mock",
            protocol="tls",
        )
