import socket
import ssl
import time
from pathlib import Path

import pytest

from harness.transport.authentication import ClientCertificate
from harness.transport.tls import inspect, read_certificate


@pytest.fixture
def listening(stage):
    """A TLS server that says nothing after the handshake; gives its port."""
    return lambda tls: int(stage.plays(lambda caller: caller.sock.recv(1), tls)[:-1].rpartition(":")[2])


def test_a_good_server_shows_its_facts(listening, certificates) -> None:
    facts = inspect("localhost", listening(certificates.server("good")), ca=certificates.ca)
    assert (facts.problem, facts.version) == ("", "TLSv1.3")
    assert (facts.certificate.names, facts.certificate.issuer) == (
        ("localhost", "127.0.0.1"),
        "CN=Ministry of Health Test CA",
    )
    assert 29 < (facts.expires - time.time()) / 86400 < 31


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("self-signed", {}, "The certificate of CN=self-signed is self-signed."),
        ("good", {"begins": -9, "days": -3}, "The certificate of CN=good expired on 20"),
        ("good", {"begins": 3}, "The certificate is valid from 20"),
        (
            "good",
            {"names": ("a.example.org", "10.0.0.7")},
            "was issued for a.example.org, 10.0.0.7, not for localhost.",
        ),
    ],
)
def test_a_problem_is_told_in_plain_words(listening, certificates, kind: str, facts, words: str) -> None:
    assert words in inspect("localhost", listening(certificates.server(kind, **facts)), ca=certificates.ca).problem


def test_another_address_is_another_name(listening, certificates) -> None:
    facts = inspect("127.0.0.1", listening(certificates.server("good", names=("10.0.0.7",))), ca=certificates.ca)
    assert "was issued for 10.0.0.7, not for 127.0.0.1." in facts.problem


def test_an_unknown_root_is_named(listening, certificates) -> None:
    facts = inspect("localhost", listening(certificates.server("good", root=True)))
    assert len(facts.chain) == 2
    assert facts.problem.startswith("The chain ends in CN=Ministry of Health Test CA, which is not trusted here.")


def test_an_unknown_issuer_is_named(listening, certificates) -> None:
    facts = inspect("localhost", listening(certificates.server("good")))
    assert facts.problem.startswith("The issuer, CN=Ministry of Health Test CA, is not trusted here")


def test_an_address_in_the_certificate_counts(listening, certificates) -> None:
    facts = inspect("127.0.0.1", listening(certificates.server("good")), ca=certificates.ca)
    assert facts.problem == ""


def test_nobody_there_is_a_problem_without_a_chain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    facts = inspect("127.0.0.1", port)
    assert (facts.certificate, facts.expires) == (None, 0)
    assert facts.problem.startswith("Nothing listens at")


def test_a_port_without_tls_is_a_problem(stage) -> None:
    url = stage.plays(lambda caller: caller.says(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    assert "does not speak TLS" in inspect("localhost", int(url[:-1].rpartition(":")[2])).problem


def test_a_server_that_wants_a_certificate_gets_it(listening, certificates) -> None:
    tls = certificates.server("good")
    tls.maximum_version = tls.maximum_version.TLSv1_2
    tls.load_verify_locations(certificates.ca)
    tls.verify_mode = tls.verify_mode.CERT_REQUIRED
    port, own = listening(tls), ClientCertificate(*certificates.files("client"))
    assert inspect("localhost", port, ca=certificates.ca, certificate=own).problem == ""
    assert "whether it wants a client certificate" in inspect("localhost", port, ca=certificates.ca).problem


def test_a_certificate_without_names_goes_by_its_common_name(certificates) -> None:
    certificate, _ = certificates.files("old-style", names=())
    der = ssl.PEM_cert_to_DER_cert(certificate.read_text())
    assert (read_certificate(der).names, read_certificate(der).self_signed) == (("old-style",), False)


def test_an_authority_signs_itself(certificates) -> None:
    assert read_certificate(ssl.PEM_cert_to_DER_cert(Path(certificates.ca).read_text())).self_signed
