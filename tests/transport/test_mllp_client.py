from __future__ import annotations

import logging
import socket
import time
from urllib.parse import urlsplit

import pytest

from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_server import MllpServer
from harness.transport.mllp_wire import framed
from tests.transport.conftest import Caller
from tests.transport.mllp import acknowledges


def block(caller: Caller) -> bytes:
    """The next block that `caller` sends, its frame included."""
    data = b""
    while not data.endswith(b"\x1c\r"):
        piece = caller.sock.recv(65536)
        if not piece:
            return b""
        data += piece
    caller.seen.append(data)
    return data


@pytest.fixture
def sent(stage):
    """Sends one message to a listener that answers with these bytes and closes."""

    def send(answer: bytes, **options):
        with MllpClient(
            "localhost", port_of(stage.plays(lambda caller: block(caller) and caller.says(answer))), **options
        ) as client:
            return client.send(b"one")

    return send


def port_of(url: str) -> int:
    return urlsplit(url).port or 0


def test_an_exchange_keeps_the_exact_bytes_both_ways(stage, sent) -> None:
    before = time.time()
    exchange = sent(framed(b"ACK"))
    assert stage.seen == [exchange.request.wire] == [b"\x0bone\x1c\r"]
    assert (exchange.request.body, exchange.response.body, exchange.response.wire) == (b"one", b"ACK", framed(b"ACK"))
    assert before <= exchange.request.at <= exchange.response.at <= exchange.ended <= time.time()
    assert (exchange.protocol, exchange.captured_at, exchange.failure) == ("mllp", "client", "")


def test_the_actors_and_the_address_are_in_the_exchange() -> None:
    with MllpServer(acknowledges) as server, MllpClient("127.0.0.1", server.port) as client:
        exchange = client.send(b"one", initiator="point_of_service", responder="client_registry")
    assert (exchange.initiator, exchange.response.sender) == ("point_of_service", "client_registry")
    assert (exchange.address, exchange.peer) == (server.url, f"127.0.0.1:{server.port}")


def test_one_connection_carries_many_messages() -> None:
    told = []
    with MllpServer(acknowledges, on_exchange=told.append) as server, MllpClient("127.0.0.1", server.port) as client:
        assert [client.send(b"%d" % number).response.body for number in range(3)] == [b"ACK 0", b"ACK 1", b"ACK 2"]
    assert len({one.peer for one in told}) == 1


def test_an_answer_in_pieces_is_one(stage) -> None:
    def script(caller):
        block(caller)
        for byte in framed(b"ACK"):
            caller.says(bytes([byte]))
            time.sleep(0.01)

    with MllpClient("localhost", port_of(stage.plays(script))) as client:
        assert client.send(b"one").response.body == b"ACK"


def test_bytes_can_be_sent_without_a_frame() -> None:
    told = []
    impatient = MllpServer(acknowledges, on_exchange=told.append, patience=0.2)
    with impatient as server, MllpClient("127.0.0.1", server.port, timeout=5) as client:
        assert client.send(b"bare", exactly=True).failure_kind == "no-answer"
    assert told[0].request.wire == b"bare"


def test_garbage_before_an_answer_is_kept(sent) -> None:
    exchange = sent(b"noise" + framed(b"ACK"))
    assert (exchange.response.body, exchange.response.wire) == (b"ACK", b"noise" + framed(b"ACK"))


