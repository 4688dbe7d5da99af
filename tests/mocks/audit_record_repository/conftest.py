"""An Audit Record Repository behind real sockets: syslog over UDP and mutual TLS, and FHIR."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.messages.audit.dicom_writing import serialise
from harness.messages.syslog import SyslogMessage
from harness.messages.syslog import serialise as syslog
from harness.mocks.audit_record_repository import AuditRecordRepository
from harness.transport.authentication import ClientCertificate
from harness.transport.http_server import HttpServer
from harness.transport.syslog_senders import TlsSyslogSender, send_datagram
from tests.messages.audit.events import EVENT
from tests.transport.conftest import Certificates, certificates

__all__ = ["certificates"]

TOLD = syslog(SyslogMessage(85, serialise(EVENT), msgid="IHE+RFC-3881", app_name="kijani"))


class Sender:
    """Tells a repository of events, and asks it."""

    def __init__(self, base: str, ports: dict[str, int], certificates: Certificates) -> None:
        self.base, self.ports, self.certificates = base, ports, certificates
        self.http = httpx.Client(timeout=30, trust_env=False)

    def tells(self, message: bytes) -> None:
        """By UDP."""
        assert send_datagram("127.0.0.1", self.ports["syslog-udp"], message).failure == ""

    def tells_securely(self, message: bytes) -> None:
        """By mutual TLS."""
        own, ca = ClientCertificate(*self.certificates.files("client")), self.certificates.ca
        with TlsSyslogSender("localhost", self.ports["syslog-tls"], verify=ca, certificate=own) as sender:
            assert sender.send(message).failure == ""

    def posts(self, event: Any, path: str = "AuditEvent", **headers: str) -> httpx.Response:
        """By FHIR."""
        return self.http.post(f"{self.base}/{path}", json=event, headers=headers)

    def ask(self, path: str, **parameters: Any) -> httpx.Response:
        return self.http.get(f"{self.base}/{path}", params=parameters or None)

    def found(self, **parameters: Any) -> list[dict[str, Any]]:
        answer = self.ask("AuditEvent", **parameters)
        assert answer.status_code == 200, answer.text
        return [one["resource"] for one in answer.json().get("entry", [])]

    def waits_for(self, count: int) -> list[dict[str, Any]]:
        """The events, once there are so many: syslog is not answered."""
        deadline = time.monotonic() + 10
        while len(events := self.found()) < count:
            assert time.monotonic() < deadline, events
            time.sleep(0.02)
        return events


@pytest.fixture
def repository(tmp_path: Path, certificates: Certificates) -> Iterator[Sender]:
    certificate, key = certificates.files("server")
    file = tmp_path / "repository.toml"
    file.write_text(f'[tls]\ncertificate = "{certificate}"\nkey = "{key}"\nca = "{certificates.ca}"', encoding="utf-8")
    mock = AuditRecordRepository.configured(file)
    ports = {protocol: int(url.rpartition(":")[2]) for protocol, url in mock.listen()}
    with HttpServer(mock.app) as server:
        sender = Sender(f"{server.url}/fhir", ports, certificates)
        yield sender
        sender.http.close()
    mock.close()
