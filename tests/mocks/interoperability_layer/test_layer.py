"""The reference interoperability layer: what passes, what does not, and what is kept of it."""

from __future__ import annotations

import base64
import json
import socket
import ssl
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from harness.commands.certificates import certificates as issue
from harness.mocks.interoperability_layer import InteroperabilityLayer
from harness.transport.authentication import ClientCertificate
from harness.transport.http_server import HttpServer
from harness.transport.mllp_client import MllpClient
from harness.transport.mllp_server import MllpServer
from harness.transport.syslog_receivers import UdpSyslogReceiver
from harness.transport.syslog_senders import send_datagram
from harness.transport.tls import client_context

ADT = b"MSH|^~\\&|LAB|X|CR|Y|20260101||ADT^A01|1|P|2.3.1\rPID|1\r"
KIJANI = '[[clients]]\nname = "Kijani"\nuser = "kijani"\npassword = "secret"\nroutes = ["cr"]\n'
STRANGER = '[[clients]]\nname = "Lab"\nuser = "lab"\npassword = "secret"\nroutes = []\n'


@pytest.fixture
def service():
    """A service, and what reached it."""
    reached: list[str] = []

    async def answer(asked: Request) -> JSONResponse:
        reached.append(f"{asked.method} {asked.url.path}")
        return JSONResponse({"said": (await asked.body()).decode()}, 201, {"ETag": 'W/"1"'})

    with HttpServer(Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "PUT"])])) as server:
        server.reached = reached
        yield server


@pytest.fixture
def layer(tmp_path: Path, service):
    """Starts a layer with a route to the service, and what else the text says."""
    made = []

    def layer(text: str = "") -> tuple[InteroperabilityLayer, str]:
        route = f'[[routes]]\nname = "cr"\nfrom = "/fhir"\nto = "{service.url}/r4"\n'
        (tmp_path / "layer.toml").write_text(f'log = "log.jsonl"\n{route}{text}')
        one = InteroperabilityLayer.configured(tmp_path / "layer.toml")
        server = HttpServer(one.app, passing=one.passing)
        server.start()
        made.extend((one.close, server.stop))
        return one, server.url

    yield layer
    for end in made:
        end()


def test_a_request_goes_to_the_service_of_its_route(layer, service) -> None:
    _, url = layer()
    answer = httpx.put(f"{url}/fhir/Patient/1", content="x")
    assert (answer.status_code, answer.json(), answer.headers["etag"]) == (201, {"said": "x"}, 'W/"1"')
    assert service.reached == ["PUT /r4/Patient/1"]


def test_a_path_without_a_route_is_told_as_that(layer, service) -> None:
    _, url = layer()
    assert (httpx.get(f"{url}/elsewhere").status_code, service.reached) == (404, [])


def test_a_copy_of_every_message_is_in_the_log(layer, tmp_path: Path) -> None:
    _, url = layer()
    httpx.put(f"{url}/fhir/Patient/1", content="precious")
    (told,) = httpx.get(f"{url}/transactions").json()
    assert (told["route"], told["status"], told["request"]) == ("cr", 201, "PUT /fhir/Patient/1 HTTP/1.1")
    assert base64.b64decode(told["request_bytes"]).endswith(b"\r\n\r\nprecious")
    assert json.loads((tmp_path / "log.jsonl").read_text()) == told


@pytest.mark.parametrize(("text", "user", "status"), [(KIJANI, "other", 401), (STRANGER, "lab", 403)])
def test_without_permission_nothing_reaches_the_service(layer, service, text: str, user: str, status: int) -> None:
    _, url = layer(text)
    answer = httpx.get(f"{url}/fhir/Patient", auth=(user, "secret"))
    assert (answer.status_code, service.reached) == (status, [])
    assert [one["status"] for one in httpx.get(f"{url}/transactions?failed=true").json()] == [status]


def test_a_client_with_permission_passes(layer, service) -> None:
    _, url = layer(KIJANI)
    assert httpx.get(f"{url}/fhir/Patient", auth=("kijani", "secret")).status_code == 201
    assert service.reached == ["GET /r4/Patient"]


