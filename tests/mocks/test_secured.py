"""A mock with certificates of the event is met in TLS, by HTTP and by MLLP, and shows its own when it calls."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from harness.errors import UsageError
from harness.mocks.auditing import Target
from harness.mocks.authorization_server import AuthorizationServer
from harness.mocks.client_registry import ClientRegistry
from harness.mocks.point_of_service import PointOfService
from harness.mocks.secured import secured
from harness.transport.authentication import ClientCertificate
from harness.transport.handshake import shake
from harness.transport.http_server import HttpServer
from harness.transport.mllp_client import MllpClient
from harness.transport.syslog_receivers import UdpSyslogReceiver
from harness.transport.tls import client_context


@pytest.fixture
def holder(certified: Path) -> Path:
    """The folder that one holder is given."""
    (certified / "harness" / "ca.pem").write_bytes((certified / "ca.pem").read_bytes())
    return certified / "harness"


@pytest.fixture
def doors(holder: Path) -> Iterator[dict[str, str]]:
    registry = ClientRegistry()
    with ExitStack() as open_:
        open_.callback(registry.close)
        server = open_.enter_context(HttpServer(registry.app))
        plain = [("http", f"{server.url}/fhir"), *registry.listen()]
        yield dict(secured(registry, holder, plain, host="127.0.0.1", port=0, open_=open_))


def test_it_is_met_over_https_and_calls_itself_so(doors: dict[str, str], holder: Path) -> None:
    known = ClientCertificate(holder / "client.pem", holder / "client.key")
    context = client_context(str(holder / "ca.pem"), certificate=known)
    told = httpx.get(f"{doors['https']}/Patient?family=Nobody", verify=context).json()
    assert told["link"][0]["url"].startswith(doors["https"])


def test_whoever_shows_nothing_is_refused(doors: dict[str, str], holder: Path) -> None:
    with pytest.raises(httpx.HTTPError, match=r"certificate required|closed|reset"):
        httpx.get(f"{doors['https']}/metadata", verify=client_context(str(holder / "ca.pem")))


def test_it_is_met_over_mllp(doors: dict[str, str], holder: Path) -> None:
    known = ClientCertificate(holder / "client.pem", holder / "client.key")
    context = client_context(str(holder / "ca.pem"), certificate=known)
    host, port = doors["mllps"].removeprefix("mllps://").split(":")
    with MllpClient(host, int(port), tls=context) as client:
        exchange = client.send(b"MSH|^~\\&|A|B|C|D|20260101120000||ZZZ^Z99|1|P|2.5\r")
    assert exchange.response is not None
    assert b"MSA|AR|1" in exchange.response.body


def test_a_clinic_only_shows_its_own(holder: Path) -> None:
    clinic = PointOfService()
    with ExitStack() as open_:
        open_.callback(clinic.close)
        assert list(secured(clinic, holder, [], host="127.0.0.1", port=0, open_=open_)) == []


@pytest.mark.parametrize("service", [AuthorizationServer(), ClientRegistry()], ids=["no TLS", "no certificates"])
def test_what_cannot_be_is_said(service: AuthorizationServer | ClientRegistry, certified: Path, tmp_path: Path) -> None:
    folder = certified if isinstance(service, AuthorizationServer) else tmp_path
    with ExitStack() as open_, pytest.raises(UsageError, match=r"speaks no TLS|is not there"):
        list(secured(service, folder, [], host="127.0.0.1", port=0, open_=open_))
    service.close()


@pytest.mark.parametrize("protocol", ["https", "mllps"])
def test_whom_it_turns_away_is_told_to_the_repository(holder: Path, protocol: str) -> None:
    registry, told = ClientRegistry(), queue.SimpleQueue()
    with ExitStack() as open_:
        open_.callback(registry.close)
        registry.reports_to(Target(open_.enter_context(UdpSyslogReceiver(told.put)).url))
        plain = [("http", "http://127.0.0.1:9/fhir"), *registry.listen()]
        doors = dict(secured(registry, holder, plain, host="127.0.0.1", port=0, open_=open_))
        shake(doors[protocol], client_context(str(holder / "ca.pem")), title="nobody", asked=b"x")
        event = told.get(timeout=5).request.body
    assert (b"110113" in event, b"110126" in event, b"127.0.0.1" in event) == (True, True, True)
