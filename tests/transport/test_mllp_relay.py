from __future__ import annotations

import socket
import time

import pytest

from harness.errors import UsageError
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_delivery import Raw
from harness.transport.mllp_relay import MllpRelay
from harness.transport.mllp_server import MllpServer
from tests.transport.conftest import Caller
from tests.transport.mllp import acknowledges, calling, closed, heard, resets


@pytest.fixture
def responder():
    with MllpServer(acknowledges) as server:
        yield server


@pytest.fixture
def relay(responder, told):
    with MllpRelay(responder.url, on_exchange=told.put, initiator="lab", responder="registry", timeout=0.4) as relay:
        yield relay


@pytest.fixture
def before(stage, told):
    """Puts a relay in front of a listener that follows a script."""
    made = []

    def before(script, **settings) -> MllpRelay:
        url = stage.plays(script).replace("http://", "mllp://")
        made.append(MllpRelay(url, on_exchange=told.put, **settings))
        made[-1].start()
        return made[-1]

    yield before
    for one in made:
        one.stop()


def test_a_message_and_its_answer_cross_byte_for_byte(relay, told) -> None:
    with calling(relay) as sock:
        sock.sendall(b"noise\r\n\x0bMSH|one\x1c\r")
        assert sock.recv(100) == b"\x0bACK MSH|one\x1c\r"
    exchange = told()
    assert exchange.request.wire == exchange.forwarded_request.wire == b"noise\r\n\x0bMSH|one\x1c\r"
    assert (exchange.response.body, exchange.response.wire) == (b"ACK MSH|one", b"\x0bACK MSH|one\x1c\r")


def test_the_evidence_says_who_where_and_when(relay, told) -> None:
    with MllpClient("127.0.0.1", relay.port) as client:
        sent = client.send(b"one")
    exchange = told()
    times = [exchange.request.at, exchange.forwarded_request.at, exchange.response.at, exchange.forwarded_response.at]
    assert times == sorted(times)
    assert (exchange.captured_at, exchange.protocol, exchange.address) == ("relay", "mllp", sent.address)
    assert (exchange.request.sender, exchange.response.sender, exchange.failure) == ("lab", "registry", "")


def test_many_messages_on_many_connections_keep_their_answers(relay, told) -> None:
    clients = [MllpClient("127.0.0.1", relay.port) for _ in range(5)]
    said = [(b"%d-%d" % (number, turn), client) for turn in range(20) for number, client in enumerate(clients)]
    assert [client.send(words).response.body for words, client in said] == [b"ACK " + words for words, _ in said]
    exchanges = [told() for _ in said]
    assert all(one.response.body == b"ACK " + one.request.body for one in exchanges)
    for client in clients:
        client.close()


def test_messages_that_come_in_one_piece_are_told_one_by_one(relay, told) -> None:
    with calling(relay) as sock:
        sock.sendall(b"\x0bone\x1c\r\x0btwo\x1c\r")
        assert heard(sock, 2) == [b"ACK one", b"ACK two"]
    assert [told().response.body, told().response.body] == [b"ACK one", b"ACK two"]


def test_a_large_message_crosses_whole(relay, told) -> None:
    message = b"x" * 5_000_000
    with MllpClient("127.0.0.1", relay.port) as client:
        assert client.send(message).response.body == b"ACK " + message[:100]
    assert told().forwarded_request.body == message


def test_half_a_message_is_told_as_that(relay, told) -> None:
    with calling(relay) as sock:
        sock.sendall(b"\x0bMSH|half")
    exchange = told()
    assert (exchange.failure_kind, exchange.request.body) == ("not-the-protocol", b"MSH|half")
    assert "closed the connection within a message: the end block 0x1C 0x0D is missing" in exchange.failure


def test_a_dead_responder_closes_the_connection_and_the_evidence_says_why(told) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = taken.getsockname()[1]
    with MllpRelay(f"mllp://127.0.0.1:{dead}", on_exchange=told.put) as relay, calling(relay) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert sock.recv(100) == b""
    exchange = told()
    assert (exchange.failure_kind, exchange.request.body, exchange.response) == ("unreachable", b"one", None)
    assert (f"Nothing listens at 127.0.0.1:{dead}" in exchange.failure, exchange.forwarded_request) == (True, None)


def test_a_message_too_large_for_one_piece_is_kept_though_nobody_takes_it(told) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = taken.getsockname()[1]
    with MllpRelay(f"mllp://127.0.0.1:{dead}", on_exchange=told.put) as relay, calling(relay) as sock:
        sock.sendall(b"\x0b" + b"x" * 1_000_000 + b"\x1c\r")
        assert closed(sock)
    assert told().request.body == b"x" * 1_000_000


def test_a_responder_that_closes_without_an_answer_is_told(before, told) -> None:
    relay = before(lambda caller: caller.sock.recv(100))
    with calling(relay) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert closed(sock)
    exchange = told()
    assert (exchange.failure_kind, exchange.forwarded_request.body) == ("no-answer", b"one")
    assert "The responder closed the connection before an answer came" in exchange.failure


def test_half_an_answer_is_passed_on_and_told_as_that(before, told) -> None:
    def half(caller: Caller) -> None:
        caller.sock.recv(100)
        caller.says(b"\x0bMSA|A")

    with calling(before(half)) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert heard(sock) == [b"MSA|A"]
    exchange = told()
    assert (exchange.failure_kind, exchange.response.wire) == ("half-answer", b"\x0bMSA|A")


