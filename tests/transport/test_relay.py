import gzip
import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from harness.errors import UsageError
from harness.messages import fhir_links
from harness.transport.http_client import Request
from harness.transport.http_server import HttpServer
from harness.transport.relay import Relay

MOUNT = "/ruby/client_registry"


async def created(asked: Asked) -> Response:
    own = f"http://{asked.headers['host']}/fhir/Patient/1"
    body = {"resourceType": "Bundle", "type": "searchset", "link": [{"relation": "next", "url": own + "?p=2"}]}
    return JSONResponse(body, 201, headers={"Location": own, "X-Own": own, "Date": "then", "Connection": "close"})


async def packed(asked: Asked) -> Response:
    body = {"resourceType": "Bundle", "link": [{"url": f"http://{asked.headers['host']}/fhir/x"}]}
    return Response(gzip.compress(json.dumps(body).encode()), headers={"Content-Encoding": "gzip"})


async def plain(_asked: Asked) -> Response:
    return Response(gzip.compress(b"no links"), headers={"Content-Encoding": "gzip"})


async def empty(asked: Asked) -> Response:
    return Response(status_code=int(asked.path_params["status"]))


async def echo(asked: Asked) -> Response:
    return Response(await asked.body())


@pytest.fixture
def system():
    """The system behind the relay."""
    routes = [
        Route("/fhir/Patient", created, methods=["GET", "POST"]),
        Route("/fhir/packed", packed),
        Route("/fhir/plain", plain),
        Route("/fhir/empty/{status}", empty),
        Route("/{path:path}", echo, methods=["GET", "POST", "PUT"]),
    ]
    with HttpServer(Starlette(routes=routes)) as server:
        yield server


@pytest.fixture
def relaying(told):
    """Puts a relay in front of a base URL; gives the base that the initiator is told."""
    made = []

    def relaying(target: str, *, under: str | None = None) -> str:
        ends = {"initiator": "point_of_service", "responder": "client_registry"}
        relay = Relay(target, timeout=5, rewrite=fhir_links.rewrite, under=under, **ends)
        server = HttpServer(Starlette(), on_exchange=told.put, passing=lambda _: (relay, MOUNT))
        server.start()
        made.extend((relay.close, server.stop))
        return relay.base(server.url + MOUNT)

    yield relaying
    for end in made:
        end()


def test_a_request_goes_on_as_it_came(system, relaying, client, told) -> None:
    url = relaying(system.url + "/fhir") + "/e%20cho?a=%c3%a9&b"
    client.send(Request("PUT", url, (("x-Odd", "1"), ("Connection", "x-hop"), ("x-hop", "1")), b"body"))
    passed = told().forwarded_request
    assert (passed.method, passed.target, passed.body) == ("PUT", "/fhir/e%20cho?a=%c3%a9&b", b"body")
    assert [name for name, _ in passed.headers][1:4] == ["User-Agent", "Accept-Encoding", "x-Odd"]


def test_the_system_learns_where_the_request_was_sent(system, relaying, client, told) -> None:
    base = relaying(system.url + "/fhir")
    client.send(Request("GET", base))
    passed = told().forwarded_request
    assert passed.header("Host") == system.url.removeprefix("http://")
    assert f"http://{passed.header('X-Forwarded-Host')}{passed.header('X-Forwarded-Prefix')}/fhir" == base
    assert passed.header("X-Forwarded-Proto") == "http"


def test_an_answer_leads_back_to_the_relay(system, relaying, client) -> None:
    base = relaying(system.url + "/fhir")
    response = client.send(Request("POST", base + "/Patient", body=b"{}")).response
    assert (response.status, response.header("Location")) == (201, f"{base}/Patient/1")
    assert json.loads(response.body)["link"][0]["url"] == f"{base}/Patient/1?p=2"


@pytest.mark.parametrize("own", ["/baseR4/v1", "/fhir/R4", "/fhir", ""])
def test_one_address_stands_for_a_base_wherever_it_is(system, relaying, client, told, own: str) -> None:
    base = relaying(system.url + own, under="/fhir")
    client.send(Request("GET", f"{base}/Patient/1"))
    assert base.endswith(MOUNT + "/fhir")
    assert told().forwarded_request.target == f"{own}/Patient/1"


@pytest.mark.parametrize("own", ["/baseR4", ""])
def test_a_system_that_heeds_the_prefix_leads_back_to_the_same_base(relaying, client, own: str) -> None:
    def heeding(asked: Asked) -> Response:
        prefix = f"http://{asked.headers['x-forwarded-host']}{asked.headers['x-forwarded-prefix']}"
        return Response(headers={"Location": f"{prefix}{asked.url.path}/1"})

    with HttpServer(Starlette(routes=[Route("/{path:path}", heeding)])) as system:
        base = relaying(system.url + own, under="fhir")
        assert client.send(Request("GET", f"{base}/Patient")).response.header("Location") == f"{base}/Patient/1"


