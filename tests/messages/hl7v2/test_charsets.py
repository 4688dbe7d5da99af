from __future__ import annotations

import pytest

from harness.errors import MalformedMessage
from harness.messages.hl7v2 import Message, parse
from harness.messages.hl7v2.charsets import CODECS


def named(declared: str, family: bytes) -> Message:
    """A message whose MSH-18 is `declared` and PID-5 `family`."""
    return parse(b"MSH|^~\\&|||||||ADT^A01|1|P|2.5||||||%s\rPID|||||%s\r" % (declared.encode(), family))


@pytest.mark.parametrize("declared", CODECS)
def test_a_name_is_read_in_the_character_set_that_is_declared(declared: str) -> None:
    family = "Naïve" if declared in ("8859/1", "8859/15", "UNICODE UTF-8") else "Achieng"
    message = named(declared, family.encode(CODECS[declared]))
    assert (message.get("PID-5"), message.charset.problem) == (family, "")


PROBLEMS = [
    ("", "Zoë".encode(), "Zoë", "MSH-18 is empty, which means ASCII, and the message has the byte 0xC3"),
    ("", b"Zo\xeb", "Zoë", "read as 8859/1"),
    ("ASCII", "Zoë".encode(), "Zoë", "MSH-18 declares ASCII, and the message has the byte 0xC3"),
    ("utf-8", "Zoë".encode(), "Zoë", "'utf-8', which is not in table 0211; it was read as UNICODE UTF-8"),
    ("ISO-8859-1", b"Zo\xeb", "Zoë", "it was read as 8859/1"),
    ("UNICODE UTF-8", b"Zo\xeb", "Zo\ufffd", "the byte 0xEB (number 61) is not in it"),
    ("BIG-5", b"Zo\xeb", "Zoë", "'BIG-5', which the harness does not read"),
    ("8859/12", b"Zoe", "Zoe", "'8859/12', which the harness does not read"),
]


@pytest.mark.parametrize(("declared", "family", "read", "problem"), PROBLEMS)
def test_what_is_not_as_declared_is_read_and_said(declared: str, family: bytes, read: str, problem: str) -> None:
    message = named(declared, family)
    assert message.get("PID-5") == read
    assert problem in message.charset.problem


def test_the_first_of_several_character_sets_is_the_message_s_own() -> None:
    message = named("8859/1~ISO IR87", b"Zo\xeb")
    assert (message.get("PID-5"), message.charset.declared) == ("Zoë", ("8859/1", "ISO IR87"))


def test_a_value_is_written_in_the_character_set_that_is_set() -> None:
    message = named("", b"Zoe").with_value("MSH-18", "8859/1").with_value("PID-5", "Zoë")
    assert b"8859/1\rPID|||||Zo\xeb\r" in message.encode()


def test_a_character_that_cannot_be_written_is_refused_by_name() -> None:
    with pytest.raises(
        MalformedMessage, match=r"MSH-18: expected characters of ASCII, because MSH-18 is empty, found 'ë'"
    ):
        named("", b"Zoe").with_value("PID-5", "Zoë").encode()