FAILURES = {
    "nothing": (b"", "no-answer", "closed the connection without a byte"),
    "no start block": (b"MSH|^~\\&|ACK\r\x1c\r", "not-the-protocol", 'there is no start block 0x0B: it sent "MSH|'),
    "no end block": (b"\x0bMSH|half", "half-answer", "broke off: the connection was closed; 9 bytes in all came"),
    "a block within a block": (b"\x0bMSH|half" + framed(b"ACK"), "half-answer", "a new start block 0x0B came before"),
    "HTTP": (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not-the-protocol", "answered in HTTP, not in MLLP"),
    "a TLS alert": (
        b"\x15\x03\x03\x00\x02\x02\x28",
        "not-the-protocol",
        "Check whether it wants to be spoken to with TLS",
    ),
    "line ends": (b"\r\n", "not-the-protocol", "only line ends came"),
}


@pytest.mark.parametrize(("answer", "kind", "words"), FAILURES.values(), ids=FAILURES)
def test_what_is_no_answer_is_told_in_words(sent, answer: bytes, kind: str, words: str) -> None:
    exchange = sent(answer)
    assert (exchange.response, exchange.failure_kind) == (None, kind)
    assert words in exchange.failure


def test_an_answer_too_large_is_not_read_to_its_end(sent) -> None:
    exchange = sent(framed(b"x" * 2000), limit=1000)
    assert exchange.failure_kind == "half-answer"
    assert "larger than 1,000 bytes" in exchange.failure


def test_nobody_listening_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    exchange = MllpClient("127.0.0.1", port).send(b"one")
    assert (exchange.failure_kind, f"Nothing listens at 127.0.0.1:{port}" in exchange.failure) == ("unreachable", True)
    assert exchange.request.wire == framed(b"one")


@pytest.mark.parametrize(
    ("begin", "kind"), [(b"", "no-answer"), (b"\x0bhalf", "half-answer"), (b"x", "not-the-protocol")]
)
def test_one_who_is_silent_is_not_waited_for_longer_than_allowed(stage, begin: bytes, kind: str) -> None:
    def script(caller):
        block(caller)
        caller.says(begin)
        block(caller)

    with MllpClient("localhost", port_of(stage.plays(script)), timeout=0.3) as client:
        start = time.monotonic()
        assert client.send(b"one").failure_kind == kind
    assert time.monotonic() - start < 3


def test_a_reset_is_told(stage) -> None:
    with MllpClient("localhost", port_of(stage.plays(lambda caller: block(caller) and caller.resets()))) as client:
        exchange = client.send(b"one")
    assert (exchange.failure_kind, "reset the connection" in exchange.failure) == ("no-answer", True)


def test_a_connection_that_was_closed_in_the_meantime_is_opened_anew(stage) -> None:
    url = stage.plays(lambda caller: block(caller) and caller.says(framed(b"ACK")))
    with MllpClient("localhost", port_of(url)) as client:
        answers = [client.send(b"one").response.body for _ in range(3)]
    assert (answers, len(stage.seen)) == ([b"ACK"] * 3, 3)


def test_a_connection_that_is_closed_while_we_send_is_opened_anew_once(stage) -> None:
    def script(caller):
        block(caller)
        caller.says(framed(b"ACK"))
        if caller.number == 1:
            block(caller)  # and no answer

    with MllpClient("localhost", port_of(stage.plays(script))) as client:
        assert [client.send(b"one").response.body for _ in range(2)] == [b"ACK", b"ACK"]
    assert len(stage.seen) == 3


@pytest.mark.parametrize("pause", [0, 0.1])
def test_what_nobody_asked_for_is_not_taken_for_the_next_answer(stage, caplog, pause: float) -> None:
    def script(caller):
        while sent := block(caller):
            caller.says(framed(b"ACK " + sent[1:4]))
            time.sleep(pause)
            caller.says(framed(b"unasked"))

    with caplog.at_level(logging.INFO), MllpClient("localhost", port_of(stage.plays(script))) as client:
        first = client.send(b"one").response.body
        time.sleep(2 * pause + 0.05)
        assert (first, client.send(b"two").response.body) == (b"ACK one", b"ACK two")


def test_an_answer_that_comes_before_all_was_sent_is_read(stage) -> None:
    def script(caller):
        caller.sock.recv(1000)
        caller.says(framed(b"NAK too large"))
        time.sleep(1)

    with MllpClient("localhost", port_of(stage.plays(script)), timeout=20) as client:
        exchange = client.send(b"x" * 50_000_000)
    assert exchange.response.body == b"NAK too large"
    assert 1000 < len(exchange.request.wire) < 50_000_000


def test_large_messages_cross_whole() -> None:
    message = bytes(range(32, 127)) * 50_000
    with MllpServer(lambda one: one.message) as server, MllpClient("127.0.0.1", server.port) as client:
        assert client.send(message).response.body == message
