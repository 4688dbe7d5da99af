"""How a community health information system behaves where products go wrong. The right conduct changes nothing."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from harness.mocks.errands import conduct as errands
from harness.transactions import Call


class Conduct(errands.Conduct):
    """The right conduct; a defect overrides one of its methods, and begins with the method it overrides."""

    actor: ClassVar[str] = "community_health_information_system"
    teller = "community-health-information-system"

    def looks(self, call: Call) -> Call:
        """The search for requests, its parameters in the address."""
        return call

    def updates(self, call: Call) -> Call:
        """The update by which a request is claimed, or is told to be completed."""
        return call

    @override
    def sends(self, call: Call) -> Call:
        """What goes out in place of `call`."""
        return self.updates(call) if call.method == "PUT" else self.looks(call)
