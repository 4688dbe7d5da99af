"""TLS at a relay: it ends there where the initiator's certificate is ours to show, and passes unread where not."""

from __future__ import annotations

import queue
import socket
import ssl
from pathlib import Path

import pytest

from harness.commands.certificates import certificates as issue
from harness.errors import UsageError
from harness.transport.authentication import ClientCertificate
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_relay import MllpRelay
from harness.transport.mllp_server import MllpServer
from harness.transport.relay_tls import issued_ends, tls_ends
from harness.transport.tls import client_context, server_context
from harness.transport.unread_relay import UnreadRelay
from tests.transport.mllp import acknowledges, calling, closed


def pair(certificates, kind: str, **facts) -> ClientCertificate:
    return ClientCertificate(*certificates.files(kind, **facts))


@pytest.fixture
def received():
    """What the responder was told of."""
    return queue.SimpleQueue()


@pytest.fixture
def responder(certificates, received):
    """A listener that wants to see a certificate."""
    context = server_context(pair(certificates, "server"), clients=certificates.ca)
    with MllpServer(acknowledges, tls=context, on_exchange=received.put) as server:
        yield server


@pytest.fixture
def shown(certificates) -> ClientCertificate:
    """What was issued for the initiator, to be shown in its place."""
    return pair(certificates, "lab")


@pytest.fixture
def relay(responder, certificates, shown, told):
    ends = tls_ends(pair(certificates, "relay"), shown, authority=certificates.ca)
    with MllpRelay(f"mllps://localhost:{responder.port}", on_exchange=told.put, tls=ends) as relay:
        yield relay


def client(certificates, relay, own: ClientCertificate | None) -> MllpClient:
    return MllpClient("localhost", relay.port, tls=client_context(certificates.ca, certificate=own), timeout=5)


def test_tls_ends_at_the_relay_and_its_messages_are_evidence(relay, certificates, told) -> None:
    with client(certificates, relay, pair(certificates, "own")) as lab:
        assert [lab.send(words).response.body for words in (b"one", b"two")] == [b"ACK one", b"ACK two"]
    exchange = told()
    assert (exchange.request.body, exchange.response.body, exchange.tls.version) == (b"one", b"ACK one", "TLSv1.3")
    assert relay.url.startswith("mllps://")


def test_the_responder_is_shown_the_certificate_issued_for_the_initiator(
    relay, certificates, shown, told, received
) -> None:
    own = pair(certificates, "own")
    with client(certificates, relay, own) as lab:
        lab.send(b"one")
    assert received.get(timeout=5).tls.certificate == ssl.PEM_cert_to_DER_cert(Path(shown.certificate).read_text())
    assert told().tls.certificate == ssl.PEM_cert_to_DER_cert(Path(own.certificate).read_text())


def test_who_shows_none_is_refused_by_the_responder_not_by_the_relay(relay, certificates, told) -> None:
    with client(certificates, relay, None) as lab:
        assert lab.send(b"one").failure_kind == "no-answer"
    exchange = told()
    assert (exchange.failure_kind, exchange.request.body) == ("unreachable", b"one")
    assert 'The responder refused the TLS connection with the alert "certificate required"' in exchange.failure


def test_a_certificate_of_another_authority_is_refused_with_an_alert(relay, certificates, told) -> None:
    with client(certificates, relay, pair(certificates, "self-signed")) as lab:
        assert 'the alert "unknown ca"' in lab.send(b"one").failure
    assert "We did not trust the client certificate" in told().failure


def test_an_initiator_that_distrusts_the_relay_is_told(relay, told) -> None:
    with MllpClient("localhost", relay.port, tls=client_context(True)) as lab:
        lab.send(b"one")
    assert "refused our TLS connection" in told().failure


def test_a_responder_whose_certificate_is_not_trusted_is_told(stage, certificates, shown, told) -> None:
    url = stage.plays(lambda caller: caller.sock.recv(10), certificates.server("self-signed"))
    ends = tls_ends(pair(certificates, "relay"), shown, authority=certificates.ca)
    with MllpRelay(url.replace("https", "mllps"), tls=ends, on_exchange=told.put) as relay:
        with client(certificates, relay, shown) as lab:
            lab.send(b"one")
        assert "is not trusted: it is self-signed" in told().failure


def test_a_responder_without_tls_is_told(certificates, shown, told) -> None:
    ends = tls_ends(pair(certificates, "relay"), shown, authority=certificates.ca)
    with (
        MllpServer(acknowledges) as plain,
        MllpRelay(f"mllps://localhost:{plain.port}", tls=ends, on_exchange=told.put) as relay,
        client(certificates, relay, shown) as lab,
    ):
        lab.send(b"one")
        assert told().failure_kind == "unreachable"


def test_who_does_not_speak_tls_is_told(relay, told) -> None:
    with calling(relay) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert closed(sock)
    assert "does not speak TLS to an address that wants it" in told().failure


def test_a_large_message_crosses_both_ends(relay, certificates, told) -> None:
    with client(certificates, relay, pair(certificates, "own")) as lab:
        assert lab.send(b"x" * 3_000_000).response.body == b"ACK " + b"x" * 100
    assert len(told().request.body) == 3_000_000


def test_without_a_certificate_for_the_initiator_nothing_is_read(responder, certificates, told) -> None:
    target, why = f"mllps://localhost:{responder.port}", "no certificate was issued for Lab."
    with (
        UnreadRelay(target, reason=why, protocol="mllp", on_exchange=told.put, quiet=0.2) as relay,
        client(certificates, relay, pair(certificates, "own")) as lab,
    ):
        assert lab.send(b"one").response.body == b"ACK one"
        exchange = told()
    assert (exchange.failure_kind, exchange.request.body, exchange.response) == ("unread", b"", None)
    assert "passed through unread" in exchange.failure
    assert exchange.failure.endswith("back: no certificate was issued for Lab.")


def test_what_passes_unread_is_the_initiators_own_certificate(responder, certificates, received) -> None:
    own = pair(certificates, "own")
    target = f"mllps://localhost:{responder.port}"
    with UnreadRelay(target, reason="x", protocol="mllp") as relay, client(certificates, relay, own) as lab:
        lab.send(b"one")
    assert received.get(timeout=5).tls.certificate == ssl.PEM_cert_to_DER_cert(Path(own.certificate).read_text())


def test_a_dead_responder_behind_an_unread_connection_is_told(told) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = taken.getsockname()[1]
    with UnreadRelay(f"https://127.0.0.1:{dead}", reason="x", on_exchange=told.put) as relay, calling(relay) as sock:
        sock.sendall(b"\x16\x03\x01")
        assert closed(sock)
    assert told().failure_kind == "unreachable"


def test_the_ends_come_from_the_folder_of_harness_certificates(tmp_path) -> None:
    folder = tmp_path / "certificates"
    issue(["Lab"], None, folder, until=None, renew=False)
    assert issued_ends(folder, "lab").known is not None
    assert issued_ends(folder, "ruby") is None


def test_files_that_do_not_fit_are_a_usage_error(shown, tmp_path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(UsageError, match="cannot be used as CA file"):
        tls_ends(shown, shown, authority=str(tmp_path / "ca.pem"))