def test_a_path_beside_the_base_goes_to_the_same_host(system, relaying, client, told) -> None:
    client.send(Request("GET", relaying(system.url + "/fhir").removesuffix("/fhir") + "/.well-known/x"))
    assert told().forwarded_request.target == "/.well-known/x"


def test_an_answer_keeps_what_is_not_about_the_way(system, relaying, client) -> None:
    response = client.send(Request("GET", relaying(system.url + "/fhir") + "/Patient")).response
    assert [value for name, value in response.headers if name == "date"] == ["then"]
    assert (response.header("X-Own"), response.header("Connection")) == (f"{system.url}/fhir/Patient/1", None)


def test_both_forms_of_both_messages_are_evidence(system, relaying, client, told) -> None:
    base = relaying(system.url + "/fhir")
    seen = client.send(Request("POST", base + "/Patient", body=b"{}"))
    exchange = told()
    assert (exchange.captured_at, exchange.initiator, exchange.responder) == (
        "relay",
        "point_of_service",
        "client_registry",
    )
    assert (exchange.request.head, exchange.forwarded_response.body) == (seen.request.head, seen.response.body)
    assert exchange.response.header("Location") == f"{system.url}/fhir/Patient/1"
    assert exchange.response.sender == "client_registry"


def test_a_packed_answer_is_unpacked_only_to_be_rewritten(system, relaying, client) -> None:
    base = relaying(system.url + "/fhir")
    rewritten = client.send(Request("GET", base + "/packed")).response
    untouched = client.send(Request("GET", base + "/plain")).response
    assert (json.loads(rewritten.body)["link"][0]["url"], rewritten.wire) == (f"{base}/x", None)
    assert (untouched.body, untouched.header("Content-Encoding")) == (b"no links", "gzip")


def test_a_chunked_request_goes_on_whole(system, relaying, client, told) -> None:
    chunked = Request("POST", relaying(system.url + "/fhir") + "/echo", (("Transfer-Encoding", "chunked"),), b"body")
    assert client.send(chunked).response.body == b"body"
    assert told().forwarded_request.header("Content-Length") == "4"


@pytest.mark.parametrize("status", [204, 304, 404, 500])
def test_a_status_comes_back(system, relaying, client, status: int) -> None:
    assert client.send(Request("GET", f"{relaying(system.url + '/fhir')}/empty/{status}")).response.status == status


def test_a_head_comes_back_without_a_body(system, relaying, client) -> None:
    response = client.send(Request("HEAD", relaying(system.url + "/fhir") + "/Patient")).response
    assert (response.status, response.body, int(response.header("Content-Length")) > 0) == (201, b"", True)


def test_a_system_that_is_not_there_is_answered_for_with_502(relaying, client, told) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    response = client.send(Request("GET", relaying(f"http://127.0.0.1:{port}/fhir") + "/Patient")).response
    exchange = told()
    assert (response.status, b"Nothing listens at" in response.body) == (502, True)
    assert (exchange.response, exchange.failure_kind) == (None, "unreachable")
    assert exchange.forwarded_response.body == response.body


def test_a_system_that_gives_no_answer_is_told_as_such(stage, relaying, client, told) -> None:
    client.send(Request("GET", relaying(stage.answers(b"")) + "/"))
    assert told().failure_kind == "no-answer"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", b"HTTP/1.1 101 Switch\r\n\r\n"])
def test_a_status_that_cannot_be_passed_on_becomes_502(stage, relaying, client, told, answer: bytes) -> None:
    assert client.send(Request("GET", relaying(stage.answers(answer)) + "/")).response.status == 502
    assert told().response.status != 502


def test_a_header_field_that_cannot_be_passed_on_is_left_out(stage, relaying, client, told) -> None:
    base = relaying(stage.answers(b"HTTP/1.1 200 OK\r\nX-Bell: \x07\r\nX-Fine: \xe9\r\nContent-Length: 0\r\n\r\n"))
    response = client.send(Request("GET", base + "/")).response
    assert (response.header("X-Bell"), response.header("X-Fine")) == (None, "\xe9")
    assert told().response.header("X-Bell") == "\x07"


def test_many_at_once_are_not_mixed_up(system, relaying, client) -> None:
    base = relaying(system.url + "/fhir")
    with ThreadPoolExecutor(20) as threads:
        bodies = list(
            threads.map(
                lambda n: client.send(Request("POST", base + "/echo", body=b"%d" % n)).response.body, range(100)
            )
        )
    assert bodies == [b"%d" % number for number in range(100)]


def test_a_relay_works_where_it_is_the_whole_application(system, client) -> None:
    relay = Relay(system.url)
    with HttpServer(Starlette(), passing=lambda _: (relay, "")) as server:
        assert client.send(Request("POST", relay.base(server.url) + "/echo", body=b"x")).response.body == b"x"
        relay.close()


@pytest.mark.parametrize(
    "target", ["target:8080", "ftp://target/", "http://", "http://target/fhir?a=b", "http://target/é"]
)
def test_a_target_that_is_no_base_url_is_a_mistake(target: str) -> None:
    with pytest.raises(UsageError, match=r"no base URL"):
        Relay(target)
