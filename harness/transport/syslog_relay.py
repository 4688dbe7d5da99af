"""Recording relays for syslog over TLS (RFC 5425) and UDP (RFC 5426). Know frames and datagrams, not what they say."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.evidence.exchange import Exchange, Message
from harness.transport import failures
from harness.transport.failures import NOT_THE_PROTOCOL, place
from harness.transport.listening import bound, here
from harness.transport.passage import Facts
from harness.transport.relay_tls import TlsEnds
from harness.transport.stream_relay import StreamRelay
from harness.transport.syslog_frames import LARGEST, Frame, FrameReader, Refused
from harness.transport.telling import Teller

_DATAGRAM, _LOOK_UP = 65535, 0.2


@dataclass(frozen=True, slots=True)
class _Terms:
    """Who sends to whom, where it was sent to, and whom to tell."""

    initiator: str
    responder: str
    tell: Callable[[Exchange], None]
    largest: int = LARGEST

    def exchange(
        self, facts: Facts, address: str, message: Message, *, passed: float, failure: str = "", kind: str = ""
    ) -> None:
        """Tell of one message; syslog knows no answer."""
        self.tell(
            Exchange(
                id="",
                transaction="",
                initiator=self.initiator,
                responder=self.responder,
                address=address,
                request=message,
                response=None,
                ended=time.time(),
                peer=facts.peer,
                tls=facts.tls,
                failure=failure,
                failure_kind=kind,
                captured_at="relay",
                protocol="syslog",
                forwarded_request=replace(message, at=passed) if passed else None,
            )
        )


class TlsSyslogRelay(StreamRelay):
    """A TLS port of its own that leads to `target` (``tls://host:port``); TLS ends here, by `tls`, and begins anew.

    `on_exchange` is told of each message when it was passed on, and of what was no message or could not be. What the
    receiver sends goes back unread: syslog has no answers.
    """

    def __init__(
        self,
        target: str,
        tls: TlsEnds,
        *,
        on_exchange: Callable[[Exchange], None] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        initiator: str = "",
        responder: str = "",
        largest: int = LARGEST,
        connections: int = 200,
    ) -> None:
        terms = _Terms(initiator, responder, Teller(on_exchange), largest)
        super().__init__(
            target,
            lambda facts: _Stream(facts, terms),
            schemes=("tcp", "tls"),
            host=host,
            port=port,
            tls=tls,
            connections=connections,
        )


class _Stream:
    """Messages of one connection."""

    def __init__(self, facts: Facts, terms: _Terms) -> None:
        self._facts, self._terms = facts, terms
        self._reader = FrameReader(terms.largest)
        self._begun = 0.0
        self._over = False
        self._undelivered: list[Message] = []

    def asked(self, data: bytes, at: float, passed: float) -> None:
        """The sender sent this."""
        self._begun = self._begun or at
        for found in self._reader.feed(data):
            if not passed:
                self._undelivered.append(Message(self._terms.initiator, b"", *_of(found, self._begun)))
            elif isinstance(found, Refused):
                self._tell(found.raw, None, passed, f"What {self._facts.peer} sent is no syslog: {found.reason}.")
            else:
                self._tell(found.message, found.wire, passed)
            self._begun = at if self._reader.within else 0.0

    def answered(self, data: bytes, at: float, passed: float) -> None:
        """The receiver sent this, which says nothing in syslog."""

    def silent(self, initiator: bool, error: Exception | None) -> None:
        """One end says no more."""
        half = None if self._over else self._reader.end()
        self._over = True
        if half is not None:
            self._tell(half.raw, None, 0.0, f"What {self._facts.peer} sent is no syslog: {half.reason}.")
        if not initiator and "ALERT" in failures.tls_reason(error):
            self.failed(failures.UNREACHABLE, failures.refused_in_tls(error, "The receiver"))

    def failed(self, kind: str, sentence: str) -> None:
        """Nothing passes."""
        half = self._reader.end()
        rest = [Message(self._terms.initiator, b"", half.raw if half else b"", self._begun or time.time())]
        for message in self._undelivered or rest:
            self._terms.exchange(
                self._facts, f"tls://{self._facts.here}", message, passed=0.0, failure=sentence, kind=kind
            )

    def _tell(
        self,
        message: bytes,
        wire: bytes | None,
        passed: float,
        failure: str = "",
        kind: str = NOT_THE_PROTOCOL,
    ) -> None:
        asked = Message(self._terms.initiator, b"", message, self._begun or time.time(), wire)
        kind = kind if failure else ""
        self._terms.exchange(self._facts, f"tls://{self._facts.here}", asked, passed=passed, failure=failure, kind=kind)


def _of(found: Frame | Refused, at: float) -> tuple[bytes, float, bytes | None]:
    """Content, time and wire of a message that could not be passed on."""
    return (found.raw, at, None) if isinstance(found, Refused) else (found.message, at, found.wire)


class UdpSyslogRelay(AbstractContextManager["UdpSyslogRelay"]):
    """A UDP port of its own: each datagram goes on to `target` (``udp://host:port``), from another port of ours.

    Raises UsageError for a target that is none, and where the port cannot be had.
    """

    def __init__(
        self,
        target: str,
        *,
        on_exchange: Callable[[Exchange], None] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        initiator: str = "",
        responder: str = "",
    ) -> None:
        self._target = _resolved(target)
        self._near = bound(host, port)
        self._near.settimeout(_LOOK_UP)
        self._far = socket.socket(self._target[0], socket.SOCK_DGRAM)
        self.target, self.host, self.port = target, host, int(self._near.getsockname()[1])
        self._terms = _Terms(initiator, responder, Teller(on_exchange))
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._pass_on, name=f"relay-udp-{self.port}", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it is to be found from this machine: ``udp://127.0.0.1:514``."""
        return f"udp://{here(self.host, self.port)}"

    def stop(self) -> None:
        """Free the port."""
        self._stopped.set()
        self._thread.join()
        self._near.close()
        self._far.close()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def _pass_on(self) -> None:
        while not self._stopped.is_set():
            try:
                datagram, sender = self._near.recvfrom(_DATAGRAM)
            except OSError:  # a time-out
                continue
            message, failure = Message(self._terms.initiator, b"", datagram, time.time()), ""
            try:
                self._far.sendto(datagram, self._target[1])
            except OSError as error:
                failure = f"The datagram could not be passed on to {self.target}: {error.strerror or error}."
            facts = Facts(place(*sender[:2]), here(self.host, self.port))
            kind = failures.UNREACHABLE if failure else ""
            passed = 0.0 if failure else time.time()
            self._terms.exchange(facts, self.url, message, passed=passed, failure=failure, kind=kind)


def _resolved(target: str) -> tuple[socket.AddressFamily, tuple[str, int]]:
    try:
        parts = urlsplit(target)
        if parts.scheme != "udp" or not parts.hostname or not parts.port:
            raise ValueError(target)
        family, _, _, _, address = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_DGRAM)[0]
    except ValueError as error:
        raise UsageError(f"{target!r} is no address to relay to: expected udp://HOST:PORT") from error
    except OSError as error:
        raise UsageError(f"{target!r} is no address to relay to: {error.strerror}") from error
    return family, (str(address[0]), int(address[1]))
