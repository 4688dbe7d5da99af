"""Whatever comes before it, a good message on the same connection is answered."""

from __future__ import annotations

import socket

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.transport.mllp_server import MllpServer
from harness.transport.mllp_wire import Blocks, framed
from tests.transport.mllp import acknowledges, heard, refuses

MARKS = st.sampled_from(
    [b"\x0b", b"\x1c", b"\r", b"\n", b"\x1c\r", b"\x0bone\x1c\r", b"MSH|^~\\&", b"\x00", b"x" * 3000]
)
NOISE = st.lists(MARKS | st.binary(max_size=6), max_size=12).map(b"".join)


@pytest.fixture(scope="module")
def port():
    with MllpServer(acknowledges, refuse=refuses, largest=5000, connections=20) as server:
        yield server.port


@settings(max_examples=2000)
@given(noise=NOISE.filter(lambda noise: not noise.startswith(b"\x16\x03")))
@example(noise=b"\x0b" + b"x" * 20_000)
@example(noise=b"\x0b\x1c")
def test_a_good_message_is_answered_after_any_noise(port: int, noise: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.sendall(noise + framed(b"good"))
        sock.shutdown(socket.SHUT_WR)
        answers = heard(sock, 1000)
    assert answers[-1] == b"ACK good"


@settings(max_examples=2000)
@given(pieces=st.lists(NOISE, max_size=8))
def test_no_byte_is_counted_twice_or_lost(pieces: list[bytes]) -> None:
    blocks, wire = Blocks(10**9), b""
    for piece in pieces:
        blocks.feed(piece)
        while (block := blocks.next()) is not None:
            wire += block.wire
    rest = blocks.rest()
    assert (wire + (rest.wire if rest else b"")).rstrip(b"\r\n") == b"".join(pieces).rstrip(b"\r\n")
