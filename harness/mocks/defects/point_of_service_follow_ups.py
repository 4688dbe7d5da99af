"""Defects of the point of service when it asks for follow-up in the community (W-33)."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.mocks.defects.point_of_service_requests import asking, saying
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct, resource_in
from harness.transactions import Call

_asks = partial(declare, mock="point-of-service")


@_asks(
    "asks-for-follow-up-in-a-draft",
    breaks=["CFU-1"],
    where="ServiceRequest.status",
    text="sends a request for follow-up as a draft, since the form is still open",
)
class AsksForFollowUpInADraft(Conduct):
    """The state of the form goes out as the state of the request."""

    @override
    def asks_for_follow_up(self, call: Call) -> Call:
        call = super().asks_for_follow_up(call)
        return saying(call, resource_in(call) | {"status": "draft"})


@_asks(
    "looks-through-every-request-for-visits",
    breaks=["CFU-10"],
    where="parameters",
    text="fetches every request for follow-up to see which visits were made",
)
class LooksThroughEveryRequestForVisits(Conduct):
    """The list on the screen is filtered there."""

    @override
    def looks_for_visits(self, call: Call) -> Call:
        return asking(super().looks_for_visits(call), [])
