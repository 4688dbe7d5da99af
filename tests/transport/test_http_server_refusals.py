import socket

import pytest

from harness.transport.http_client import HttpClient, Request
from harness.transport.http_server import HttpServer


async def answer(_scope, receive, send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def strict(told):
    """A server that takes a megabyte and waits half a second."""
    with HttpServer(answer, on_exchange=told.put, largest_body=1_000_000, patience=0.5) as server:
        yield server


@pytest.fixture
def line(strict):
    with socket.create_connection(("127.0.0.1", strict.port), 5) as sock:
        yield sock


@pytest.mark.parametrize(
    "garbage",
    [b"MSH|^~\\&|A|B\r", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\nbad field\r\n\r\n"],
)
def test_what_is_not_http_is_answered_with_400_and_told(line, told, garbage: bytes) -> None:
    line.sendall(garbage)
    answer, exchange = line.recv(1000), told()
    assert (answer[:12], exchange.response.head + exchange.response.body) == (b"HTTP/1.1 400", answer)
    assert (exchange.failure_kind, exchange.request.body) == ("not-the-protocol", garbage)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\x16\x03\x01\x00\x05hello", "speaks TLS to"), (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "speaks HTTP/2 without")],
)
def test_another_protocol_is_called_by_its_name(line, told, data: bytes, words: str) -> None:
    line.sendall(data)
    assert words in told().failure


def test_garbage_after_a_good_request_does_not_spoil_it(line, told) -> None:
    line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    line.recv(1000)
    line.sendall(b"garbage\r\n\r\n")
    assert [told().failure_kind, told().failure_kind] == ["", "not-the-protocol"]


def test_garbage_behind_a_good_request_is_told_apart(line, told) -> None:
    line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\ngarbage\r\n\r\n")
    good, bad = told(), told()
    assert (good.request.head, bad.request.body) == (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"garbage\r\n\r\n")


def test_a_body_that_announces_too_much_is_refused(strict, client, told) -> None:
    exchange = client.send(Request("POST", strict.url, body=bytes(3_000_000)))
    assert exchange.response.status == 413
    assert "Only its beginning was kept" in told().failure


def test_a_body_that_grows_too_large_is_refused(strict, client, told) -> None:
    exchange = client.send(Request("POST", strict.url, (("Transfer-Encoding", "chunked"),), bytes(3_000_000)))
    assert (exchange.response.status, told().response.status) == (413, 413)


def test_the_largest_body_is_taken(strict, client, told) -> None:
    assert client.send(Request("POST", strict.url, body=bytes(1_000_000))).response.status == 200
    assert told().request.body == bytes(1_000_000)


@pytest.mark.parametrize("part", [b"GET / HT", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_request_that_never_ends_is_refused(line, told, part: bytes) -> None:
    line.sendall(part)
    answer, exchange = line.recv(1000), told()
    assert (answer[:12], exchange.failure_kind) == (b"HTTP/1.1 408", "not-the-protocol")
    assert "was not complete after" in exchange.failure


def test_a_connection_on_which_nothing_comes_is_closed(line) -> None:
    assert line.recv(1000) == b""


def test_a_request_that_breaks_off_is_told(line, told) -> None:
    line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")
    line.close()
    exchange = told()
    assert (exchange.response, exchange.failure_kind, exchange.request.body) == (None, "not-the-protocol", b"half")


def test_the_server_works_after_every_refusal(strict) -> None:
    for data in (b"garbage\r\n\r\n", b"GET / HT", b"POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", strict.port), 5) as sock:
            sock.sendall(data)
            sock.recv(1000)
    with HttpClient() as client:
        assert client.send(Request("GET", strict.url)).response.status == 200
