from __future__ import annotations

import socket
import threading
import time

import pytest

from harness.errors import UsageError
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_delivery import Raw
from harness.transport.mllp_server import MllpServer
from harness.transport.mllp_wire import framed
from tests.transport.mllp import acknowledges, calling, closed, heard, refuses, resets


@pytest.fixture
def server(told):
    with MllpServer(acknowledges, refuse=refuses, on_exchange=told.put, largest=100_000, patience=0.5) as server:
        yield server


def test_a_message_is_answered_and_kept_with_its_exact_bytes(server, told) -> None:
    with calling(server) as sock:
        sock.sendall(framed(b"one"))
        assert heard(sock) == [b"ACK one"]
        peer = f"127.0.0.1:{sock.getsockname()[1]}"
    exchange = told()
    assert (exchange.request.body, exchange.request.wire) == (b"one", b"\x0bone\x1c\r")
    assert (exchange.response.body, exchange.response.wire) == (b"ACK one", b"\x0bACK one\x1c\r")
    assert (exchange.protocol, exchange.address, exchange.peer) == ("mllp", server.url, peer)


def test_times_are_those_of_the_first_bytes(server, told) -> None:
    before = time.time()
    with calling(server) as sock:
        sock.sendall(b"\x0bo")
        time.sleep(0.1)
        sock.sendall(b"ne\x1c\r")
        heard(sock)
    exchange = told()
    assert before <= exchange.request.at <= exchange.response.at - 0.05 <= exchange.ended <= time.time()


def test_a_message_in_many_pieces_is_one(server) -> None:
    with calling(server) as sock:
        for byte in framed(b"one"):
            sock.sendall(bytes([byte]))
        assert heard(sock) == [b"ACK one"]


def test_several_messages_on_one_connection_are_answered_in_order(server, told) -> None:
    with calling(server) as sock:
        sock.sendall(framed(b"one") + framed(b"two") + framed(b"three"))
        assert heard(sock, 3) == [b"ACK one", b"ACK two", b"ACK three"]
    assert [told().request.body for _ in range(3)] == [b"one", b"two", b"three"]


def test_a_slow_answer_holds_up_no_other_connection() -> None:
    gate = threading.Event()

    def answer(delivery):
        return b"late" if delivery.message == b"slow" and gate.wait(10) else b"soon"

    with MllpServer(answer) as server, calling(server) as slow, calling(server) as quick:
        slow.sendall(framed(b"slow"))
        quick.sendall(framed(b"quick"))
        assert heard(quick) == [b"soon"]
        gate.set()
        assert heard(slow) == [b"late"]


def test_many_connections_at_once_are_answered(server) -> None:
    socks = [socket.create_connection(("127.0.0.1", server.port), 10) for _ in range(50)]
    for number, sock in enumerate(socks):
        sock.sendall(framed(b"%d" % number))
    assert [heard(sock) for sock in socks] == [[b"ACK %d" % number] for number in range(50)]
    for sock in socks:
        sock.close()


def test_garbage_before_a_message_is_kept_and_the_message_answered(server, told) -> None:
    with calling(server) as sock:
        sock.sendall(b"noise" + framed(b"one"))
        assert heard(sock) == [b"ACK one"]
    assert told().request.wire == b"noise" + framed(b"one")


def test_whoever_answers_is_told_what_is_wrong_with_the_frame() -> None:
    with MllpServer(lambda delivery: delivery.problem.encode()) as server, calling(server) as sock:
        sock.sendall(b"noise" + framed(b"one"))
        assert heard(sock) == [b"5 bytes came before the start block 0x0B"]


def test_a_message_without_its_last_byte_is_answered_and_the_connection_goes_on(server) -> None:
    with calling(server) as sock:
        sock.sendall(b"\x0bone\x1c")
        assert heard(sock) == [b"ACK one"]
        sock.sendall(framed(b"two"))
        assert heard(sock) == [b"ACK two"]


def test_a_message_too_large_is_refused_with_the_reason_and_the_next_is_answered(server, told) -> None:
    with calling(server) as sock:
        sock.sendall(framed(b"x" * 1_000_000))
        assert b"larger than 100,000 bytes" in heard(sock)[0]
        sock.sendall(framed(b"two"))
        assert heard(sock) == [b"ACK two"]
    exchange = told()
    assert (exchange.failure_kind, len(exchange.request.body)) == ("not-the-protocol", 65536)


def test_ten_megabytes_are_refused_by_a_listener_as_it_comes() -> None:
    with MllpServer(acknowledges, refuse=refuses) as server, MllpClient("127.0.0.1", server.port) as client:
        assert b"larger than 8 MB" in client.send(b"x" * 10_000_000).response.body
        assert client.send(b"two").response.body == b"ACK two"


def test_whoever_does_not_stop_sending_is_cut_off(server, told) -> None:
    with calling(server) as sock:
        sock.sendall(b"\x0b" + b"x" * 1_500_000)
        assert b"larger than 100,000 bytes" in heard(sock)[0]
        assert closed(sock)
    assert told().failure_kind == "not-the-protocol"


def test_a_block_that_is_never_over_is_refused_with_the_reason(server, told) -> None:
    with calling(server) as sock:
        sock.sendall(b"\x0bhalf")
        assert b"the end block 0x1C 0x0D is missing after 0.5 s" in heard(sock)[0]
        assert closed(sock)
    exchange = told()
    assert (exchange.failure_kind, exchange.request.body) == ("not-the-protocol", b"half")


def test_a_message_without_a_frame_is_refused_with_the_reason(server) -> None:
    with calling(server) as sock:
        sock.sendall(b"MSH|^~\\&|A\r")
        assert b"there is no start block 0x0B" in heard(sock)[0]


