import gzip
import socket
import sys
import time

import pytest

from harness.transport.http_client import HttpClient, Request

BEGINNING = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


def waits(_caller) -> None:
    time.sleep(1)


def test_a_name_that_does_not_resolve_is_unreachable(client) -> None:
    exchange = client.send(Request("GET", "http://registry.invalid/fhir"))
    assert (exchange.response, exchange.failure_kind) == (None, "unreachable")
    assert exchange.failure.startswith("The name registry.invalid could not be resolved")


def test_a_port_where_nothing_listens_is_unreachable(client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    exchange = client.send(Request("POST", f"http://127.0.0.1:{port}/fhir", body=b"x"))
    assert exchange.failure_kind == "unreachable"
    assert f"Nothing listens at 127.0.0.1:{port}" in exchange.failure


@pytest.mark.parametrize("host", ["a" * 70 + ".example.org", "a..b"])
def test_a_name_that_can_be_no_name_is_unreachable(client, host: str) -> None:
    exchange = client.send(Request("GET", f"http://{host}/fhir"))
    assert (exchange.response, exchange.failure_kind) == (None, "unreachable")


def test_an_address_of_the_new_kind_is_written_in_brackets(client) -> None:
    exchange = client.send(Request("GET", "http://[::1]:9/fhir"))
    assert (exchange.failure_kind, "[::1]:9" in exchange.failure) == ("unreachable", True)


def test_what_was_not_sent_is_still_described(client) -> None:
    request = client.send(Request("POST", "http://registry.invalid/fhir", (("Accept", "x"),), b"body")).request
    assert (request.head, request.wire, request.method, request.body) == (b"", b"", "POST", b"body")
    assert request.header("accept") == "x"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue takes the connection all the same")
def test_a_connection_that_is_not_taken_is_unreachable(hasty) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        queued = [socket.socket() for _ in range(4)]
        for one in queued:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        exchange = hasty.send(Request("GET", f"http://127.0.0.1:{full.getsockname()[1]}/"))
        for one in queued:
            one.close()
    assert exchange.failure_kind == "unreachable"
    assert "did not take a connection within 0.5 s" in exchange.failure


def test_silence_is_no_answer(stage, hasty) -> None:
    exchange = hasty.send(Request("GET", stage.plays(waits)))
    assert exchange.failure_kind == "no-answer"
    assert "sent nothing back within 0.5 s" in exchange.failure


def test_a_connection_closed_without_a_byte_is_no_answer(stage, client) -> None:
    exchange = client.send(Request("GET", stage.answers(b"")))
    assert exchange.failure_kind == "no-answer"
    assert "closed the connection without a byte" in exchange.failure


def test_a_connection_reset_without_a_byte_is_no_answer(stage, client) -> None:
    def script(caller) -> None:
        caller.request()
        caller.resets()

    exchange = client.send(Request("GET", stage.plays(script)))
    assert exchange.failure_kind == "no-answer"
    assert "reset the connection" in exchange.failure


def test_a_fresh_connection_that_is_closed_is_not_tried_again(stage, client) -> None:
    client.send(Request("POST", stage.answers(b""), body=b"feed"))
    assert len(stage.seen) == 1


@pytest.mark.parametrize(
    "answer",
    [
        BEGINNING + b"half",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
    ],
)
def test_an_answer_that_breaks_off_is_half_an_answer(stage, client, answer: bytes) -> None:
    exchange = client.send(Request("GET", stage.answers(answer)))
    assert (exchange.response, exchange.failure_kind) == (None, "half-answer")
    assert "broke off: the connection was closed" in exchange.failure


def test_half_an_answer_says_how_much_came(stage, client) -> None:
    assert (
        "4 bytes of the 1,000 bytes of its body came"
        in client.send(Request("GET", stage.answers(BEGINNING + b"half"))).failure
    )


def test_an_answer_cut_by_a_reset_is_half_an_answer(stage, client) -> None:
    def script(caller) -> None:
        caller.request()
        caller.says(BEGINNING + b"half")
        time.sleep(0.1)
        caller.resets()

    assert client.send(Request("GET", stage.plays(script))).failure_kind == "half-answer"


def test_an_answer_that_drips_does_not_hold_us(stage, hasty) -> None:
    def script(caller) -> None:
        caller.request()
        caller.says(BEGINNING)
        for _ in range(40):
            caller.says(b"x")
            time.sleep(0.05)

    exchange = hasty.send(Request("GET", stage.plays(script)))
    assert exchange.failure_kind == "half-answer"
    assert "was not complete after 0.5 s" in exchange.failure


def test_an_endless_answer_is_not_read_to_its_end(stage, hasty) -> None:
    def script(caller) -> None:
        caller.request()
        caller.says(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            caller.says(bytes(65536))

    exchange = hasty.send(Request("GET", stage.plays(script)))
    assert exchange.failure_kind == "half-answer"
    assert "larger than" in exchange.failure


def test_an_answer_that_unpacks_without_end_is_not_kept(stage, hasty) -> None:
    packed = gzip.compress(bytes(5_000_000))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    assert "unpacks to more than 1 MB" in hasty.send(Request("GET", stage.answers(head + packed))).failure


@pytest.mark.parametrize(
    "garbage", [b"SSH-2.0-OpenSSH_9.6\r\n", b"\x00\x01\x02\x03", b"<html></html>\n", b"HTTP/1.1 OK\r\n\r\n"]
)
def test_garbage_is_not_the_protocol(stage, client, garbage: bytes) -> None:
    exchange = client.send(Request("GET", stage.answers(garbage)))
    assert (exchange.response, exchange.failure_kind) == (None, "not-the-protocol")


def test_a_head_without_end_is_not_the_protocol(stage, client) -> None:
    exchange = client.send(Request("GET", stage.answers(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 400_000)))
    assert exchange.failure_kind == "not-the-protocol"


def test_http_to_a_tls_port_says_what_to_change(stage, client) -> None:
    exchange = client.send(Request("GET", stage.answers(b"\x15\x03\x01\x00\x02\x02\x46")))
    assert (exchange.failure_kind, "https://" in exchange.failure) == ("not-the-protocol", True)


def test_an_answer_given_before_the_request_was_read_still_counts(stage, client) -> None:
    def script(caller) -> None:
        caller.sock.recv(1000)
        caller.says(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        while caller.sock.recv(65536):
            pass

    assert client.send(Request("POST", stage.plays(script), body=bytes(20_000_000))).response.status == 413


def test_a_server_that_does_not_read_is_no_answer(stage, hasty) -> None:
    exchange = hasty.send(Request("POST", stage.plays(waits), body=bytes(30_000_000)))
    assert exchange.failure_kind == "no-answer"
    assert 0 < len(exchange.request.wire) < 30_000_000


def test_a_client_works_again_after_every_failure(stage) -> None:
    with HttpClient(timeout=0.5) as client:
        for answer in (b"", b"garbage\r\n", BEGINNING, b"HTTP/1.1 204 Fine\r\n\r\n"):
            exchange = client.send(Request("GET", stage.answers(answer)))
    assert exchange.response.status == 204
