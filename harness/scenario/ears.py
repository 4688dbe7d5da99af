"""The syslog side of a run's premises: a port of its own for each who tells of audit events. Knows no messages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from harness.errors import Inconclusive
from harness.evidence.exchange import Exchange
from harness.scenario.lines import Address
from harness.transport.authentication import ClientCertificate
from harness.transport.syslog_receivers import TlsSyslogReceiver, UdpSyslogReceiver
from harness.transport.tls import server_context

Heard = Callable[[Exchange, str, str], None]
Take = Callable[[Exchange], None]

UDP, TLS, FHIR = "syslog-udp", "syslog-tls", "fhir"
"""How audit events can come."""


class Ears:
    """Opened when first needed, closed together. `heard` is told what arrives, once it was taken.

    `certificates` is the folder that ``harness certificates`` made; without it nothing comes over TLS.
    """

    def __init__(self, heard: Heard, certificates: str) -> None:
        self._heard, self._certificates = heard, certificates
        self._open: dict[tuple[str, str, str], UdpSyslogReceiver | TlsSyslogReceiver] = {}
        self._closing = ExitStack()
        self._lock = threading.Lock()

    def listen(self, at: Address, protocol: str, take: Take) -> int:
        """From now on `take` takes what arrives at this address by ``syslog-udp`` or ``syslog-tls``; gives its port."""
        with self._lock:
            key = (at.slug, at.actor, protocol)
            if key not in self._open:
                self._open[key] = self._opened(at, protocol, take)
                self._closing.callback(self._open[key].stop)
            return self._open[key].port

    def close(self) -> None:
        """Close every port."""
        self._closing.close()

    def _opened(self, at: Address, protocol: str, take: Take) -> UdpSyslogReceiver | TlsSyslogReceiver:
        def told(exchange: Exchange) -> None:
            take(exchange)
            self._heard(exchange, at.slug, at.actor)

        if protocol == UDP:
            return UdpSyslogReceiver(told, host=at.host, port=at.port)
        folder = Path(self._certificates)
        own = ClientCertificate(folder / "harness" / "server.pem", folder / "harness" / "server.key")
        if not self._certificates or not own.certificate.exists():
            raise Inconclusive(
                "we have no certificate to take syslog over TLS with: run harness certificates, and name its folder in "
                'the TOML ([harness] certificates = "certs")',
                caused_by="the harness",
            )
        return TlsSyslogReceiver(told, server_context(own, clients=str(folder / "ca.pem")), host=at.host, port=at.port)
