"""Whatever is read as a message is written back as the same bytes, in every version."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.messages.hl7v2 import Separators, parse
from harness.messages.hl7v2.dictionary import VERSIONS, components, fields

HEAD = b"MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5"
PIECES = st.sampled_from(
    [b"\r", b"\n", b"|", b"^", b"~", b"\\", b"&", b"PID", b"ZZ9", b"MSH", b'""', b"\\X0D\\", b"\xc3\xa9"]
)
BODY = st.lists(PIECES | st.binary(max_size=8), max_size=40).map(b"".join)
CHARSETS = st.sampled_from(
    [b"", b"ASCII", b"8859/1", b"8859/3", b"8859/15", b"UNICODE UTF-8", b"BIG-5", b"8859/1~ISO IR87"]
)

AS_IT_CAME = [
    HEAD + b"\rPID|||1\r",
    HEAD + b"\r\nPID|||1\r\n",
    HEAD + b"\nPID|||1",
    HEAD + b"\r\r\n\nPID|||1\r\r",
    b"\xef\xbb\xbf\r\n" + HEAD + b"\rPID|1||||\r",
    HEAD + b"||||||8859/1\rPID|1||M\xfcller~~^^&&^|\r",
    HEAD + b"||||||UNICODE UTF-8\rPID|1||\xff\xfe broken \xc3\r",
    HEAD + b"\rPID|1|\\F\\\\S\\\\T\\\\R\\\\E\\\\X0D0A\\\\C2842\\\\M2442\\\\.br\\\\H\\\\Zx\\\\\rZKE|Z^~\r",
    HEAD + b"\r free text without a name\r|||\rMSH\rMSH|^~\\&|again\r",
    b"MSH^$%&*^A^B\rPID^^^1$$$NS*1.2*ISO%2\r",
]


@pytest.mark.parametrize("data", AS_IT_CAME)
def test_a_message_is_written_as_it_came(data: bytes) -> None:
    assert parse(data).encode() == data


@settings(max_examples=2000)
@given(charset=CHARSETS, body=BODY)
@example(charset=b"8859/3", body=b"\xa5\xff")
def test_whatever_follows_a_header_is_written_as_it_came(charset: bytes, body: bytes) -> None:
    data = HEAD + b"||||||" + charset + b"\r" + body
    assert parse(data).encode() == data


@settings(max_examples=2000)
@given(body=BODY)
def test_every_place_in_any_message_can_be_looked_at(body: bytes) -> None:
    message = parse(HEAD + b"\r" + body)
    found = [message.get(where.at(2, 1)) for where in message.places("PID-3")]
    assert len(found) == len(message.places("PID-3"))


@settings(max_examples=2000)
@given(value=st.text(max_size=40))
def test_a_value_that_was_escaped_is_the_same_when_it_is_read(value: str) -> None:
    for marks in (Separators(), Separators(truncation="#"), Separators("$", "*", "!", "/", "+")):
        escaped = marks.escaped(value)
        assert marks.unescaped(escaped) == value
        assert not set(escaped) & {marks.field, marks.component, marks.repetition, marks.subcomponent, "\r", "\n"}


def every_segment(version: str) -> list[str]:
    """A segment of each name that the version has the fields of, all its components filled."""
    names = ("MSH", "EVN", "PID", "PV1", "NK1", "OBX", "ORC", "OBR", "MRG", "ERR", "MSA")
    lines = []
    for name in names[1:]:
        full = [
            "^".join(f"{one.name}{each.number}" for each in components(version, one.datatype) or [one])
            for one in fields(version, name)
        ]
        lines.append("|".join([name, *full]))
    return lines


@pytest.mark.parametrize("version", VERSIONS)
def test_full_segments_of_every_version_are_written_as_they_came(version: str) -> None:
    data = "\r".join([f"MSH|^~\\&|||||2026||ADT^A01|1|P|{version}", *every_segment(version), ""]).encode()
    assert data.count(b"|") > 150
    assert parse(data).encode() == data
