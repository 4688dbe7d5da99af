import gzip
import zlib
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.transport.http_wire import Incoming, NotHttp, TooLarge, decoded, fields

CHUNKED = (
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;ext=1\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nX-Check: ok\r\n\r\n"
)


def received(data: bytes, *, answers: str = "GET", closed: bool = False) -> Incoming:
    incoming = Incoming(answers=answers)
    incoming.feed(data)
    if closed:
        incoming.end()
    return incoming


@given(st.lists(st.integers(1, len(CHUNKED) - 1), max_size=12))
def test_an_answer_reads_the_same_however_it_is_cut(cuts: list[int]) -> None:
    incoming = Incoming(answers="GET")
    edges = [0, *sorted(cuts), len(CHUNKED)]
    for begin, end in pairwise(edges):
        incoming.feed(CHUNKED[begin:end])
    assert (incoming.complete, incoming.content, incoming.start) == (True, b"hello world", "HTTP/1.1 200 OK")
    assert incoming.head + incoming.wire == CHUNKED


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_not_http(data: bytes) -> None:
    incoming = Incoming(answers="GET")
    with suppress(NotHttp):
        incoming.feed(data)
    assert bytes(incoming.raw) == data


def test_header_fields_keep_their_case_order_and_repetition() -> None:
    assert fields(b"HTTP/1.1 200 OK\r\nx-B: 1\r\nX-a:  2 \r\nx-b: 3\r\n\r\n") == (
        "HTTP/1.1 200 OK",
        (("x-B", "1"), ("X-a", "2"), ("x-b", "3")),
    )


def test_a_folded_header_field_is_one_field() -> None:
    assert fields(b"HTTP/1.1 200 OK\r\nX-Long: a\r\n  b\r\n\r\n")[1] == (("X-Long", "a b"),)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"HTTP/1.1 200 OK\r\nno field\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"0" * 5000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"x" * 300_000,
    ],
)
def test_what_is_not_http_is_told_so(data: bytes) -> None:
    with pytest.raises(NotHttp):
        received(data)


def test_an_answer_without_a_length_ends_with_the_connection() -> None:
    incoming = received(b"HTTP/1.0 200 OK\r\n\r\nall of it", closed=True)
    assert (incoming.complete, incoming.keep_alive, incoming.content) == (True, False, b"all of it")


def test_an_unknown_transfer_coding_ends_with_the_connection() -> None:
    assert received(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc", closed=True).content == b"abc"


def test_a_closed_connection_does_not_complete_half_an_answer() -> None:
    incoming = received(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", closed=True)
    assert (incoming.complete, incoming.content, incoming.expected) == (False, b"half", 9)


@pytest.mark.parametrize(("answers", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_an_answer_that_has_no_body_ends_with_its_head(answers: str, status: int) -> None:
    incoming = received(b"HTTP/1.1 %d X\r\nContent-Length: 9\r\n\r\n" % status, answers=answers)
    assert (incoming.complete, incoming.content) == (True, b"")


def test_what_follows_the_end_is_surplus() -> None:
    incoming = received(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokAND MORE")
    assert (incoming.content, incoming.surplus, incoming.wire) == (b"ok", b"AND MORE", b"okAND MORE")


def test_a_request_without_a_length_has_no_body() -> None:
    incoming = received(b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n", answers="")
    assert (incoming.complete, incoming.content, incoming.surplus) == (True, b"", b"GET /2 HTTP/1.1\r\n")


def test_more_than_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        Incoming(answers="GET", limit=10).feed(b"HTTP/1.1 200 OK\r\n\r\n")


def test_content_codings_come_off() -> None:
    bare = zlib.compressobj(wbits=-15)
    packed = bare.compress(b"text") + bare.flush()
    assert decoded(gzip.compress(b"text"), (("Content-Encoding", "gzip"),)) == b"text"
    assert decoded(zlib.compress(b"text"), (("Content-Encoding", "deflate"),)) == b"text"
    assert decoded(packed, (("Content-Encoding", "identity, deflate"),)) == b"text"


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_content_that_cannot_be_decoded_stays_as_it_is(coding: str) -> None:
    assert decoded(b"plain", (("Content-Encoding", coding),)) == b"plain"
    assert decoded(gzip.compress(b"text")[:-9], (("Content-Encoding", coding),)).startswith(b"\x1f\x8b")


def test_a_small_answer_that_unpacks_to_a_large_one_is_too_large() -> None:
    with pytest.raises(TooLarge):
        decoded(gzip.compress(bytes(1_000_000)), (("Content-Encoding", "gzip"),), limit=10_000)
