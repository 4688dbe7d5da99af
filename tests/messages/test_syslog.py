from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MalformedMessage
from harness.messages.syslog import SyslogMessage, parse, serialise

WHOLE = b"<85>1 2026-11-25T08:15:00.123+03:00 emr.example.org kijani 4711 IHE+RFC-3881 - <AuditMessage/>"


def test_the_header_is_taken_apart() -> None:
    assert parse(WHOLE) == SyslogMessage(
        priority=85,
        content=b"<AuditMessage/>",
        timestamp="2026-11-25T08:15:00.123+03:00",
        hostname="emr.example.org",
        app_name="kijani",
        procid="4711",
        msgid="IHE+RFC-3881",
    )


def test_facility_and_severity_are_in_the_priority() -> None:
    assert (parse(WHOLE).facility, parse(WHOLE).severity) == (10, 5)


def test_a_byte_order_mark_is_no_part_of_the_payload() -> None:
    found = parse(WHOLE.replace(b"<Audit", b"\xef\xbb\xbf<Audit"))
    assert (found.content[:3], found.payload) == (b"\xef\xbb\xbf", b"<AuditMessage/>")


READ = {
    "all nil": b"<0>1 - - - - - -",
    "no content": b"<191>1 - host - - - -",
    "empty content": b"<191>1 - host - - - - ",
    "a line end and a NUL": b"<85>1 - - - - - - a\n\x00b",
    "structured data": b'<85>1 - - - - - [a@1 x="1" y="\\"\\]\\\\"][b] text',
    "structured data with a letter that is no ASCII": '<85>1 - - - - - [a x="Wanjirũ"]'.encode(),
    "the smallest fraction": b"<85>1 2026-11-25T08:15:00.000003Z - - - - - x",
}


@pytest.mark.parametrize("message", READ.values(), ids=READ.keys())
def test_what_was_read_gives_the_same_bytes_again(message: bytes) -> None:
    assert serialise(parse(message)) == message


TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=32)
MESSAGES = st.builds(
    SyslogMessage, st.integers(0, 191), st.none() | st.binary(), hostname=TEXT, app_name=TEXT, procid=TEXT, msgid=TEXT
)


@given(MESSAGES)
def test_what_was_written_is_read_as_it_was(message: SyslogMessage) -> None:
    assert parse(serialise(message)) == message


BROKEN = {
    b"": ("PRI", "nothing"),
    b"hello": ("PRI", "'hello'"),
    b"<192>1 - - - - - -": ("PRI", "'192'"),
    b"<085>1 - - - - - -": ("PRI", "'<085>1 - - - - - -'"),
    b"<85>2 - - - - - -": ("VERSION", "'2'"),
    b"<85>Nov 25 08:15:00 host su: x": ("VERSION", "'Nov 25 08:15:00 host su: x'"),
    b"<85>1 2026-11-25 - - - - -": ("TIMESTAMP", "'2026-11-25 - - - - -'"),
    b"<85>1 2026-11-25T08:15:00 - - - - -": ("TIMESTAMP", "'2026-11-25T08:15:00 - - - - -'"),
    b"<85>1 - \xff - - - -": ("HOSTNAME", "'\\\\xff - - - -'"),
    b"<85>1 - h " + b"a" * 49 + b" - - -": ("APP-NAME", f"'{'a' * 40}'"),
    b"<85>1 - h a p": ("PROCID", "'p'"),
    b"<85>1 - h a p " + b"m" * 33 + b" -": ("MSGID", f"'{'m' * 33} -'"),
    b"<85>1 - h a p m": ("MSGID", "'m'"),
    b'<85>1 - h a p m [a x="]"] text': ("STRUCTURED-DATA", "'[a x=\"]\"] text'"),
    b"<85>1 - h a p m <AuditMessage/>": ("STRUCTURED-DATA", "'<AuditMessage/>'"),
    b'<85>1 - h a p m [a x="\xff"]': ("STRUCTURED-DATA", "'[a x=\"\\\\xff\"]'"),
}


@pytest.mark.parametrize(("message", "told"), BROKEN.items(), ids=[where for where, _ in BROKEN.values()])
def test_what_is_no_syslog_is_told_with_the_field(message: bytes, told: tuple[str, str]) -> None:
    with pytest.raises(MalformedMessage) as raised:
        parse(message)
    assert (raised.value.where, raised.value.found) == told


@given(st.binary(max_size=300) | st.binary(max_size=60).map(b"<85>1 - - - - - [a x=".__add__))
def test_any_bytes_are_read_or_refused(message: bytes) -> None:
    try:
        found = parse(message)
    except MalformedMessage:
        return
    assert serialise(dataclasses.replace(found)) == message


def test_a_million_quotes_are_refused_at_once() -> None:
    with pytest.raises(MalformedMessage):
        parse(b"<85>1 - - - - - " + b'[a x="\\"' * 200_000)
