from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harness.messages.hl7v2 import Fault, Message, acknowledgement, parse, place, unreadable

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
FAULTS = (Fault("204", place("PID-3[2].4"), "no such authority"), Fault("101", place("PID-5")))


def feed(version: str = "2.5", *, charset: bytes = b"", facility: bytes = b"TEST") -> Message:
    """A feed from TEST_HARNESS to CR1."""
    head = b"MSH|^~\\&|TEST_HARNESS|%s&1.2&ISO|CR1^1.3^ISO|MOH|20260101||ADT^A01|T\\T\\1|D|%s||||||%s\r"
    return parse(head % (facility, version.encode(), charset))


def acknowledged(request: Message, code: str, *faults: Fault) -> Message:
    return acknowledgement(request, code, control_id="R1", at=NOON, faults=faults)


def test_an_acknowledgement_goes_back_to_the_sender() -> None:
    assert acknowledged(feed(), "AA").encode() == (
        b"MSH|^~\\&|CR1^1.3^ISO|MOH|TEST_HARNESS|TEST&1.2&ISO|20260101120000+0000||ACK^A01^ACK|R1|D|2.5\rMSA|AA|T\\T\\1\r"
    )


KINDS = {"2.1": "ACK", "2.2": "ACK", "2.3": "ACK^A01", "2.3.1": "ACK^A01^ACK", "2.8": "ACK^A01^ACK"}


@pytest.mark.parametrize(("version", "kind"), KINDS.items())
def test_the_message_type_is_that_of_the_version(version: str, kind: str) -> None:
    answer = acknowledged(feed(version), "AA")
    assert (answer.raw("MSH-9"), answer.get("MSH-12")) == (kind, version)


ERRORS = {
    "2.2": b"ERR|PID^1^3^204~PID^1^5^101\r",
    "2.3.1": b"ERR|PID^1^3^204&no such authority&HL70357~PID^1^5^101&Required field missing&HL70357\r",
    "2.4": b"ERR|PID^1^3^204&no such authority&HL70357~PID^1^5^101&Required field missing&HL70357\r",
    "2.5": b"ERR||PID^1^3^2^4|204^Unknown key identifier^HL70357|E||||no such authority\r"
    b"ERR||PID^1^5|101^Required field missing^HL70357|E\r",
}


@pytest.mark.parametrize(("version", "lines"), ERRORS.items())
def test_faults_are_told_in_the_shape_of_the_version(version: str, lines: bytes) -> None:
    assert acknowledged(feed(version), "AE", *FAULTS).encode().partition(b"MSA|AE|T\\T\\1\r")[2] == lines


@pytest.mark.parametrize("code", ["AA", "AE", "AR", "CA", "CE", "CR"])
def test_every_word_of_table_0008_can_be_said(code: str) -> None:
    assert acknowledged(feed(), code).get("MSA-1") == code


def test_a_fault_without_a_place_is_told_too() -> None:
    assert acknowledged(feed("2.5"), "AR", Fault("207")).raw("ERR") == "ERR|||207^Application internal error^HL70357|E"
    assert acknowledged(feed("2.4"), "AR", Fault("207")).raw("ERR-1") == "^^^207&Application internal error&HL70357"


@pytest.mark.parametrize("charset", [b"", b"ASCII", b"8859/1", b"UNICODE UTF-8", b"BIG-5"])
@pytest.mark.parametrize("facility", ["Zoë".encode(), b"Zo\xeb", b"\xff\xfe"])
def test_an_acknowledgement_of_any_bytes_can_be_written_and_echoes_them(charset: bytes, facility: bytes) -> None:
    answer = acknowledged(feed(charset=charset, facility=facility), "AE", Fault("207", text="naïve 字"))
    assert facility in answer.encode()


def test_a_request_with_other_separators_is_answered_with_the_usual_ones() -> None:
    request = parse(b"MSH$*!/+$A|B$F$C$G$2026$$ADT*A01$7|8$P$2.5\r")
    answer = acknowledged(request, "AA")
    assert (answer.raw("MSH-5"), answer.get("MSA-2"), answer.raw("MSA-2")) == ("A\\F\\B", "7|8", "7\\F\\8")


def test_without_version_and_processing_id_the_answer_has_them() -> None:
    answer = acknowledged(parse(b"MSH|^~\\&|A\r"), "AR")
    assert (answer.get("MSH-11"), answer.get("MSH-12"), answer.raw("MSH-9")) == ("P", "2.5", "ACK^^ACK")


def test_what_cannot_be_read_is_refused_with_the_reason() -> None:
    answer = parse(unreadable("expected MSH, found “GET /”", control_id="R1", at=NOON).encode())
    assert (answer.get("MSA-1"), answer.get("MSA-2"), answer.get("ERR-8")) == ("AR", "", "expected MSH, found ?GET /?")
