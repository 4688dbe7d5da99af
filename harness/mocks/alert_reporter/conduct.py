"""How an alert reporter behaves at the places where products go wrong. The right conduct changes nothing."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from harness.mocks.errands import conduct as errands
from harness.transactions import Call


class Conduct(errands.Conduct):
    """The right conduct; a defect overrides one of its methods, and begins with the method it overrides."""

    actor: ClassVar[str] = "alert_reporter"
    teller = "alert-reporter"

    def alerts(self, call: Call) -> Call:
        """The report of an alert (ITI-84)."""
        return call

    def asks(self, call: Call) -> Call:
        """The question what became of an alert (ITI-85)."""
        return call

    @override
    def sends(self, call: Call) -> Call:
        """What goes out in place of `call`."""
        if call.route == "CommunicationRequest" and call.method == "POST":
            return self.alerts(call)
        return self.asks(call) if call.route == "Communication" else call
