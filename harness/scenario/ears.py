"""The syslog side of a run's premises: a port of its own for each who tells of audit events. Knows no messages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack

from harness.evidence.exchange import Exchange
from harness.scenario.lines import Address
from harness.scenario.wallet import Wallet
from harness.transport.syslog_receivers import TlsSyslogReceiver, UdpSyslogReceiver
from harness.transport.tls import server_context

Heard = Callable[[Exchange, str, str], None]
Take = Callable[[Exchange], None]

UDP, TLS, FHIR = "syslog-udp", "syslog-tls", "fhir"
"""How audit events can come."""


class Ears:
    """Opened when first needed, closed together. `heard` is told what arrives, once it was taken.

    `wallet` has what is shown over TLS.
    """

    def __init__(self, heard: Heard, wallet: Wallet) -> None:
        self._heard, self._wallet = heard, wallet
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
        context = server_context(self._wallet.own("server"), clients=self._wallet.authority)
        return TlsSyslogReceiver(told, context, host=at.host, port=at.port)
