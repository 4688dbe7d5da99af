from __future__ import annotations

import pytest

from harness.evidence.exchange import Exchange, Message
from harness.pytest_plugin.html import as_text
from harness.report.decoded import decoded
from harness.report.decoded_tls import is_tls, meant, tls_lines
from harness.report.html_message import message_view
from harness.transport.client_hello import client_hello

HELLO = client_hello("mpi.example", versions=("TLSv1.2", "TLSv1.3"), suites=("TLS_AES_128_GCM_SHA256",))
OLD = client_hello("127.0.0.1", versions=("TLSv1.1",), suites=("TLS_RSA_WITH_AES_128_CBC_SHA",))
SEALED = b"\x14\x03\x03\x00\x01\x01" + b"\x17\x03\x03\x00\x02ab" * 2


def record(kind: int, content: bytes) -> bytes:
    return bytes([kind, 3, 3]) + len(content).to_bytes(2, "big") + content


def handshake(kind: int, content: bytes = b"") -> bytes:
    return record(22, bytes([kind]) + len(content).to_bytes(3, "big") + content)


def told(wire: bytes) -> list[str]:
    return [line.text for line in tls_lines(wire)]


def test_a_client_hello_says_what_it_offers_and_to_whom() -> None:
    assert told(HELLO) == ["ClientHello: offers TLSv1.2, TLSv1.3; 1 cipher suites; to mpi.example"]
    assert told(OLD) == ["ClientHello: offers TLSv1.1; 1 cipher suites"]


def test_a_server_hello_says_what_it_chooses() -> None:
    body = b"\x03\x03" + bytes(33) + b"\x13\x01\x00"
    newer = body + b"\x00\x06\x00\x2b\x00\x02\x03\x04"
    assert told(handshake(2, body) + handshake(2, newer)) == [
        "ServerHello: chooses TLSv1.2",
        "ServerHello: chooses TLSv1.3",
    ]


def test_what_is_sealed_is_counted_and_not_opened() -> None:
    assert told(SEALED) == ["sealed, 4 bytes"]
    assert told(record(20, b"\x01") + record(22, b"xyz")) == ["sealed, 3 bytes"]


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        (record(21, b"\x02\x46"), "alert protocol_version: I do not speak this version"),
        (record(21, b"\x02\xc8"), "alert number 200"),
        (record(21, b""), "alert number -1"),
        (handshake(13), "CertificateRequest: show me yours"),
        (handshake(11, b"\x00\x00\x00"), "Certificate: none"),
        (handshake(99), "handshake message 99"),
        (handshake(1), "ClientHello: offers ; 0 cipher suites"),
    ],
)
def test_each_message_is_named(wire: bytes, words: str) -> None:
    assert told(wire) == [words]


def test_what_is_no_tls_has_no_lines() -> None:
    assert (told(b"SSH-2.0"), is_tls(b"SSH"), is_tls(None), is_tls(HELLO)) == ([], False, False, True)


def test_an_ending_says_what_it_means() -> None:
    assert meant("alert unknown_ca") == "alert unknown_ca: whoever vouches for you is nobody I know"
    assert meant("TLS, certificate: expired").endswith("one of the event's that has ended")
    assert meant("secured TLSv1.3 X") == "secured TLSv1.3 X"


def test_what_was_said_inside_is_shown_below_the_handshake() -> None:
    asked = Message("a", b"", b"\x0bMSH|^~\\&|A\r\x1c\r", 1, wire=HELLO + SEALED, start="TLS, certificate: trusted")
    lines = [line.text for line in decoded(asked).lines]
    assert lines[0] == "TLS, certificate: trusted: one that the event's authority issued"
    assert lines[-3].startswith("MSH-1")


def test_sealed_bytes_do_not_fill_a_page() -> None:
    view = message_view(Message("a", b"", b"", 1, wire=HELLO + SEALED * 500), (), lambda _: "file", label="Request")
    assert (view.kind, view.wire, view.size) == ("TLS handshake", "file", f"{(len(HELLO) + 10_000) / 1000:.1f} kB")
    assert len(view.raw) < 4000


def test_the_page_of_pytest_tells_a_handshake_in_words() -> None:
    asked = Message("a", b"", b"", 1, wire=OLD, start="ClientHello TLSv1.1")
    refused = Message("b", b"", b"", 2, wire=record(21, b"\x02\x46"), start="alert protocol_version")
    exchange = Exchange("x1", "ITI-19", "a", "b", "https://127.0.0.1:1", asked, refused, 2, protocol="tls")
    assert "I do not speak this version" in as_text(exchange)
    assert "offers TLSv1.1" in as_text(exchange)
