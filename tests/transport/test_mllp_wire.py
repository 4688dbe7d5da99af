from __future__ import annotations

import pytest

from harness.transport.mllp_wire import KEPT, Block, Blocks, framed

ONE, TWO = framed(b"MSH|one\r"), framed(b"MSH|two\r")


def blocks_in(*pieces: bytes, limit: int = 1000) -> list[Block]:
    """The blocks of a stream that arrives in `pieces` and then ends."""
    blocks, found = Blocks(limit), []
    for piece in pieces:
        blocks.feed(piece)
        while (block := blocks.next()) is not None:
            found.append(block)
    return [*found, rest] if (rest := blocks.rest()) else found


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_blocks_are_found_however_they_arrive(size: int) -> None:
    stream = ONE + TWO
    found = blocks_in(*(stream[at : at + size] for at in range(0, len(stream), size)))
    assert found == [Block(b"MSH|one\r", ONE), Block(b"MSH|two\r", TWO)]


STREAMS = {
    "garbage before the start block": (b"noise" + ONE, [b"MSH|one\r"], "5 bytes came before the start block 0x0B"),
    "no byte after the end block": (ONE[:-1], [b"MSH|one\r"], "the end block 0x1C is not followed by 0x0D"),
    "another byte after the end block": (ONE[:-1] + TWO, [b"MSH|one\r", b"MSH|two\r"], "not followed by 0x0D"),
    "line ends between two blocks": (ONE + b"\r\n\n" + TWO + b"\n", [b"MSH|one\r", b"MSH|two\r"], ""),
}


@pytest.mark.parametrize(("stream", "messages", "problem"), STREAMS.values(), ids=STREAMS)
def test_a_message_is_taken_and_what_is_wrong_with_its_frame_is_said(stream, messages, problem) -> None:
    found = blocks_in(stream)
    assert ([one.message for one in found], [one.broken for one in found]) == (messages, [False] * len(found))
    assert problem in found[0].problem


BROKEN = {
    "a new block before the end": (b"\x0bMSH|half" + ONE, "a new start block 0x0B came before the end block"),
    "no end block": (b"\x0bMSH|half\r", "the end block 0x1C 0x0D is missing"),
    "no start block": (b"MSH|half\r\x1c\r", "there is no start block 0x0B: it sent"),
    "too large": (framed(b"x" * 1001), "it is larger than 1,000 bytes"),
}


@pytest.mark.parametrize(("stream", "problem"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_whole_message_is_said(stream: bytes, problem: str) -> None:
    first = blocks_in(stream)[0]
    assert first.broken
    assert problem in first.problem


def test_a_message_after_a_broken_one_is_whole() -> None:
    assert blocks_in(b"\x0bMSH|half" + ONE)[1] == Block(b"MSH|one\r", ONE)
    assert blocks_in(framed(b"x" * 1001) + ONE)[1] == Block(b"MSH|one\r", ONE)


def test_of_a_message_that_is_too_large_the_beginning_is_kept() -> None:
    pieces = [b"\x0b", *[b"x" * 50_000] * 20, b"\x1c", b"\r" + ONE]
    large, small = blocks_in(*pieces)
    assert (len(large.message), large.broken) == (KEPT, True)
    assert small == Block(b"MSH|one\r", ONE)


def test_a_message_as_large_as_allowed_is_whole() -> None:
    assert blocks_in(framed(b"x" * 1000)) == [Block(b"x" * 1000, framed(b"x" * 1000))]


@pytest.mark.parametrize("begin", [b"", b"\x0b"])
def test_memory_stays_bounded_whatever_comes(begin: bytes) -> None:
    blocks = Blocks(1000)
    blocks.feed(begin)
    for _ in range(100):
        blocks.feed(b"x" * 65536)
        assert blocks.next() is None
    assert blocks.pending == 100 * 65536 + len(begin)
    assert len(blocks.rest().wire) <= KEPT + 1
