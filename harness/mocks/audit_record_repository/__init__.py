"""The reference Audit Record Repository: syslog and FHIR in (ITI-20), FHIR searches out (ITI-81). Judges nobody."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar

from harness.mocks import defects as known_defects
from harness.mocks.audit_record_repository.configuration import Ports, read_ports
from harness.mocks.audit_record_repository.repository import Repository
from harness.mocks.rest.application import application
from harness.transport.http_client import Exchange
from harness.transport.syslog_receivers import TlsSyslogReceiver, UdpSyslogReceiver

__all__ = ["AuditRecordRepository"]


class AuditRecordRepository:
    """An Audit Record Repository as one ASGI application, with its FHIR base at ``/fhir``, and as ports for syslog.

    `ports` says which, and with what TLS. `data` is the file to keep events in (memory without one); a `strict` one
    refuses an event in FHIR that is not valid. Raises UsageError for an unknown defect, for a file that is not ours,
    and for a strict one without the definitions of FHIR.
    """

    name: ClassVar[str] = "audit-record-repository"
    actor: ClassVar[str] = "audit_record_repository"

    def __init__(
        self,
        *,
        defects: Sequence[str] = (),
        data: Path | None = None,
        ports: Ports | None = None,
        strict: bool = False,
    ) -> None:
        kind = known_defects.behaviour(Repository, defects, mock=self.name)
        self._repository: Repository = kind(data)
        if strict:
            self._repository.be_strict()
        self._ports, self._open = ports or Ports(), ExitStack()
        self.app = application(self._repository)

    @classmethod
    def configured(cls, file: Path, **arguments: Any) -> AuditRecordRepository:
        """One as the TOML `file` describes it. Raises UsageError with every mistake in the file."""
        return cls(ports=read_ports(file), **arguments)

    def take(self, exchange: Exchange) -> None:
        """Keeps what a syslog message tells of; `exchange` is how it came."""
        secured = exchange.tls is not None
        self._repository.heard(exchange.request.body, exchange.peer, failure=exchange.failure, secured=secured)

    def listen(self, host: str = "127.0.0.1") -> list[tuple[str, str]]:
        """Opens the ports for syslog on `host`: protocol and URL of each. Raises UsageError where one cannot be had."""
        udp = UdpSyslogReceiver(self.take, host=host, port=self._ports.udp)
        found = [("syslog-udp", self._open.enter_context(udp).url)]
        if self._ports.tls is not None:
            url = self.listen_securely(self._ports.tls.context, host=host, port=self._ports.tls.port)
            found.append(("syslog-tls", url))
        return found

    def listen_securely(self, context: ssl.SSLContext, *, host: str = "127.0.0.1", port: int = 0) -> str:
        """Opens a port for syslog over TLS: its URL. Raises UsageError where it cannot be had."""
        return self._open.enter_context(TlsSyslogReceiver(self.take, context, host=host, port=port)).url

    def close(self) -> None:
        """Frees the ports and ends all use of the data."""
        self._open.close()
        self._repository.store.close()
