import pytest

from harness.errors import UsageError
from harness.transport.authentication import ClientCertificate
from harness.transport.http_client import HttpClient, Request

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def trusting(certificates):
    with HttpClient(verify=certificates.ca, timeout=5) as client:
        yield client


def test_an_exchange_over_tls_keeps_version_cipher_and_certificate(stage, trusting, certificates) -> None:
    exchange = trusting.send(Request("GET", stage.answers(OK, certificates.server("good"))))
    assert (exchange.response.body, exchange.tls.version) == (b"ok", "TLSv1.3")
    assert exchange.tls.certificate[:1] == b"0"
    assert exchange.tls.cipher.startswith("TLS_")


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("self-signed", {}, "it is self-signed"),
        ("good", {"begins": -9, "days": -3}, "it has expired"),
        ("good", {"begins": 3}, "it is not valid yet"),
        ("good", {"names": ("registry.example.org",)}, "it was issued for another name than localhost"),
    ],
)
def test_a_bad_certificate_is_unreachable_with_the_reason(stage, trusting, certificates, kind, facts, words) -> None:
    exchange = trusting.send(Request("GET", stage.answers(OK, certificates.server(kind, **facts))))
    assert (exchange.response, exchange.failure_kind) == (None, "unreachable")
    assert words in exchange.failure


def test_an_unknown_issuer_is_unreachable_with_the_remedy(stage, client, certificates) -> None:
    exchange = client.send(Request("GET", stage.answers(OK, certificates.server("good"))))
    assert exchange.failure_kind == "unreachable"
    assert "Give the issuer's certificate as the CA file" in exchange.failure


def test_a_bad_certificate_is_taken_where_nothing_is_verified(stage, certificates) -> None:
    with HttpClient(verify=False, timeout=5) as client:
        exchange = client.send(Request("GET", stage.answers(OK, certificates.server("self-signed"))))
    assert (exchange.response.body, exchange.tls.version) == (b"ok", "TLSv1.3")


def test_https_to_a_plain_port_says_what_to_change(stage, client) -> None:
    url = stage.plays(lambda caller: caller.says(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    exchange = client.send(Request("GET", url.replace("http:", "https:")))
    assert (exchange.failure_kind, "does not speak TLS" in exchange.failure) == ("unreachable", True)


def test_a_connection_closed_in_the_handshake_is_unreachable(stage, client) -> None:
    url = stage.plays(lambda caller: caller.sock.recv(10))
    exchange = client.send(Request("GET", url.replace("http:", "https:")))
    assert (exchange.failure_kind, "TLS handshake" in exchange.failure) == ("unreachable", True)


def test_a_handshake_that_never_ends_is_unreachable(stage, hasty) -> None:
    url = stage.plays(lambda caller: [caller.sock.recv(2000), caller.sock.recv(2000)])
    exchange = hasty.send(Request("GET", url.replace("http:", "https:")))
    assert (exchange.failure_kind, "did not finish the TLS handshake" in exchange.failure) == ("unreachable", True)


def test_a_client_certificate_is_presented(stage, certificates) -> None:
    tls = certificates.server("good")
    tls.load_verify_locations(certificates.ca)
    tls.verify_mode = tls.verify_mode.CERT_REQUIRED
    with HttpClient(verify=certificates.ca, auth=ClientCertificate(*certificates.files("client")), timeout=5) as client:
        assert client.send(Request("GET", stage.answers(OK, tls))).response.body == b"ok"


def test_a_missing_client_certificate_is_unreachable_with_the_alert(stage, trusting, certificates) -> None:
    tls = certificates.server("good")
    tls.verify_mode = tls.verify_mode.CERT_REQUIRED
    exchange = trusting.send(Request("GET", stage.answers(OK, tls)))
    assert exchange.failure_kind == "unreachable"
    assert "Check the client certificate we present" in exchange.failure


def test_a_ca_file_that_is_none_is_a_mistake_of_ours(tmp_path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    with pytest.raises(UsageError, match=r"cannot be used as CA file"):
        HttpClient(verify=str(tmp_path / "ca.pem"))


def test_a_key_that_does_not_fit_is_a_mistake_of_ours(certificates) -> None:
    certificate, _ = certificates.files("one")
    _, key = certificates.files("other")
    with pytest.raises(UsageError, match=r"that belong together"):
        HttpClient(auth=ClientCertificate(certificate, key))


def test_a_client_certificate_that_is_not_there_is_a_mistake_of_ours(tmp_path) -> None:
    with pytest.raises(UsageError, match=r"No such file"):
        HttpClient(auth=ClientCertificate(tmp_path / "a.pem", tmp_path / "a.key"))
