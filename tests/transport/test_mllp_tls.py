from __future__ import annotations

import ssl
import time
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.transport.authentication import ClientCertificate
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_server import MllpServer
from harness.transport.tls import client_context, server_context
from tests.transport.mllp import acknowledges, calling, closed


def pair(certificates, kind: str) -> ClientCertificate:
    return ClientCertificate(*certificates.files(kind))


@pytest.fixture
def server(certificates, told):
    context = server_context(pair(certificates, "server"))
    with MllpServer(acknowledges, on_exchange=told.put, tls=context, patience=0.5) as server:
        yield server


@pytest.fixture
def mutual(certificates, told):
    """A listener that wants to see a certificate."""
    context = server_context(pair(certificates, "server"), clients=certificates.ca)
    with MllpServer(acknowledges, on_exchange=told.put, tls=context) as server:
        yield server


def test_an_exchange_over_tls_keeps_what_was_agreed(server, certificates, told) -> None:
    with MllpClient("localhost", server.port, tls=client_context(certificates.ca)) as client:
        exchange = client.send(b"one")
        assert client.send(b"two").response.body == b"ACK two"
    assert (exchange.response.body, exchange.tls.version) == (b"ACK one", "TLSv1.3")
    assert (exchange.tls.certificate[:1], exchange.address) == (b"0", f"mllps://localhost:{server.port}")
    assert (told().tls.version, server.url[:8]) == ("TLSv1.3", "mllps://")


def test_a_large_message_crosses_over_tls(server, certificates) -> None:
    with MllpClient("localhost", server.port, tls=client_context(certificates.ca)) as client:
        assert client.send(b"x" * 5_000_000).response.body == b"ACK " + b"x" * 100


def test_both_sides_see_the_certificate_of_the_other(mutual, certificates, told) -> None:
    own = pair(certificates, "client")
    with MllpClient("localhost", mutual.port, tls=client_context(certificates.ca, certificate=own)) as client:
        assert client.send(b"one").response.body == b"ACK one"
    assert told().tls.certificate == ssl.PEM_cert_to_DER_cert(Path(own.certificate).read_text())


def test_without_a_client_certificate_it_is_unreachable_with_the_alert(mutual, certificates, told) -> None:
    with MllpClient("localhost", mutual.port, tls=client_context(certificates.ca)) as client:
        exchange = client.send(b"one")
    assert (exchange.failure_kind, "Check the client certificate we present" in exchange.failure) == (
        "unreachable",
        True,
    )
    assert "showed no client certificate" in told().failure


def test_a_client_certificate_of_nobody_is_refused_and_said(mutual, certificates, told) -> None:
    own = pair(certificates, "self-signed")
    with MllpClient("localhost", mutual.port, tls=client_context(certificates.ca, certificate=own)) as client:
        assert client.send(b"one").failure_kind == "unreachable"
    exchange = told()
    assert (exchange.failure_kind, "We did not trust the client certificate" in exchange.failure) == (
        "unreachable",
        True,
    )


def test_a_server_that_we_do_not_trust_is_unreachable(server, told) -> None:
    with MllpClient("localhost", server.port, tls=client_context()) as client:
        assert "Give the issuer's certificate as the CA file" in client.send(b"one").failure
    assert "refused our TLS connection" in told().failure


def test_plain_to_an_address_with_tls_is_said_by_both(server, told) -> None:
    with MllpClient("127.0.0.1", server.port, timeout=5) as client:
        assert client.send(b"one").response is None
    assert "does not speak TLS to an address that wants it" in told().failure


def test_tls_to_an_address_without_is_said(certificates) -> None:
    context = client_context(certificates.ca)
    with MllpServer(acknowledges) as server, MllpClient("localhost", server.port, tls=context, timeout=5) as client:
        exchange = client.send(b"one")
    assert (exchange.failure_kind, "TLS handshake" in exchange.failure) == ("unreachable", True)


def test_a_handshake_that_never_ends_is_given_up(server, told) -> None:
    with calling(server) as sock:
        assert closed(sock)
    assert "did not finish the TLS handshake in time" in told().failure


def test_one_who_only_looks_whether_the_port_is_open_is_not_told_of(certificates) -> None:
    seen: list[object] = []
    context = server_context(pair(certificates, "server"))
    with MllpServer(acknowledges, on_exchange=seen.append, tls=context) as server, calling(server):
        time.sleep(0.1)
    assert seen == []


def test_a_handshake_does_not_hold_up_a_stop(certificates) -> None:
    with MllpServer(acknowledges, tls=server_context(pair(certificates, "server"))) as server, calling(server):
        time.sleep(0.1)
        begin = time.monotonic()
        server.stop()
        assert time.monotonic() - begin < 2


def test_files_that_do_not_fit_are_a_mistake_of_ours(certificates, tmp_path) -> None:
    own = pair(certificates, "server")
    with pytest.raises(UsageError, match=r"cannot be used as CA file"):
        server_context(own, clients=str(tmp_path / "none.pem"))
    with pytest.raises(UsageError, match=r"belong together"):
        server_context(ClientCertificate(own.certificate, own.certificate))
