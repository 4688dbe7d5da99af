"""Tries a handshake with a server and brings back what crossed, as an exchange (RFC 8446). Judges nothing.

The answer's start line tells what came of it in a word and more: ``secured TLSv1.3 TLS_AES_256_GCM_SHA384``, ``alert
unknown_ca``, ``chose TLSv1.1 TLS_…``, ``closed``, or ``distrusted`` where it was we who did not trust the server. Its
body is what the server said once all was secured; `wire` is what crossed.
"""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness.evidence.exchange import Exchange, Message, Tls
from harness.transport import failures
from harness.transport.client_hello import client_hello, first_word
from harness.transport.failures import NetworkFailure
from harness.transport.tls_layer import TlsLayer

PIECE = 65536
AT_ONCE = 0.3  # seconds
SECURED, ALERT, CHOSE, CLOSED, DISTRUSTED = "secured", "alert", "chose", "closed", "distrusted"
OURS = "ours"
"""The failure kind of a handshake that our own library broke off: nobody else said no."""


@dataclass(slots=True)
class _Trial:
    """One connection, as far as it came."""

    address: str
    title: str
    timeout: float
    sent: bytearray = field(default_factory=bytearray)
    came: bytearray = field(default_factory=bytearray)
    began: float = field(default_factory=time.time)
    answered: float = 0.0
    asked: bytes = b""
    said: bytes = b""
    peer: str = ""
    tls: Tls | None = None
    connection: socket.socket | None = None

    @property
    def place(self) -> tuple[str, int]:
        parts = urlsplit(self.address)
        return parts.hostname or "", parts.port or 443

    @property
    def sock(self) -> socket.socket:
        assert self.connection is not None
        return self.connection

    def connect(self) -> None:
        host, port = self.place
        try:
            self.connection = socket.create_connection((host, port), self.timeout)
        except (OSError, UnicodeError) as error:
            raise failures.not_connected(error, host, port, waited=self.timeout) from error
        self.peer = failures.place(*self.sock.getpeername()[:2])

    def give(self, data: bytes) -> None:
        """Send `data`. That the other side does not want to hear it shows in what it says."""
        try:
            if data:
                self.sock.sendall(data)
                self.sent += data
        except OSError:
            pass

    def take(self) -> bytes:
        """What comes next, nothing where the other side closed or broke the connection. Raises TimeoutError."""
        left = self.began + self.timeout - time.time()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)
        try:
            data = self.sock.recv(PIECE)
        except ConnectionError:
            data = b""
        self.answered = self.answered or time.time()
        self.came += data
        return data

    def hear(self) -> bytes:
        """What is said at once. A refusal comes now, and asking into it could take it off the wire again."""
        self.sock.settimeout(AT_ONCE)
        try:
            data = self.sock.recv(PIECE)
        except (TimeoutError, ConnectionError):
            return b""
        self.came += data
        return data

    def exchange(self, outcome: str, failure: NetworkFailure | None = None) -> Exchange:
        """The evidence; `outcome` is the answer's start line, empty where there is none."""
        request = Message("", b"", self.asked, self.began, wire=bytes(self.sent), start=self.title)
        came = Message("", b"", self.said, self.answered or time.time(), wire=bytes(self.came), start=outcome)
        return Exchange(
            id="",
            transaction="",
            initiator="",
            responder="",
            address=self.address,
            request=request,
            response=came if outcome else None,
            ended=time.time(),
            peer=self.peer,
            tls=self.tls,
            failure=failure.sentence if failure else "",
            failure_kind=failure.kind if failure else "",
            protocol="tls",
        )


def shake(address: str, context: ssl.SSLContext, *, title: str, asked: bytes, timeout: float = 10.0) -> Exchange:
    """A handshake by `context` with ``https://host:port``, and `asked` once all is secured.

    Whether a client certificate was taken may show only in what follows (RFC 8446 4.4.2.4): so it is secured when
    something was said to `asked`.
    """
    trial = _Trial(address, title, timeout)
    try:
        trial.connect()
        with trial.sock:
            return trial.exchange(_secured(trial, context, asked))
    except NetworkFailure as failure:
        return trial.exchange("", failure)


def _secured(trial: _Trial, context: ssl.SSLContext, asked: bytes) -> str:
    layer = TlsLayer(context, host=trial.place[0])
    data = b""
    try:
        while True:
            trial.said += layer.feed(data)
            trial.give(layer.outgoing())
            if layer.secured and not trial.asked:
                trial.tls, trial.asked = layer.facts, asked
                trial.said += layer.feed(trial.hear())
                trial.give(layer.write(asked))
            if trial.said:
                return f"{SECURED} {trial.tls.version} {trial.tls.cipher}" if trial.tls else SECURED
            if layer.over or not (data := trial.take()):
                return CLOSED
    except TimeoutError:
        words = f"{trial.address} took the connection and said nothing to what was asked within {trial.timeout:g} s."
        raise NetworkFailure(failures.NO_ANSWER, words) from None
    except OSError as error:
        trial.give(layer.outgoing())
        return _refusal(error, trial)


def _refusal(error: OSError, trial: _Trial) -> str:
    """What the other side said; raised where it was not the other side that ended it."""
    _, found, alert = failures.tls_reason(error).lower().rpartition("alert_")
    if found:
        return f"{ALERT} {alert}"
    if isinstance(error, ssl.SSLEOFError | ConnectionError):
        return CLOSED
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{DISTRUSTED} {failures.distrust(error, trial.place[0])}"
    failure = failures.not_secured(error, *trial.place)
    kind = failure.kind if failures.tls_reason(error) in failures.PLAIN_TEXT else OURS
    raise NetworkFailure(kind, failure.sentence) from error


def offer(address: str, *, versions: tuple[str, ...], suites: tuple[str, ...], timeout: float = 10.0) -> Exchange:
    """A ClientHello, written byte by byte, to ``https://host:port``: what does the server choose of it?"""
    trial = _Trial(address, f"ClientHello {' '.join(versions)}", timeout)
    try:
        trial.connect()
        with trial.sock:
            trial.give(client_hello(trial.place[0], versions=versions, suites=suites))
            return trial.exchange(_chosen(trial))
    except NetworkFailure as failure:
        return trial.exchange("", failure)


def _chosen(trial: _Trial) -> str:
    try:
        while (word := first_word(bytes(trial.came))) is None:
            if not trial.take():
                return CLOSED
    except TimeoutError:
        words = f"{trial.address} took a ClientHello and sent nothing back within {trial.timeout:g} s."
        raise NetworkFailure(failures.NO_ANSWER, words) from None
    except ValueError as error:
        raise NetworkFailure(failures.NOT_THE_PROTOCOL, f"{trial.address} does not speak TLS: {error}.") from None
    return word.words if word.alert else f"{CHOSE} {word.words}"
