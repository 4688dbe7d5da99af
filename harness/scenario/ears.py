"""The syslog side of a run's premises: a port of its own for each who tells of audit events. Knows no messages.

Behind it stands our own repository, or a relay in front of a participant's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from harness.evidence.exchange import Exchange
from harness.participants import Participant
from harness.scenario.lines import NOT_ISSUED, Address
from harness.scenario.wallet import Wallet
from harness.transport.relay_tls import TlsEnds
from harness.transport.syslog_receivers import TlsSyslogReceiver, UdpSyslogReceiver
from harness.transport.syslog_relay import TlsSyslogRelay, UdpSyslogRelay
from harness.transport.tls import server_context
from harness.transport.unread_relay import UnreadRelay

Heard = Callable[[Exchange, str, str], None]
Take = Callable[[Exchange], None]

UDP, TLS, FHIR = "syslog-udp", "syslog-tls", "fhir"
"""How audit events can come."""

ENDPOINTS = {UDP: "syslog_udp", TLS: "syslog_tls", FHIR: "fhir"}
"""The endpoint of a repository for each."""

Listening = UdpSyslogReceiver | TlsSyslogReceiver | UdpSyslogRelay | TlsSyslogRelay | UnreadRelay


class Ears:
    """Opened when first needed, closed together. `heard` is told what arrives, once it was taken or passed on.

    `wallet` has what is shown over TLS, `ends` what a relay shows, for a caller's slug and a responder.
    """

    def __init__(self, heard: Heard, wallet: Wallet, ends: Callable[[str, Participant], TlsEnds | None]) -> None:
        self._heard, self._wallet, self._ends = heard, wallet, ends
        self._open: dict[tuple[str, str, str], tuple[str, Listening]] = {}
        self._lock = threading.Lock()

    def listen(self, at: Address, protocol: str, take: Take) -> int:
        """From now on `take` takes what arrives at this address by ``syslog-udp`` or ``syslog-tls``; gives its port."""

        def told(exchange: Exchange) -> None:
            take(exchange)
            self._heard(exchange, at.slug, at.actor)

        def opened(port: int) -> Listening:
            if protocol == UDP:
                return UdpSyslogReceiver(told, host=at.host, port=port)
            context = server_context(self._wallet.own("server"), clients=self._wallet.authority)
            return TlsSyslogReceiver(told, context, host=at.host, port=port)

        return self._lead(at, protocol, "", opened)

    def lead(self, at: Address, protocol: str, responder: Participant) -> int:
        """From now on what arrives there goes on to `responder`; gives the port."""
        target = responder.endpoints[ENDPOINTS[protocol]]

        def told(exchange: Exchange) -> None:
            self._heard(exchange, at.slug, at.actor)

        def opened(port: int) -> Listening:
            if protocol == UDP:
                return UdpSyslogRelay(target, host=at.host, port=port, on_exchange=told)
            ends = self._ends(at.slug, responder)
            relay: TlsSyslogRelay | UnreadRelay
            if ends is None:
                relay = UnreadRelay(
                    target, reason=NOT_ISSUED, protocol="syslog", host=at.host, port=port, on_exchange=told
                )
            else:
                relay = TlsSyslogRelay(target, ends, host=at.host, port=port, on_exchange=told)
            relay.start()
            return relay

        return self._lead(at, protocol, target, opened)

    def close(self) -> None:
        """Close every port."""
        for _, listening in self._open.values():
            listening.stop()

    def _lead(self, at: Address, protocol: str, where: str, opened: Callable[[int], Listening]) -> int:
        """The port of an address that leads to `where`; what led elsewhere gives it up."""
        with self._lock:
            key = (at.slug, at.actor, protocol)
            before = self._open.get(key)
            if before is None or before[0] != where:
                if before is not None:
                    before[1].stop()
                self._open[key] = (where, opened(before[1].port if before else at.port))
            return self._open[key][1].port
