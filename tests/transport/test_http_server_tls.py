"""HTTPS at our own server: what it keeps of TLS, and what it tells whom it refuses."""

from __future__ import annotations

import socket
import ssl

from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import Response
from starlette.routing import Route

from harness.transport.handshake import shake
from harness.transport.http_client import HttpClient, Request
from harness.transport.http_server import HttpServer


async def echo(asked: Asked) -> Response:
    return Response(await asked.body())


routes = [Route("/", echo)]


def test_tls_facts_are_kept_on_the_servers_side(told, certificates) -> None:
    with (
        HttpServer(Starlette(routes=routes), on_exchange=told.put, tls=certificates.server("good")) as server,
        HttpClient(verify=certificates.ca) as client,
    ):
        client.send(Request("GET", server.url))
        exchange = told()
    assert (exchange.tls.version, exchange.tls.certificate) == ("TLSv1.3", b"")
    assert exchange.address.startswith("https://127.0.0.1:")


def test_a_clients_certificate_is_kept(told, certificates) -> None:
    tls = certificates.server("good")
    tls.load_verify_locations(certificates.ca)
    tls.verify_mode = ssl.CERT_REQUIRED
    with socket.socket() as plain, HttpServer(Starlette(routes=routes), on_exchange=told.put, tls=tls) as server:
        context = ssl.create_default_context(cafile=certificates.ca)
        context.load_cert_chain(*certificates.files("client"))
        plain.connect(("127.0.0.1", server.port))
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as sock:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert told().tls.certificate[:1] == b"0"


def test_who_is_refused_in_tls_is_told_so_by_an_alert(certificates) -> None:
    tls = certificates.server("good")
    tls.load_verify_locations(certificates.ca)
    tls.verify_mode = ssl.CERT_REQUIRED
    with HttpServer(Starlette(routes=routes), tls=tls) as server:
        trusting = ssl.create_default_context(cafile=certificates.ca)
        met = shake(server.url, trusting, title="TLS", asked=b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert met.response.start == "alert certificate_required"


def test_a_plain_port_can_have_a_door_with_tls_beside_it(certificates, told) -> None:
    with (
        HttpServer(Starlette(routes=routes), on_exchange=told.put) as server,
        HttpClient(verify=certificates.ca) as client,
    ):
        secured = client.send(Request("GET", server.secured(certificates.server("good")).url))
        plain = client.send(Request("GET", server.url))
    assert [one.response.status for one in (secured, plain)] == [200, 200]
    assert [told().address.partition("://")[0] for _ in range(2)] == ["https", "http"]


def test_who_comes_by_tls_to_a_server_that_stops_is_let_go(certificates) -> None:
    with HttpServer(Starlette(routes=routes), tls=certificates.server("good")) as server:
        url = server.url
    with HttpClient(verify=certificates.ca) as client:
        assert client.send(Request("GET", url)).failure_kind == "unreachable"
