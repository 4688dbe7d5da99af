import asyncio
import gzip
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from harness.errors import HarnessError, UsageError
from harness.transport.http_client import HttpClient, Request
from harness.transport.http_server import HttpServer


async def echo(asked: Asked) -> Response:
    return Response(await asked.body(), headers={"X-Seen": asked.url.path})


async def stream(_asked: Asked) -> Response:
    return StreamingResponse(iter(["one", "two"]), headers={"Date": "Mon, 01 Jan 2024 00:00:00 GMT"})


async def crash(_asked: Asked) -> Response:
    raise LookupError("a fault of our own")


async def half(_scope, _receive, send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
    await send({"type": "http.response.body", "body": b"half", "more_body": True})
    raise LookupError("a fault of our own")


async def sleep(_asked: Asked) -> Response:
    await asyncio.sleep(30)
    return JSONResponse({})


routes = [
    Route("/stream", stream),
    Route("/crash", crash),
    Route("/sleep", sleep),
    Route("/{path:path}", echo, methods=["GET", "POST"]),
]


@pytest.fixture
def server(told):
    with HttpServer(Starlette(routes=routes), on_exchange=told.put) as server:
        yield server


@pytest.fixture
def call(server):
    """Sends bytes, and gives all that comes back until the server closes."""

    def call(data: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
            sock.sendall(data)
            sock.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: sock.recv(65536), b""))

    return call


def test_both_ends_keep_the_same_bytes(server, client, told) -> None:
    ours = client.send(Request("POST", server.url + "/a%20b?c=%c3", (("x-Case", "kept"),), b"body"))
    theirs = told()
    assert (theirs.request.head, theirs.request.body) == (ours.request.head, ours.request.body)
    assert (theirs.response.head, theirs.response.body) == (ours.response.head, ours.response.body)


def test_the_exchange_says_where_and_who(server, client, told) -> None:
    client.send(Request("GET", server.url + "/fhir?a=b"))
    exchange = told()
    assert (exchange.address, exchange.captured_at) == (server.url + "/fhir?a=b", "mock")
    assert exchange.peer.startswith("127.0.0.1:")
    assert exchange.request.at <= exchange.response.at <= exchange.ended


def test_a_chunked_body_keeps_both_forms(server, client, told) -> None:
    client.send(Request("POST", server.url, (("Transfer-Encoding", "chunked"),), b"body"))
    request = told().request
    assert (request.body, request.wire) == (b"body", b"4\r\nbody\r\n0\r\n\r\n")


def test_a_packed_body_keeps_both_forms(server, client, told) -> None:
    packed = gzip.compress(b"unpacked")
    client.send(Request("POST", server.url, (("Content-Encoding", "gzip"),), packed))
    request = told().request
    assert (request.body, request.wire) == (b"unpacked", packed)


