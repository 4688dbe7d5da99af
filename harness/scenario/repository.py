"""Where audit events arrive (ITI-20): each participant's own address, and who of our mocks tells of what it does.

Knows the three ways by which an event can come; reads none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.errors import Inconclusive
from harness.evidence.exchange import Exchange
from harness.participants import Listener, Participant
from harness.participants.addresses import audit_port
from harness.participants.urls import host_in_url
from harness.scenario.ears import ENDPOINTS, FHIR, TLS, UDP, Ears
from harness.scenario.in_words import REPOSITORY
from harness.scenario.lines import Address
from harness.transactions import SyslogCall
from harness.transport.syslog_senders import TlsSyslogSender, send_datagram

if TYPE_CHECKING:
    from harness.scenario.premises import Premises

SYSLOG = {ENDPOINTS[one]: one for one in (UDP, TLS)}
"""The endpoints of a repository for syslog, and what is spoken at each."""

Heard = Callable[[Exchange, str, str], None]


class Repository:
    """Our Audit Record Repository as everybody finds it."""

    def __init__(self, premises: Premises, listener: Listener, heard: Heard) -> None:
        self._premises, self._listener = premises, listener
        self._ears = Ears(heard, premises.nodes.wallet, premises.relays.ends)
        self._telling: set[str] = set()

    def url_for(self, slug: str) -> str:
        """Its FHIR base as `slug` reaches it on this machine."""
        self._premises.admit(slug, REPOSITORY, None, FHIR)
        return f"{self._premises.gateway.url}/{slug}/{REPOSITORY}/fhir"

    def address_for(self, teller: Participant, responder: Participant | None = None) -> str:
        """Where `teller` is to send its events, in the way that it has chosen: to us, or through us to `responder`."""
        if teller.audits == FHIR:
            root = self._premises.root_for(teller)
            self._premises.admit(teller.slug, REPOSITORY, responder, FHIR)
            return f"{root}/{teller.slug}/{REPOSITORY}/fhir"
        if teller.audits == TLS and not self._listener.certificates:
            raise Inconclusive(
                "we have no certificate to take syslog over TLS with: run harness certificates, and name its folder in "
                'the TOML ([harness] certificates = "certs")',
                caused_by="the harness",
            )
        at = Address(teller.slug, REPOSITORY, self._listener.listen, audit_port(teller))
        return self._heard_at(at, teller.audits, host_in_url(self._listener.advertise), responder)

    def port_for_us(self, endpoint: str) -> str:
        """Where our own mock takes syslog from us."""
        return self._heard_at(Address(self._premises.OURS, REPOSITORY), SYSLOG[endpoint], "127.0.0.1")

    def send(self, call: SyslogCall, address: str, participant: Participant | None) -> Exchange:
        """Send an event to ``udp://…`` or ``tls://…``, which is the participant's or our own."""
        parts, wallet = urlsplit(address), self._premises.nodes.wallet
        host, port = parts.hostname or "", parts.port or 0
        if parts.scheme == "udp":
            return send_datagram(host, port, call.message)
        trusted: bool | str = (participant.ca or True) if participant else wallet.authority
        with TlsSyslogSender(host, port, verify=trusted, certificate=wallet.own("client")) as sender:
            return sender.send(call.message)

    def tell(self, actor: str, *, by: str) -> None:
        """Until `rest`, our mock of `actor` tells of all that it does, by ``fhir`` or ``syslog-udp``."""
        from harness.mocks.auditing import Target

        slug = self._premises.OURS
        address = self.url_for(slug) if by == FHIR else self._heard_at(Address(slug, REPOSITORY), by, "127.0.0.1")
        self._mock(actor).reports_to(Target(address))
        self._telling.add(actor)

    def rest(self) -> None:
        """None of our mocks tells of anything any more."""
        for actor in self._telling:
            self._mock(actor).reports_to(None)
        self._telling.clear()

    def close(self) -> None:
        """Close every port."""
        self._ears.close()

    def _mock(self, actor: str) -> Any:
        return self._premises.mock(self._premises.OURS, actor)

    def _heard_at(self, at: Address, protocol: str, host: str, responder: Participant | None = None) -> str:
        if responder is None:
            port = self._ears.listen(at, protocol, self._mock(REPOSITORY).take)
        else:
            port = self._ears.lead(at, protocol, responder)
        return f"{'tls' if protocol == TLS else 'udp'}://{host}:{port}"
