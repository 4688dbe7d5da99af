"""Senders and receivers of syslog, over real sockets: what was sent arrives, and what goes wrong is told."""

from __future__ import annotations

import contextlib
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from harness.errors import UsageError
from harness.evidence.exchange import Exchange
from harness.transport.authentication import ClientCertificate
from harness.transport.syslog_receivers import TlsSyslogReceiver, UdpSyslogReceiver
from harness.transport.syslog_senders import TlsSyslogSender, send_datagram
from harness.transport.tls import client_context, server_context
from tests.transport.conftest import Certificates

MESSAGE = b"<85>1 - - - - - - \xc3\xa9\n\x00"
Told = Callable[[], Exchange]


class Place:
    """A receiver over TLS that wants a certificate, and senders with and without."""

    def __init__(self, certificates: Certificates, put: Callable[[Exchange], None], stack: ExitStack) -> None:
        self.certificates, self._put, self._stack = certificates, put, stack
        self.own = ClientCertificate(*certificates.files("client"))

    def receives(self, *, newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, **limits: Any) -> TlsSyslogReceiver:
        context = server_context(ClientCertificate(*self.certificates.files("server")), clients=self.certificates.ca)
        context.maximum_version = newest
        return self._stack.enter_context(TlsSyslogReceiver(self._put, context, **limits))

    def sends(self, port: int, **how: Any) -> TlsSyslogSender:
        how = {"verify": self.certificates.ca, "certificate": self.own, **how}
        return self._stack.enter_context(TlsSyslogSender("localhost", port, timeout=5, **how))

    def opens(self, port: int) -> ssl.SSLSocket:
        context = client_context(self.certificates.ca, certificate=self.own)
        plain = self._stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        return self._stack.enter_context(context.wrap_socket(plain, server_hostname="localhost"))


@pytest.fixture
def place(certificates: Certificates, told: Any) -> Iterator[Place]:
    with ExitStack() as stack:
        yield Place(certificates, told.put, stack)


def test_a_message_arrives_over_udp_as_it_was_sent(told: Any) -> None:
    with UdpSyslogReceiver(told.put) as receiver:
        sent = send_datagram("127.0.0.1", receiver.port, MESSAGE)
        got = told()
    assert (got.request.body, got.address, got.failure, got.protocol) == (MESSAGE, receiver.url, "", "syslog")
    assert (sent.request.body, sent.failure, sent.peer) == (MESSAGE, "", f"127.0.0.1:{receiver.port}")


def test_the_largest_datagram_arrives_and_a_larger_one_is_not_sent(told: Any) -> None:
    with UdpSyslogReceiver(told.put) as receiver:
        sent = send_datagram("127.0.0.1", receiver.port, b"x" * 65_508)
        send_datagram("127.0.0.1", receiver.port, b"x" * 65_507)
        assert len(told().request.body) == 65_507
    assert "does not fit into a datagram. Send it over TLS" in sent.failure


def test_an_empty_datagram_ends_nothing(told: Any) -> None:
    with UdpSyslogReceiver(told.put) as receiver:
        for body in (b"", MESSAGE):
            send_datagram("127.0.0.1", receiver.port, body)
        assert [told().request.body, told().request.body] == [b"", MESSAGE]


def test_a_name_that_is_nowhere_is_told() -> None:
    assert "could not be resolved" in send_datagram("amani.invalid", 514, MESSAGE).failure


def test_messages_arrive_over_tls_with_the_senders_certificate(place: Place, told: Told) -> None:
    sender = place.sends(place.receives().port)
    sent, got = [sender.send(MESSAGE), sender.send(b"second")], [told(), told()]
    assert [one.request.body for one in got] == [MESSAGE, b"second"]
    assert got[0].request.wire == b"%d %s" % (len(MESSAGE), MESSAGE) == sent[0].request.wire
    assert got[0].tls is not None
    assert (got[0].tls.version, b"client" in got[0].tls.certificate, sent[1].failure) == ("TLSv1.3", True, "")


def test_a_message_of_a_megabyte_arrives(place: Place, told: Told) -> None:
    place.sends(place.receives().port).send(b"x" * 1_000_000)
    assert len(told().request.body) == 1_000_000


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_sender_without_a_certificate_is_refused_and_both_say_so(place: Place, told: Told, version: Any) -> None:
    sender = place.sends(place.receives(newest=version).port, certificate=None)
    assert "client certificate" in sender.send(MESSAGE).failure
    assert "no TLS connection came about (peer did not return a certificate)" in told().failure


def test_a_sender_that_does_not_trust_the_receiver_says_so(place: Place) -> None:
    sent = place.sends(place.receives().port, verify=True).send(MESSAGE)
    assert (sent.failure_kind, "is not trusted" in sent.failure) == ("unreachable", True)


def test_a_certificate_of_another_authority_is_refused(place: Place, told: Told) -> None:
    stranger = ClientCertificate(*place.certificates.files("self-signed"))
    place.sends(place.receives().port, certificate=stranger).send(MESSAGE)
    assert "its certificate is not trusted: self-signed certificate" in told().failure


