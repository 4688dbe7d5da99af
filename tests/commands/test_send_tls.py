"""`harness send` over mutual TLS, and where the certificates do not fit."""

from __future__ import annotations

import subprocess
import sys

import pytest

from harness.transport.authentication import ClientCertificate
from harness.transport.mllp_server import MllpServer
from harness.transport.tls import server_context
from tests.transport.conftest import certificates

__all__ = ["certificates"]

ONE = b"MSH|^~\\&|EMR|A|CR|B|20260101||ADT^A01|T-1|P|2.5\n"


@pytest.fixture
def secured(certificates):
    """The port of a listener that wants to see a certificate, and accepts."""
    context = server_context(ClientCertificate(*certificates.files("server")), clients=certificates.ca)
    with MllpServer(lambda _: b"MSH|^~\\&|A\rMSA|AA|T-1\r", tls=context) as server:
        yield server.port


def sent(port: int, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "harness", "send", "--mllp", f"localhost:{port}", "-", *words]
    return subprocess.run(command, input=ONE, capture_output=True, check=False, timeout=60)


def test_a_message_is_accepted_over_mutual_tls(secured, certificates) -> None:
    certificate, key = certificates.files("client")
    done = sent(secured, "--ca", certificates.ca, "--cert", str(certificate), "--key", str(key))
    assert (done.returncode, b"to mllps://localhost" in done.stdout) == (0, True), done.stderr


def test_without_our_certificate_nothing_is_delivered_and_it_is_said(secured, certificates) -> None:
    done = sent(secured, "--ca", certificates.ca)
    assert (done.returncode, b"Check the client certificate we present" in done.stderr) == (3, True), done.stderr


def test_a_server_of_an_unknown_issuer_is_said_with_what_to_do(secured) -> None:
    done = sent(secured, "--tls")
    assert (done.returncode, b"Give that root as the CA file" in done.stderr) == (3, True), done.stderr
