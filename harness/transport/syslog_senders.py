"""Sends syslog over TLS (RFC 5425) and UDP (RFC 5426), and brings back what crossed. Knows bytes, not audit.

Syslog is never answered: an `Exchange` without `failure` says that the message was handed to the network, no more.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from contextlib import AbstractContextManager, suppress

from harness.evidence.exchange import Exchange, Message, Tls
from harness.transport import failures
from harness.transport.authentication import ClientCertificate
from harness.transport.failures import NetworkFailure
from harness.transport.syslog_frames import framed
from harness.transport.tls import agreed, client_context

LARGEST_DATAGRAM = 65_507
"""Bytes that fit into a datagram over IPv4."""

_REFUSAL = 0.3  # seconds; in TLS 1.3 a server looks at our certificate after our handshake is over


class TlsSyslogSender(AbstractContextManager["TlsSyslogSender"]):
    """One connection to `host` and `port`, opened with the first message, and again where the other side closed it.

    `verify` and `certificate` are those of `client_context`; `timeout` is seconds. Raises UsageError for files that do
    not fit.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        verify: bool | str = True,
        certificate: ClientCertificate | None = None,
        timeout: float = 10.0,
    ) -> None:
        self.host, self.port, self._timeout = host, port, timeout
        self._context = client_context(verify, certificate=certificate)
        self._connection: ssl.SSLSocket | None = None
        self._peer = ""

    def send(self, message: bytes) -> Exchange:
        """Send one message in a frame of its own; never raises for what the network does."""
        begun, tls, failed = time.time(), None, None
        try:
            new = self._connection is None or _has_ended(self._connection)
            connection = self._connected() if new or self._connection is None else self._connection
            tls = agreed(connection)
            self._write(connection, framed(message), first=new)
        except NetworkFailure as failure:
            self.close()
            failed = failure
        address = f"tls://{failures.place(self.host, self.port)}"
        asked = Message("", b"", message, begun, framed(message))
        return _told(address, asked, failed, peer=self._peer, tls=tls)

    def close(self) -> None:
        """End the connection, if there is one, the way TLS wants it."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.unwrap()
            self._connection.close()
        self._connection = None

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _connected(self) -> ssl.SSLSocket:
        self.close()
        try:
            plain = socket.create_connection((self.host, self.port), self._timeout)
            self._peer = failures.place(*plain.getpeername()[:2])
        except (OSError, UnicodeError) as error:
            raise failures.not_connected(error, self.host, self.port, waited=self._timeout) from error
        try:
            self._connection = self._context.wrap_socket(plain, server_hostname=self.host)
        except (OSError, ValueError) as error:
            plain.close()
            raise failures.not_secured(error, self.host, self.port) from error
        return self._connection

    def _write(self, connection: ssl.SSLSocket, wire: bytes, *, first: bool) -> None:
        place = failures.place(self.host, self.port)
        try:
            try:
                connection.sendall(wire)
                ended = first and _refused_late(connection)
            except (BrokenPipeError, ConnectionResetError):
                ended = _has_ended(connection, strict=True)  # the alert that says why may have come before the end
        except OSError as error:
            if "ALERT" in failures.tls_reason(error):
                raise NetworkFailure(failures.UNREACHABLE, failures.refused_in_tls(error, place)) from error
            ended = True
        if ended:
            text = f"{place} closed the connection before the message was through. Check its log for this time, and"
            raise NetworkFailure(failures.UNREACHABLE, f"{text} whether it wants a client certificate.")


def send_datagram(host: str, port: int, message: bytes, *, timeout: float = 5.0) -> Exchange:
    """Send `message` as one datagram; never raises for what the network does, which for UDP is seldom known."""
    begun, failure, peer = time.time(), None, ""
    try:
        if len(message) > LARGEST_DATAGRAM:
            text = f"A message of {failures.size(len(message))} does not fit into a datagram. Send it over TLS."
            raise NetworkFailure(failures.UNREACHABLE, text)
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as sender:
            sender.settimeout(timeout)
            sender.sendto(message, address)
            peer = failures.place(str(address[0]), port)
    except NetworkFailure as known:
        failure = known
    except (OSError, UnicodeError) as error:
        failure = failures.not_connected(error, host, port, waited=timeout)
    asked = Message("", b"", message, begun)
    return _told(f"udp://{failures.place(host, port)}", asked, failure, peer=peer, tls=None)


def _told(address: str, asked: Message, failure: NetworkFailure | None, *, peer: str, tls: Tls | None) -> Exchange:
    return Exchange(
        id="",
        transaction="",
        initiator="",
        responder="",
        address=address,
        request=asked,
        response=None,
        ended=time.time(),
        peer=peer,
        tls=tls,
        failure=failure.sentence if failure else "",
        failure_kind=failure.kind if failure else "",
        protocol="syslog",
    )


def _refused_late(connection: ssl.SSLSocket) -> bool:
    """Whether the other side ends a connection that it has just taken; an alert is raised as the OSError that it is."""
    if connection.version() != "TLSv1.3" or not select.select([connection], [], [], _REFUSAL)[0]:
        return False
    return _has_ended(connection, strict=True)


def _has_ended(connection: ssl.SSLSocket, *, strict: bool = False) -> bool:
    """Whether the other side has closed it. A receiver of syslog says nothing, so whatever can be read is its end.

    With `strict` an alert is raised as the OSError that it is.
    """
    if not strict and not select.select([connection], [], [], 0)[0]:
        return False
    before = connection.gettimeout()
    connection.settimeout(0)
    try:
        return connection.recv(1) == b""
    except (ssl.SSLWantReadError, BlockingIOError):  # a session ticket (RFC 8446 4.6.1)
        return False
    except OSError:
        if strict:
            raise
        return True
    finally:
        connection.settimeout(before)