def test_nobody_there_is_told_and_the_next_message_tries_again(place: Place, told: Told) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sender = place.sends(port)
    assert "Nothing listens at" in sender.send(MESSAGE).failure
    place.receives(port=port)
    assert (sender.send(b"again").failure, told().request.body) == ("", b"again")


def test_a_sender_opens_a_new_connection_after_the_receiver_began_anew(place: Place, told: Told) -> None:
    receiver = place.receives()
    sender = place.sends(receiver.port)
    sender.send(b"before")
    assert told().request.body == b"before"
    receiver.stop()
    place.receives(port=receiver.port)
    assert (sender.send(b"after").failure, told().request.body) == ("", b"after")


BAD = {
    "garbage": (b"\x00\xff garbage", "expected the length of a message"),
    "lines": (b"<85>1 - - - - - - x\n", "count octets"),
    "HTTP": (b"GET / HTTP/1.1\r\n\r\n", 'found "GET / HTTP'),
    "half a message": (b"500 <85>1 half", "ended within a message"),
    "too much": (b"5000 " + b"x" * 5000, "1,000 bytes are the most"),
}


@pytest.mark.parametrize(("data", "said"), BAD.values(), ids=BAD.keys())
def test_after_bad_input_the_next_good_message_is_received(place: Place, told: Told, data: bytes, said: str) -> None:
    receiver = place.receives(largest=1000)
    connection = place.opens(receiver.port)
    connection.sendall(data)
    connection.close()
    refused = told()
    place.sends(receiver.port).send(MESSAGE)
    assert (said in refused.failure, refused.failure_kind) == (True, "not-the-protocol")
    assert told().request.body == MESSAGE


def test_after_too_much_the_same_connection_goes_on(place: Place, told: Told) -> None:
    connection = place.opens(place.receives(largest=10).port)
    connection.sendall(b"5000 " + b"x" * 5000 + b"4 good")
    assert ("5,005 bytes was announced" in told().failure, told().request.body) == (True, b"good")


def test_plain_bytes_where_tls_is_wanted_are_told(place: Place, told: Told) -> None:
    with socket.create_connection(("127.0.0.1", place.receives().port)) as plain:
        plain.sendall(b"9 <85>1 - -")
        assert "no TLS connection came about" in told().failure


@pytest.mark.parametrize("data", [b"", b"100 half"])
def test_who_stops_in_the_middle_is_not_waited_for(place: Place, told: Told, data: bytes) -> None:
    receiver = place.receives(patience=0.3)
    with contextlib.ExitStack() as stack:
        if data:
            place.opens(receiver.port).sendall(data)
        else:
            stack.enter_context(socket.create_connection(("127.0.0.1", receiver.port)))
        assert ("not complete after 0.3 s" if data else "did not finish the handshake in time") in told().failure


def test_a_connection_may_rest_between_messages(place: Place, told: Told) -> None:
    connection = place.opens(place.receives(patience=0.2).port)
    for body in (b"4 good", b"5 again"):
        connection.sendall(body)
        assert (told().failure, threading.Event().wait(0.5)) == ("", False)


def test_many_senders_are_heard_at_once(place: Place) -> None:
    arrived: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    context = server_context(ClientCertificate(*place.certificates.files("server")))
    with TlsSyslogReceiver(lambda one: arrived.put(one.request.body), context) as receiver:
        connections = [place.opens(receiver.port) for _ in range(40)]
        for number in range(5):
            for index, connection in enumerate(connections):
                connection.sendall(b"5 %02d-%02d" % (index, number))
        found = [arrived.get(timeout=10) for _ in range(200)]
    assert sorted(found) == sorted(b"%02d-%02d" % (index, number) for index in range(40) for number in range(5))


def test_more_connections_than_are_taken_are_turned_away_with_the_reason(place: Place, told: Told) -> None:
    receiver = place.receives(most=1)
    first = place.opens(receiver.port)
    with socket.create_connection(("127.0.0.1", receiver.port)):
        assert "1 connections are open, and more are not taken" in told().failure
    first.sendall(b"4 good")
    assert told().request.body == b"good"


def test_a_fault_of_the_listener_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    seen: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def fails(exchange: Exchange) -> None:
        seen.put(exchange.request.body)
        raise RuntimeError("full")

    with UdpSyslogReceiver(fails) as receiver:
        for body in (b"1", b"2"):
            send_datagram("127.0.0.1", receiver.port, body)
        assert [seen.get(timeout=5), seen.get(timeout=5)] == [b"1", b"2"]
    assert "RuntimeError: full" in caplog.text


def test_a_port_that_is_taken_is_told(told: Any) -> None:
    with UdpSyslogReceiver(told.put) as one, pytest.raises(UsageError, match=f"Port {one.port} on"):
        UdpSyslogReceiver(told.put, port=one.port)


@pytest.mark.parametrize(("host", "port", "said"), [("127.0.0.1", 70000, "is no port"), ("192.0.2.1", 0, "cannot")])
def test_a_place_where_nobody_can_listen_is_told(told: Any, host: str, port: int, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        UdpSyslogReceiver(told.put, host=host, port=port)
