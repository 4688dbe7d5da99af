from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.transport.syslog_frames import Frame, FrameReader, Refused, framed

MESSAGES = st.lists(st.binary(min_size=1, max_size=40), max_size=8)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({min(cut, len(data)) for cut in cuts})
    return [data[low:high] for low, high in zip([0, *places], [*places, len(data)], strict=True)]


@given(MESSAGES, st.lists(st.integers(0, 400)))
def test_messages_come_whole_however_they_are_cut(messages: list[bytes], cuts: list[int]) -> None:
    reader = FrameReader()
    found = [one for piece in pieces(b"".join(map(framed, messages)), cuts) for one in reader.feed(piece)]
    assert found == [Frame(framed(one), one) for one in messages]
    assert reader.end() is None


@given(st.integers(11, 200), st.lists(st.integers(0, 400)))
def test_a_message_that_is_too_large_is_refused_and_the_next_is_taken(size: int, cuts: list[int]) -> None:
    reader = FrameReader(largest=10)
    data = framed(b"x" * size) + framed(b"good")
    found = [one for piece in pieces(data, cuts) for one in reader.feed(piece)]
    assert isinstance(found[0], Refused)
    assert "was announced, and 10 bytes are the most" in found[0].reason
    assert found[1:] == [Frame(b"4 good", b"good")]


@pytest.mark.parametrize("data", [b"hello", b"0 ", b"12345678901 x", b"-1 x", b"5\nabcde", b"<85>1 - - - - - - x\n"])
def test_what_is_no_length_is_refused_and_nothing_after_it_is_read(data: bytes) -> None:
    reader = FrameReader()
    (refused,) = reader.feed(data)
    assert isinstance(refused, Refused)
    assert (refused.lost, refused.raw, list(reader.feed(b"1 x")), reader.end()) == (True, data, [], None)


def test_who_ends_messages_with_lines_is_told_what_to_change() -> None:
    (refused,) = FrameReader().feed(b"<85>1 - - - - - - x\n")
    assert "count octets (RFC 5425), not to end lines" in refused.reason  # type: ignore[union-attr]


def test_half_a_message_is_told_at_the_end() -> None:
    reader = FrameReader()
    assert list(reader.feed(b"10 abc")) == []
    assert reader.end() == Refused(b"10 abc", "the connection ended within a message: 6 bytes of it came", lost=True)


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_it_never_holds_more_than_one_message(parts: list[bytes]) -> None:
    reader = FrameReader(largest=20)
    for part in parts:
        list(reader.feed(part))
        assert reader.held < 24