def test_a_reset_of_the_responder_is_told(before, told) -> None:
    def reset(caller: Caller) -> None:
        caller.sock.recv(100)
        resets(caller.sock)

    with calling(before(reset)) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert closed(sock)
    assert "The responder broke the connection" in told().failure


def test_an_answer_that_takes_too_long_is_told_twice(before, told) -> None:
    def slow(caller: Caller) -> None:
        caller.sock.recv(100)
        time.sleep(0.5)
        caller.says(b"\x0blate\x1c\r")
        caller.sock.recv(100)

    with calling(before(slow, timeout=0.2)) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert heard(sock) == [b"late"]
    assert (told().failure_kind, told().failure[:23]) == ("no-answer", "This answer came after ")


def test_who_asks_anew_has_given_up_on_the_first_answer(before, told) -> None:
    def second_only(caller: Caller) -> None:
        caller.sock.recv(100)
        caller.sock.recv(100)
        caller.says(b"\x0bACK two\x1c\r")
        caller.sock.recv(100)

    with calling(before(second_only, timeout=0.2)) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert told().failure_kind == "no-answer"
        sock.sendall(b"\x0btwo\x1c\r")
        assert heard(sock) == [b"ACK two"]
    assert told().request.body == b"two"


def test_an_answer_nobody_asked_for_is_told(before, told) -> None:
    def chatty(caller: Caller) -> None:
        caller.sock.recv(100)
        caller.says(b"\x0bone\x1c\r\x0btwo\x1c\r")
        caller.sock.recv(100)

    with calling(before(chatty)) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert heard(sock, 2) == [b"one", b"two"]
    assert told().response.body == b"one"
    exchange = told()
    assert (exchange.request.body, exchange.response.body) == (b"", b"two")
    assert exchange.failure == "The responder sent what nobody had asked for."


def test_an_answer_that_is_no_block_is_passed_on(before, told) -> None:
    def answers(caller: Caller) -> None:
        caller.sock.recv(100)
        caller.says(Raw(b"HTTP/1.1 400\r\n\r\n"))

    with calling(before(answers)) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        assert heard(sock) == [b"HTTP/1.1 400\r\n\r\n"]
    assert told().failure_kind == "half-answer"


def test_what_is_no_message_is_passed_on_and_told_with_its_answer(relay, told) -> None:
    with calling(relay) as sock:
        sock.sendall(b"\x0bone\x0btwo\x1c\r")
        assert closed(sock)
    exchange = told()
    assert (exchange.request.body, "a new start block" in exchange.failure) == (b"one", True)


def test_an_initiator_that_closes_its_half_still_gets_its_answer(relay) -> None:
    with calling(relay) as sock:
        sock.sendall(b"\x0bone\x1c\r")
        sock.shutdown(socket.SHUT_WR)
        assert heard(sock) == [b"ACK one"]


def test_who_only_looks_whether_the_port_is_open_is_not_told(relay, told) -> None:
    with calling(relay):
        pass
    with MllpClient("127.0.0.1", relay.port) as client:
        client.send(b"one")
    assert told().request.body == b"one"


def test_a_connection_too_many_is_turned_away_and_told(responder, told) -> None:
    with MllpRelay(responder.url, on_exchange=told.put, connections=1) as relay, calling(relay) as first:
        first.sendall(b"\x0bone\x1c\r")
        assert heard(first) == [b"ACK one"]
        with calling(relay) as second:
            assert closed(second)
    assert [told().failure, "was turned away" in told().failure] == ["", True]


def test_the_initiator_is_slowed_down_to_the_responders_pace(stage, told) -> None:
    url = stage.plays(lambda _: time.sleep(1)).replace("http://", "mllp://")
    with MllpRelay(url, on_exchange=told.put, largest=1000) as relay, calling(relay) as sock:
        sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            sock.sendall(b"\x0b" + b"x" * 100_000_000)


def test_a_listener_that_fails_ends_nothing(responder) -> None:
    def failing(_: object) -> None:
        raise RuntimeError("full disk")

    with MllpRelay(responder.url, on_exchange=failing) as relay, MllpClient("127.0.0.1", relay.port) as client:
        assert [client.send(b"one").response.body, client.send(b"two").response.body] == [b"ACK one", b"ACK two"]


@pytest.mark.parametrize("target", ["http://x:1", "mllp://x", "mllp://:1", "mllp://x:99999999", "mllp://x:1/path"])
def test_a_target_that_is_none_is_refused(target: str) -> None:
    with pytest.raises(UsageError, match="is no address to relay to"):
        MllpRelay(target)


def test_the_port_is_free_again_after_the_relay(responder) -> None:
    with MllpRelay(responder.url) as relay, MllpClient("127.0.0.1", relay.port) as client:
        client.send(b"one")
    with MllpRelay(responder.url, port=relay.port) as again, MllpClient("127.0.0.1", again.port) as client:
        assert client.send(b"two").response.body == b"ACK two"


def test_a_connection_that_both_sides_have_closed_is_gone(responder) -> None:
    with MllpRelay(responder.url, connections=3) as relay:
        for number in range(10):
            with calling(relay) as sock:
                sock.sendall(b"\x0b%d\x1c\r" % number)
                sock.shutdown(socket.SHUT_WR)
                assert heard(sock) == [b"ACK %d" % number]
                assert closed(sock)
