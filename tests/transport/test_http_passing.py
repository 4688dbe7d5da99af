"""One server, one connection: some requests are passed on, others answered by the application, bad ones refused."""

from __future__ import annotations

import socket
import time

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from harness.transport.http_server import HttpServer
from harness.transport.relay import Relay


async def own(asked: Request) -> PlainTextResponse:
    return PlainTextResponse(f"own {asked.url.path}")


async def behind(asked: Request) -> PlainTextResponse:
    if asked.url.path.endswith("slow"):
        time.sleep(0.3)
    return PlainTextResponse(f"behind {asked.url.path} {(await asked.body()).decode()}")


@pytest.fixture
def server(told):
    """A server that passes on what is below /relay."""
    every = [Route("/{path:path}", behind, methods=["GET", "POST"])]
    with HttpServer(Starlette(routes=every)) as target:
        relay = Relay(target.url)
        mine = Starlette(routes=[Route("/{path:path}", own, methods=["GET", "POST"])])
        passing = {"relay": (relay, "/relay")}
        limits = {"patience": 0.3, "largest_body": 1000}
        lead = lambda path: passing.get(path.split("/")[1].split("?")[0])  # noqa: E731 - as short as can be
        with HttpServer(mine, on_exchange=told.put, passing=lead, **limits) as server:
            yield server
            relay.close()


@pytest.fixture
def system_of_large_requests():
    """The same, with no limit on bodies."""
    with HttpServer(Starlette(routes=[Route("/{path:path}", behind, methods=["POST"])])) as target:
        relay = Relay(target.url)
        with HttpServer(Starlette(), passing=lambda _: (relay, "/relay"), patience=0.3) as server:
            yield server
            relay.close()


def said(server: HttpServer, *pieces: bytes, pause: float = 0.05) -> bytes:
    """What comes back for these bytes, until the server closes or says no more for half a second."""
    came = b""
    with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
        for piece in pieces:
            sock.sendall(piece)
            time.sleep(pause)
        sock.settimeout(0.7)
        try:
            while data := sock.recv(65536):
                came += data
        except TimeoutError:
            pass
    return came


def get(path: str, *fields: str, version: str = "1.1") -> bytes:
    return "\r\n".join((f"GET {path} HTTP/{version}", "Host: x", *fields, "", "")).encode()


def test_requests_for_both_take_turns_on_one_connection(server) -> None:
    came = said(server, get("/relay/1"), get("/mine"), get("/relay/2"))
    assert [came.count(words) for words in (b"behind /1", b"own /mine", b"behind /2")] == [1, 1, 1]


def test_requests_that_come_at_once_are_answered_in_order(server) -> None:
    came = said(server, get("/relay/1") + get("/relay/2") + get("/mine"))
    assert came.index(b"behind /1") < came.index(b"behind /2") < came.index(b"own /mine")


def test_a_request_in_pieces_is_passed_on_whole(server) -> None:
    request = b"POST /relay/x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
    assert b"behind /x body" in said(server, request[:6], request[6:30], request[30:-2], request[-2:])


def test_who_waits_for_a_word_to_go_on_gets_it(server) -> None:
    head = b"POST /relay/x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    came = said(server, head, b"body")
    assert came.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")


@pytest.mark.parametrize("request_", [get("/relay/1", "Connection: close"), get("/relay/1", version="1.0")])
def test_who_wants_no_more_is_told_that_the_connection_closes(server, request_: bytes) -> None:
    came = said(server, request_)
    assert (b"\r\nConnection: close\r\n" in came, b"behind /1" in came) == (True, True)


def test_who_closes_its_half_still_gets_its_answer(server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
        sock.sendall(get("/relay/slow"))
        sock.shutdown(socket.SHUT_WR)
        came = b""
        while data := sock.recv(65536):
            came += data
    assert b"behind /slow" in came


def test_who_goes_away_before_its_answer_is_told(server, told) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
        sock.sendall(get("/relay/slow"))
        time.sleep(0.05)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    exchange = told()
    assert (exchange.failure_kind, exchange.response.status) == ("half-answer", 200)


def test_a_slow_request_is_refused(server) -> None:
    assert b"408" in said(server, b"GET /relay/1 HTTP/1.1\r\nHost:", pause=2)


def test_a_large_request_that_keeps_coming_is_not_cut_off(system_of_large_requests) -> None:
    head = b"POST /relay/x HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
    came = said(system_of_large_requests, head, *[b"x" * 10_000] * 6, pause=0.15)
    assert came.count(b"x") >= 60_000


@pytest.mark.parametrize("length", ["Content-Length: 5000", "Transfer-Encoding: chunked"])
def test_a_request_that_is_too_large_is_refused(server, length: str) -> None:
    head = f"POST /relay/1 HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode()
    assert b"413" in said(server, head, b"1388\r\n" + b"x" * 5000 + b"\r\n0\r\n\r\n")


def test_what_is_no_http_is_refused(server) -> None:
    assert b"400" in said(server, b"GET /relay/1 HTTP/1.1\r\nno field\r\n\r\n")


def test_a_server_that_stops_lets_an_answer_under_way_out(server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
        sock.sendall(get("/relay/slow"))
        time.sleep(0.1)
        server.stop()
        assert b"behind /slow" in sock.recv(65536)
