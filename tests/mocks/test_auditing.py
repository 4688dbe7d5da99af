"""What the reference mocks tell an Audit Record Repository, over real sockets; and that nobody has to wait for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.errors import UsageError
from harness.mocks.audit_record_repository import AuditRecordRepository
from harness.mocks.auditing import Outlet, Target
from harness.mocks.client_registry import ClientRegistry
from harness.mocks.point_of_service import PointOfService
from harness.transport.authentication import ClientCertificate
from harness.transport.http_server import HttpServer
from harness.transport.syslog_receivers import TlsSyslogReceiver, UdpSyslogReceiver
from harness.transport.tls import server_context
from tests.transport.conftest import Certificates, certificates

__all__ = ["certificates"]

JONES = {
    "resourceType": "Patient",
    "identifier": [{"system": "http://ohie.org/test/test", "value": "4711"}],
    "name": [{"family": "Jones", "given": ["Jennifer"]}],
    "gender": "female",
    "birthDate": "1984-01-25",
}


@pytest.fixture
def registry() -> Iterator[tuple[ClientRegistry, str]]:
    mock = ClientRegistry()
    with HttpServer(mock.app) as server:
        yield mock, f"{server.url}/fhir"
    mock.close()


def fed(base: str) -> int:
    token = "http://ohie.org/test/test|4711"
    return httpx.put(f"{base}/Patient", params={"identifier": token}, json=JONES, trust_env=False).status_code


def until(seen: Callable[[], Any]) -> Any:
    """What `seen` gives, once it gives something."""
    deadline = time.monotonic() + 10
    while not (found := seen()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def test_a_feed_is_told_of_by_fhir_with_who_asked(registry: tuple[ClientRegistry, str]) -> None:
    repository = AuditRecordRepository()
    with HttpServer(repository.app) as server:
        registry[0].reports_to(Target(f"{server.url}/fhir"))
        fed(registry[1])
        url = f"{server.url}/fhir/AuditEvent?subtype=ITI-104"
        (entry,) = until(lambda: httpx.get(url, trust_env=False).json().get("entry"))
    repository.close()
    assert (entry["resource"]["action"], entry["resource"]["agent"][0]["network"]["address"]) == ("C", "127.0.0.1")


def test_a_feed_is_told_of_by_udp(registry: tuple[ClientRegistry, str]) -> None:
    heard: list[bytes] = []
    with UdpSyslogReceiver(lambda one: heard.append(one.request.body)) as receiver:
        registry[0].reports_to(Target(receiver.url))
        fed(registry[1])
        until(lambda: heard)
    assert b'csd-code="ITI-104"' in heard[0]


def test_what_a_repository_missed_over_tls_comes_later_in_order(certificates: Certificates) -> None:
    heard: list[bytes] = []
    context = server_context(ClientCertificate(*certificates.files("server")), clients=certificates.ca)
    with TlsSyslogReceiver(heard.append, context) as gone:
        port = gone.port
    outlet = Outlet(
        Target(f"tls://localhost:{port}", certificates.ca, ClientCertificate(*certificates.files("client")))
    )
    outlet.put(b"one")
    outlet.put(b"two")
    with TlsSyslogReceiver(lambda one: heard.append(one.request.body), context, port=port):
        until(lambda: len(heard) == 2)
        outlet.close()
    assert heard == [b"one", b"two"]


def test_what_a_repository_refuses_for_good_is_not_sent_again() -> None:
    asked: list[str] = []

    async def app(scope: Any, _: Any, send: Any) -> None:
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 422 if len(asked) == 1 else 201, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with HttpServer(app) as server:
        outlet = Outlet(Target(f"{server.url}/fhir"))
        outlet.put(b"{}")
        outlet.put(b"{}")
        until(lambda: len(asked) == 2)
        outlet.close()
    assert asked == ["/fhir/AuditEvent"] * 2


def test_a_registry_tells_whom_its_file_names(tmp_path: Path) -> None:
    heard: list[bytes] = []
    with UdpSyslogReceiver(lambda one: heard.append(one.request.body)) as receiver:
        file = tmp_path / "registry.toml"
        domain = '[[domains]]\nuri = "http://ohie.org/test/test"\n'
        file.write_text(f'{domain}[audit]\nrepository = "{receiver.url}"', encoding="utf-8")
        mock = ClientRegistry.configured(file)
        with HttpServer(mock.app) as server:
            fed(f"{server.url}/fhir")
            until(lambda: heard)
        mock.close()
    assert b"ITI-104" in heard[0]


@pytest.mark.parametrize("table", ['repository = "ftp://x"', 'repository = "udp://x:1"\ncertificate = "a.pem"'])
def test_a_repository_that_cannot_be_told_is_a_mistake(tmp_path: Path, table: str) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text(f"[audit]\n{table}", encoding="utf-8")
    with pytest.raises(UsageError, match="audit"):
        PointOfService.configured(file)


def test_nobody_waits_for_a_repository_that_is_not_there(registry: tuple[ClientRegistry, str]) -> None:
    registry[0].reports_to(Target("http://127.0.0.1:9/fhir"))
    before = time.monotonic()
    assert fed(registry[1]) == 201
    registry[0].reports_to(None)
    assert time.monotonic() - before < 5


def test_a_deed_that_cannot_be_told_breaks_no_answer(registry: tuple[ClientRegistry, str]) -> None:
    with UdpSyslogReceiver(print) as receiver:
        registry[0].reports_to(Target(receiver.url))
        odd = httpx.get(f"{registry[1]}/Patient?family=%00%01", trust_env=False)
    assert odd.status_code in (200, 400)
