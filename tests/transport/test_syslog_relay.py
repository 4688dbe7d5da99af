from __future__ import annotations

import queue
import socket

import pytest

from harness.errors import UsageError
from harness.transport.authentication import ClientCertificate
from harness.transport.relay_tls import tls_ends
from harness.transport.syslog_receivers import TlsSyslogReceiver, UdpSyslogReceiver
from harness.transport.syslog_relay import TlsSyslogRelay, UdpSyslogRelay
from harness.transport.syslog_senders import TlsSyslogSender, send_datagram
from harness.transport.tls import client_context, server_context

MESSAGE = b"<85>1 - - - - - - \xc3\xa9\n\x00"


@pytest.fixture
def received():
    """What the receiver was told of."""
    return queue.SimpleQueue()


@pytest.fixture
def ends(certificates):
    relay, sender = (ClientCertificate(*certificates.files(kind)) for kind in ("relay", "sender"))
    return tls_ends(relay, sender, authority=certificates.ca)


@pytest.fixture
def relay(certificates, ends, told, received):
    context = server_context(ClientCertificate(*certificates.files("server")), clients=certificates.ca)
    with (
        TlsSyslogReceiver(received.put, context) as receiver,
        TlsSyslogRelay(f"tls://localhost:{receiver.port}", ends, on_exchange=told.put, initiator="lab") as relay,
    ):
        yield relay


@pytest.fixture
def sender(certificates):
    """Opens a sender with a certificate of the authority."""
    own, made = ClientCertificate(*certificates.files("own")), []

    def sender(port: int) -> TlsSyslogSender:
        made.append(TlsSyslogSender("localhost", port, verify=certificates.ca, certificate=own, timeout=5))
        return made[-1]

    yield sender
    for one in made:
        one.close()


def test_a_datagram_goes_on_as_it_was_sent(told, received) -> None:
    with (
        UdpSyslogReceiver(received.put) as receiver,
        UdpSyslogRelay(receiver.url, on_exchange=told.put, initiator="lab", responder="records") as relay,
    ):
        send_datagram("127.0.0.1", relay.port, MESSAGE)
        exchange = told()
    assert (exchange.request.body, exchange.forwarded_request.body, exchange.failure) == (MESSAGE, MESSAGE, "")
    assert (exchange.captured_at, exchange.address, exchange.initiator) == ("relay", relay.url, "lab")
    assert received.get(timeout=5).request.body == MESSAGE


def test_a_datagram_that_cannot_go_on_is_told(told) -> None:
    with UdpSyslogRelay("udp://255.255.255.255:9", on_exchange=told.put) as relay:
        send_datagram("127.0.0.1", relay.port, MESSAGE)
        exchange = told()
    assert (exchange.failure_kind, exchange.forwarded_request) == ("unreachable", None)
    assert "could not be passed on to udp://255.255.255.255:9" in exchange.failure


def test_messages_in_tls_are_told_one_by_one(relay, sender, told) -> None:
    lab = sender(relay.port)
    assert [lab.send(MESSAGE).failure, lab.send(b"two").failure] == ["", ""]
    exchanges = [told(), told()]
    assert [one.request.body for one in exchanges] == [MESSAGE, b"two"]
    assert exchanges[0].forwarded_request.wire == b"22 " + MESSAGE
    assert exchanges[0].tls.version == "TLSv1.3"
    lab.close()


def test_the_receiver_gets_what_the_sender_sent(relay, sender, told, received) -> None:
    sender(relay.port).send(MESSAGE)
    told()
    relay.stop()
    assert received.get(timeout=5).request.body == MESSAGE


def test_what_is_no_syslog_is_told(relay, certificates, told) -> None:
    with (
        socket.create_connection(("127.0.0.1", relay.port)) as plain,
        client_context(certificates.ca).wrap_socket(plain, server_hostname="localhost") as sock,
    ):
        sock.sendall(b"<85>1 lines\n")
        exchange = told()
    assert (exchange.failure_kind, "expected the length of a message" in exchange.failure) == ("not-the-protocol", True)


def test_half_a_message_is_told(relay, certificates, told) -> None:
    own = ClientCertificate(*certificates.files("own"))
    with (
        socket.create_connection(("127.0.0.1", relay.port)) as plain,
        client_context(certificates.ca, certificate=own).wrap_socket(plain, server_hostname="localhost") as sock,
    ):
        sock.sendall(b"100 half")
    assert "the connection ended within a message" in told().failure


def test_a_dead_receiver_is_told_with_the_message(ends, sender, told) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = taken.getsockname()[1]
    with TlsSyslogRelay(f"tls://localhost:{dead}", ends, on_exchange=told.put) as relay:
        sender(relay.port).send(MESSAGE)
        exchange = told()
    assert (exchange.failure_kind, exchange.request.body) == ("unreachable", MESSAGE)
    assert "Nothing listens" in exchange.failure


@pytest.mark.parametrize("target", ["tls://x:1", "udp://x", "udp://:9", "udp://nowhere.invalid:9"])
def test_a_target_that_is_none_is_refused(target: str) -> None:
    with pytest.raises(UsageError, match="is no address to relay to"):
        UdpSyslogRelay(target)