def test_a_streamed_answer_keeps_both_forms_and_its_own_date(server, client, told) -> None:
    client.send(Request("GET", server.url + "/stream"))
    response = told().response
    assert (response.body, response.wire) == (b"onetwo", b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    assert [value for name, value in response.headers if name == "date"] == ["Mon, 01 Jan 2024 00:00:00 GMT"]


def test_an_answer_has_a_date(server, client) -> None:
    assert client.send(Request("GET", server.url)).response.header("Date").endswith(" GMT")


def test_pipelined_requests_are_told_apart(call, told) -> None:
    first = b"POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none"
    second = b"POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n"
    third = b"GET /3 HTTP/1.1\r\nHost: a\r\n\r\n"
    answer = call(first + second + third)
    exchanges = [told(), told(), told()]
    assert [exchange.request.head + (exchange.request.wire or exchange.request.body) for exchange in exchanges] == [
        first,
        second,
        third,
    ]
    assert b"".join(exchange.response.head + exchange.response.body for exchange in exchanges) == answer


def test_a_request_that_comes_byte_by_byte_is_one_request(server, told) -> None:
    data = b"POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok"
    with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in data:
            sock.sendall(bytes([byte]))
        request = told().request
    assert request.head + request.body == data


def test_a_kept_connection_tells_of_each_exchange(server, client, told) -> None:
    for path in ("/1", "/2", "/3"):
        client.send(Request("GET", server.url + path))
    exchanges = [told(), told(), told()]
    assert [exchange.request.target for exchange in exchanges] == ["/1", "/2", "/3"]
    assert len({exchange.peer for exchange in exchanges}) == 1


def test_a_sender_that_closed_its_half_gets_its_answer(call) -> None:
    assert call(b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 OK\r\n")


def test_an_offer_to_upgrade_is_answered_in_http_1(call, told) -> None:
    offer = b"GET /1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n\r\n"
    answer = call(offer + b"GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (answer.count(b"200 OK"), told().request.head) == (2, offer)


def test_a_head_has_no_body(server, client, told) -> None:
    assert client.send(Request("HEAD", server.url)).response.body == b""
    assert told().response.body == b""


def test_one_who_expects_to_continue_is_told_to(call, told) -> None:
    answer = call(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok")
    response = told().response
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert response.head + response.body == answer


def test_a_hundred_clients_are_answered_at_once(server, told) -> None:
    def ask(number: int) -> int:
        with HttpClient(timeout=20) as client:
            return client.send(Request("POST", server.url, body=b"%d" % number)).response.status

    with ThreadPoolExecutor(100) as threads:
        assert set(threads.map(ask, range(100))) == {200}
    assert {told().request.body for _ in range(100)} == {b"%d" % number for number in range(100)}


def test_a_crash_of_the_application_is_answered_with_500(server, client, told) -> None:
    assert client.send(Request("GET", server.url + "/crash")).response.status == 500
    assert told().response.status == 500


def test_an_answer_that_our_own_application_breaks_off_is_told(client, told) -> None:
    with HttpServer(half, on_exchange=told.put) as server:
        ours, theirs = client.send(Request("GET", server.url)), told()
    assert (ours.failure_kind, theirs.failure_kind) == ("half-answer", "half-answer")
    assert theirs.failure.startswith("Our own service broke off")


def test_a_sender_that_does_not_wait_is_told(server, hasty, told) -> None:
    hasty.send(Request("GET", server.url + "/sleep"))
    exchange = told()
    assert (exchange.response, exchange.failure_kind) == (None, "no-answer")
    assert "closed the connection before our answer" in exchange.failure


def test_a_listener_that_fails_does_not_end_the_service(client, caplog) -> None:
    def fail(_exchange) -> None:
        raise LookupError("no room")

    with HttpServer(Starlette(routes=routes), on_exchange=fail) as server:
        assert [client.send(Request("GET", server.url)).response.status for _ in range(2)] == [200, 200]
    assert "An exchange could not be kept" in caplog.text


def test_a_port_that_is_taken_is_a_mistake_that_says_which(server) -> None:
    with pytest.raises(UsageError, match=rf"Port {server.port} on 127.0.0.1 is taken .* another port"):
        HttpServer(Starlette(), port=server.port).start()


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("192.0.2.1", 0), ("nowhere.invalid", 0)])
def test_an_address_that_is_not_ours_is_a_mistake(host: str, port: int) -> None:
    with pytest.raises(UsageError):
        HttpServer(Starlette(), host=host, port=port).start()


def test_a_listener_on_every_interface_has_a_url_of_this_machine(client) -> None:
    with HttpServer(Starlette(routes=routes), host="0.0.0.0") as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert client.send(Request("GET", server.url)).response.status == 200


def test_a_server_stops_although_an_answer_is_under_way(told) -> None:
    server = HttpServer(Starlette(routes=routes), on_exchange=told.put)
    server.start()
    with socket.create_connection(("127.0.0.1", server.port), 5) as sock:
        sock.sendall(b"GET /echo HTTP/1.1\r\nHost: a\r\n\r\nGET /sleep HTTP/1.1\r\nHost: a\r\n\r\n")
        told()
        server.stop()
    assert told().request.target == "/sleep"


def test_a_server_can_be_started_again_on_its_port(client) -> None:
    server = HttpServer(Starlette(routes=routes))
    with server:
        port = server.port
    with server:
        assert client.send(Request("GET", f"http://127.0.0.1:{port}/")).response.status == 200


def test_a_server_on_an_address_of_the_new_kind(client) -> None:
    with HttpServer(Starlette(routes=routes), host="::1") as server:
        assert client.send(Request("GET", server.url + "/a")).peer == server.url.removeprefix("http://")


def test_stopping_twice_does_no_harm() -> None:
    server = HttpServer(Starlette())
    server.start()
    server.stop()
    server.stop()
    assert server.url.endswith(str(server.port))


def test_an_application_that_does_not_start_is_told() -> None:
    async def broken(_scope, receive, send) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    with pytest.raises(HarnessError, match=r"did not start"):
        HttpServer(broken).start()
