"""Faults of a community health information system: how it looks for requests, how it claims and completes them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages import fhir
from harness.mocks.community_health_information_system.conduct import Conduct
from harness.mocks.defects.registry import declare
from harness.transactions import Call

defect = partial(declare, mock="community-health-information-system")


def _with_status(call: Call, *, was: str, becomes: str) -> Call:
    """`call` with the status `becomes` in place of `was`; as it is where it has another."""
    content_type = call.header("content-type")
    told = fhir.parse(call.body, content_type)
    if told["status"] != was:
        return call
    return replace(call, body=fhir.serialise({**told, "status": becomes}, content_type))


@defect(
    "looks-through-all-requests-at-home",
    breaks=["CFU-3"],
    where="parameters",
    text="fetches every request, and looks at home for those that are active",
)
class _LooksThroughAllAtHome(Conduct):
    @override
    def looks(self, call: Call) -> Call:
        return replace(super().looks(call), path="ServiceRequest")


@defect(
    "revokes-what-it-claims",
    breaks=["CFU-5"],
    where="ServiceRequest.status",
    text="revokes a request that it takes over, since it goes on under a number of its own",
)
class _RevokesWhatItClaims(Conduct):
    @override
    def updates(self, call: Call) -> Call:
        return _with_status(super().updates(call), was="on-hold", becomes="revoked")


@defect(
    "claims-whatever-the-version",
    breaks=["CFU-6"],
    where="If-Match",
    text="claims a request without saying which version it has seen",
)
class _ClaimsWhateverTheVersion(Conduct):
    @override
    def updates(self, call: Call) -> Call:
        call = super().updates(call)
        return replace(call, headers=tuple(one for one in call.headers if one[0] != "If-Match"))


@defect(
    "leaves-visits-on-hold",
    breaks=["CFU-9"],
    where="ServiceRequest.status",
    text="records a visit at home, and leaves the request on hold",
)
class _LeavesVisitsOnHold(Conduct):
    @override
    def updates(self, call: Call) -> Call:
        return _with_status(super().updates(call), was="completed", becomes="on-hold")
