"""Where audit events arrive (ITI-20): each participant's own address, and who of our mocks tells of what it does.

Knows the three ways by which an event can come; reads none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.evidence.exchange import Exchange
from harness.participants import Listener, Participant
from harness.participants.addresses import audit_port
from harness.participants.urls import host_in_url
from harness.scenario.ears import FHIR, TLS, UDP, Ears
from harness.scenario.in_words import REPOSITORY
from harness.scenario.lines import Address


class Repository:
    """Our Audit Record Repository as everybody finds it. `mock` gives the mock of an actor, `url` its FHIR base."""

    def __init__(
        self,
        listener: Listener,
        heard: Callable[[Exchange, str, str], None],
        *,
        mock: Callable[[str], Any],
        url: Callable[[str, Participant | None], str],
    ) -> None:
        self._listener, self._mock, self._url = listener, mock, url
        self._ears = Ears(heard, listener.certificates)
        self._telling: set[str] = set()

    def address_for(self, teller: Participant) -> str:
        """Where `teller` is to send its events, in the way that it has chosen."""
        if teller.audits == FHIR:
            return self._url(teller.slug, teller)
        port = audit_port(teller)
        at = Address(teller.slug, REPOSITORY, self._listener.listen, port)
        return self._heard_at(at, teller.audits, host_in_url(self._listener.advertise))

    def tell(self, actor: str, slug: str, *, by: str) -> None:
        """Until `rest`, our mock of `actor` tells of all that it does, by ``fhir`` or ``syslog-udp``."""
        from harness.mocks.auditing import Target

        address = self._url(slug, None) if by == FHIR else self._heard_at(Address(slug, REPOSITORY), by, "127.0.0.1")
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

    def _heard_at(self, at: Address, protocol: str, host: str) -> str:
        port = self._ears.listen(at, protocol, self._mock(REPOSITORY).take)
        return f"{'tls' if protocol == TLS else 'udp'}://{host}:{port}"


WAYS = (FHIR, UDP, TLS)
"""How a participant can say that it sends its events: ``audits = "…"``."""