def test_a_service_that_is_away_is_a_failed_transaction(layer, service) -> None:
    _, url = layer()
    service.stop()
    assert httpx.get(f"{url}/fhir/Patient").status_code == 502
    (told,) = httpx.get(f"{url}/transactions", params={"failed": "true"}).json()
    assert "Nothing listens at" in told["failure"]


@pytest.fixture
def issued(tmp_path: Path) -> Path:
    """A folder of certificates for the layer and for Kijani."""
    issue(["Kijani"], None, tmp_path / "certificates", until=None, renew=False)
    return tmp_path / "certificates"


TLS = """
[tls]
port = 0
certificate = "certificates/harness/server.pem"
key = "certificates/harness/server.key"
ca = "certificates/ca.pem"
"""


@pytest.mark.parametrize(("name", "status"), [("Kijani client", 201), ("Somebody client", 401)])
def test_a_client_is_known_by_its_certificate(layer, issued: Path, name: str, status: int) -> None:
    one, _ = layer(f'[[clients]]\nname = "K"\ncertificate = "{name}"\nroutes = ["cr"]\n{TLS}')
    url = dict(one.listen())["https"]
    own = ClientCertificate(issued / "kijani" / "client.pem", issued / "kijani" / "client.key")
    context = client_context(str(issued / "ca.pem"), certificate=own)
    assert httpx.get(f"{url}/fhir/Patient", verify=context).status_code == status


def test_who_shows_no_certificate_gets_no_connection(layer, issued: Path) -> None:
    one, _ = layer(TLS)
    url = dict(one.listen())["https"]
    with pytest.raises((httpx.ReadError, httpx.ConnectError, ssl.SSLError, httpx.RemoteProtocolError)):
        httpx.get(f"{url}/fhir/Patient", verify=client_context(str(issued / "ca.pem")))


def test_a_message_of_hl7_v2_goes_on_and_its_answer_comes_back(layer) -> None:
    with MllpServer(lambda delivery: b"ACK " + delivery.message) as behind:
        one, _ = layer(f'[[routes]]\nname = "v2"\nfrom = "mllp:0"\nto = "{behind.url}"\n')
        port = int(dict(one.listen())["mllp"].rpartition(":")[2])
        with MllpClient("127.0.0.1", port) as client:
            assert client.send(ADT).response.body == b"ACK " + ADT
    assert [(told["route"], told["protocol"]) for told in one.layer.transactions] == [("v2", "mllp")]


def test_a_message_of_hl7_v2_that_may_not_pass_is_rejected(layer) -> None:
    with MllpServer(lambda _: b"ACK") as behind:
        one, _ = layer(f'{KIJANI}[[routes]]\nname = "v2"\nfrom = "mllp:0"\nto = "{behind.url}"\n')
        port = int(dict(one.listen())["mllp"].rpartition(":")[2])
        with MllpClient("127.0.0.1", port) as client:
            answers = [client.send(words).response.body for words in (ADT, b"nothing")]
    assert [b"MSA|AR" in answer for answer in answers] == [True, True]


def test_where_nobody_answers_in_hl7_v2_nobody_makes_an_answer_up(layer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = taken.getsockname()[1]
    one, _ = layer(f'[[routes]]\nname = "v2"\nfrom = "mllp:0"\nto = "mllp://127.0.0.1:{dead}"\n')
    port = int(dict(one.listen())["mllp"].rpartition(":")[2])
    with MllpClient("127.0.0.1", port) as client:
        assert client.send(ADT).failure_kind == "no-answer"


def test_syslog_goes_on(layer, told) -> None:
    with UdpSyslogReceiver(told.put) as behind:
        one, _ = layer(f'[[routes]]\nname = "audit"\nfrom = "udp:0"\nto = "{behind.url}"\n')
        port = int(dict(one.listen())["syslog-udp"].rpartition(":")[2])
        send_datagram("127.0.0.1", port, b"<85>1 - - - - - - hello")
        assert told().request.body == b"<85>1 - - - - - - hello"