def test_a_new_block_before_the_end_of_the_last_is_answered_after_a_refusal(server) -> None:
    with calling(server) as sock:
        sock.sendall(b"\x0bhalf" + framed(b"two"))
        refused, answered = heard(sock, 2)
    assert b"a new start block 0x0B came before the end block" in refused
    assert answered == b"ACK two"


def test_a_sender_who_goes_away_in_a_message_is_told_of(server, told) -> None:
    with calling(server) as sock:
        sock.sendall(b"\x0bhalf")
    assert "is missing, and it closed the connection" in told().failure


def test_without_a_refusal_the_connection_is_closed(told) -> None:
    with MllpServer(acknowledges, on_exchange=told.put, largest=10) as server, calling(server) as sock:
        sock.sendall(framed(b"x" * 11))
        assert closed(sock)
    assert told().response is None


def test_an_idle_connection_is_closed_without_a_word() -> None:
    told = []
    with MllpServer(acknowledges, on_exchange=told.append, idle=0.1) as server, calling(server) as sock:
        assert heard(sock) == []
    assert told == []


ELSEWHERE = {b"GET / HTTP/1.1\r\nHost: a\r\n\r\n": "it speaks HTTP", b"\x16\x03\x01\x02\x00\x01": "it speaks TLS"}


@pytest.mark.parametrize(("said", "words"), ELSEWHERE.items())
def test_another_protocol_is_known_at_once(told, said: bytes, words: str) -> None:
    with MllpServer(acknowledges, on_exchange=told.put) as server, calling(server) as sock:
        sock.sendall(said)
        sock.shutdown(socket.SHUT_WR)
        assert closed(sock)
    assert words in told().failure


ANSWERS = {b"none": None, b"raw": Raw(b"bare")}


def test_an_answer_can_be_none_or_bytes_without_a_frame(told) -> None:
    with MllpServer(lambda one: ANSWERS[one.message], on_exchange=told.put) as server, calling(server) as sock:
        sock.sendall(framed(b"none") + framed(b"raw"))
        assert sock.recv(100) == b"bare"
    assert told().response is None
    assert told().response.body == b"bare"


def test_an_answer_that_cannot_be_made_closes_the_connection_and_is_ours(told) -> None:
    with MllpServer(lambda one: ANSWERS[one.message], on_exchange=told.put) as server, calling(server) as sock:
        sock.sendall(framed(b"unknown"))
        assert closed(sock)
    exchange = told()
    assert (exchange.failure_kind, "Our own service broke off" in exchange.failure) == ("no-answer", True)


def test_one_who_goes_away_before_the_answer_is_told_of(told) -> None:
    gates = threading.Event(), threading.Event()

    def answer(_):
        gates[0].set()
        return b"x" * 9_000_000 * gates[1].wait(10)

    with MllpServer(answer, on_exchange=told.put) as server:
        with calling(server) as sock:
            sock.sendall(framed(b"one"))
            assert gates[0].wait(10)
            resets(sock)
        gates[1].set()
        assert "did not take our whole answer" in told().failure


def test_a_reset_in_a_message_is_told_of(server, told) -> None:
    with calling(server) as sock:
        sock.sendall(b"\x0bhalf")
        time.sleep(0.1)
        resets(sock)
    exchange = told()
    assert (exchange.failure_kind, "the connection broke" in exchange.failure) == ("not-the-protocol", True)


def test_a_listener_that_is_full_turns_away(told) -> None:
    full = MllpServer(acknowledges, on_exchange=told.put, connections=1)
    with full as server, calling(server) as one, calling(server) as two:
        one.sendall(framed(b"one"))
        assert (heard(one), closed(two)) == ([b"ACK one"], True)
    failures = {told().failure, told().failure}
    assert any("was turned away: 1 connections are open already" in one for one in failures)


def test_what_fails_while_an_exchange_is_kept_does_not_reach_the_caller() -> None:
    def fails(exchange):
        raise RuntimeError(exchange.peer)

    with MllpServer(acknowledges, on_exchange=fails) as server, calling(server) as sock:
        sock.sendall(framed(b"one") + framed(b"two"))
        assert heard(sock, 2) == [b"ACK one", b"ACK two"]


def test_stopping_lets_an_answer_be_finished_and_closes_the_idle() -> None:
    begun = threading.Event()

    def answer(delivery):
        begun.set()
        time.sleep(0.2)
        return acknowledges(delivery)

    server = MllpServer(answer)
    with server, calling(server) as idle, calling(server) as busy:
        busy.sendall(framed(b"one"))
        assert begun.wait(10)
        server.stop()
        assert (heard(busy), heard(idle)) == ([b"ACK one"], [])


def test_stopping_waits_for_nobody_longer_than_a_second() -> None:
    gate = threading.Event()
    with MllpServer(lambda _: b"late" if gate.wait(10) else b"") as server, calling(server) as sock:
        sock.sendall(framed(b"one"))
        time.sleep(0.1)
        begin = time.monotonic()
        server.stop()
        assert time.monotonic() - begin < 2
        gate.set()


def test_a_port_is_free_again_after_stopping() -> None:
    with MllpServer(acknowledges) as server:
        port = server.port
    server.stop()
    with MllpServer(acknowledges, port=port) as again, MllpClient("127.0.0.1", port) as client:
        assert (client.send(b"one").response.body, again.url) == (b"ACK one", f"mllp://127.0.0.1:{port}")


def test_a_port_that_is_taken_is_said() -> None:
    with MllpServer(acknowledges) as server, pytest.raises(UsageError, match=r"is taken by .* \(process \d+\)"):
        MllpServer(acknowledges, port=server.port).start()
