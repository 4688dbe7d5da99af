"""How a sender of aggregate data behaves at the places where products go wrong. The right conduct changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from typing_extensions import override

from harness.messages.figures import Report, added_up
from harness.mocks.errands import conduct as errands
from harness.transactions import Call


class Conduct(errands.Conduct):
    """The right conduct; a defect overrides one of its methods, and begins with the method it overrides."""

    actor: ClassVar[str] = "aggregate_data_sender"
    teller = "aggregate-data-sender"

    def counts(self, reports: Sequence[Report]) -> Sequence[Report]:
        """What is reported of the figures that were counted: all of them."""
        return reports

    def adds_up(self, reports: Sequence[Report], months: int) -> Sequence[Report]:
        """The reports of months as one of so many `months`."""
        return added_up(reports, months)

    def puts(self, call: Call) -> Call:
        """A report in FHIR (QRPH-58)."""
        return call

    def posts(self, call: Call) -> Call:
        """A report in ADX (QRPH-53), or a data value set."""
        return call

    @override
    def sends(self, call: Call) -> Call:
        """What goes out in place of `call`."""
        if call.method == "PUT":
            return self.puts(call)
        return self.posts(call) if call.method == "POST" else call
