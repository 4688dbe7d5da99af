"""What a mock tells of its deeds, and to whom; a defect overrides a method. Off until `reports_to` is called."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from harness.messages import fhir
from harness.mocks.auditing.outlet import Outlet, Target
from harness.transactions.audit_writer import AuditWriter
from harness.transactions.deed import Deed, Side

log = logging.getLogger(__name__)


class Reporting(AuditWriter):
    """A system that tells of its deeds."""

    side: Side = "destination"
    outlet: Outlet | None = None

    def reports_to(self, target: Target | None) -> None:
        """From now on `target` is told of every deed; nobody where it is None."""
        if self.outlet is not None and self.outlet.target == target:
            return
        before, self.outlet = self.outlet, self.opened(target) if target else None
        if before is not None:
            before.close()

    def opened(self, target: Target) -> Outlet:
        """What carries the events."""
        return Outlet(target)

    def did(self, deed: Deed) -> None:
        """Tells of `deed`, if it is of those that are told of. Nothing that goes wrong here is seen by a caller."""
        if self.outlet is None or not deed.is_audited:
            return
        try:
            for event in self.reports(deed, self.outlet.target.address):
                self.outlet.put(event)
        except Exception:  # an answer must never fail because it could not be told of
            log.exception("A deed could not be told of")

    def turned_away(self, stranger: str) -> None:
        """Tells that the node at the address `stranger` could not be authenticated (ITI-19)."""
        if self.outlet is None:
            return
        at = datetime.now(UTC)
        by_fhir = self.outlet.target.address.startswith("http")
        told = fhir.serialise(self.alert_as_fhir(stranger, at)) if by_fhir else self.alert_as_syslog(stranger, at)
        self.outlet.put(told)

    def reports(self, deed: Deed, address: str) -> tuple[bytes, ...]:
        """The events to send to `address`."""
        if address.startswith("http"):
            return (fhir.serialise(self.as_fhir(deed, self.side)),)
        return (self.as_syslog(deed, self.side),)
