"""A ClientHello written by hand is what a TLS library reads, and what a server says first is understood."""

from __future__ import annotations

import ssl

import pytest

from harness.transport.client_hello import OLDER, SUITES, FirstWord, client_hello, first_word


def hello(content: bytes, kind: int = 22) -> bytes:
    return bytes([kind, 3, 3]) + len(content).to_bytes(2, "big") + content


def server_hello(version: int, extensions: bytes = b"") -> bytes:
    body = version.to_bytes(2, "big") + bytes(32) + b"\x02id" + b"\xc0\x2f\x00"
    body += len(extensions).to_bytes(2, "big") + extensions
    return hello(b"\x02" + len(body).to_bytes(3, "big") + body)


LATER = b"\x00\x17\x00\x00\x00\x2b\x00\x02\x03\x04"  # extended_master_secret, supported_versions: TLS 1.3


def test_it_offers_old_versions_without_a_word_of_newer_ones() -> None:
    offered = client_hello("registry.example.org", versions=["TLSv1.1"], suites=tuple(OLDER))
    assert offered[9:11] == b"\x03\x02"
    assert b"\x00\x2b\x00\x03\x02" not in offered
    assert b"registry.example.org" in offered


def test_an_address_is_no_server_name() -> None:
    assert b"127.0.0.1" not in client_hello("127.0.0.1", versions=["TLSv1.3"], suites=tuple(SUITES))


def test_a_library_understands_it() -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # without a certificate it can only refuse, once it has read all
    incoming.write(client_hello("here", versions=["TLSv1.2", "TLSv1.3"], suites=tuple(SUITES)))
    with pytest.raises(ssl.SSLError, match="NO_"):
        context.wrap_bio(incoming, outgoing, server_side=True).do_handshake()
    assert first_word(outgoing.read()) == FirstWord("handshake_failure")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (hello(b"\x02\x46", kind=21), "alert protocol_version"),
        (hello(b"\x02\xfa", kind=21), "alert number 250"),
        (server_hello(0x0302), "TLSv1.1 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        (server_hello(0x0303, LATER), "TLSv1.3 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        (server_hello(0x7F1C), "0x7f1c TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    ],
)
def test_what_a_server_says_first_is_told(raw: bytes, words: str) -> None:
    word = first_word(raw)
    assert word is not None
    assert word.words == words


@pytest.mark.parametrize(
    "raw", [b"", b"\x15", b"\x15\x03\x03\x00", b"\x15\x03\x03\x00\x02\x02", b"\x15\x03\x03\x00\x01\x02"]
)
def test_a_part_says_nothing_yet(raw: bytes) -> None:
    assert first_word(raw) is None


@pytest.mark.parametrize("raw", [b"HTTP/1.1 400", b"\x16\x05\x03\x00\x01\x02", hello(b"\x0b\x00\x00\x00")])
def test_what_is_no_answer_to_it_says_so(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"no (TLS record|ServerHello)"):
        first_word(raw)
