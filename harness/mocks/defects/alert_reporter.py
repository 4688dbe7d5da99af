"""Faults of an alert reporter: what it leaves out of an alert, how it names a recipient, how it asks."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import Resource
from harness.mocks.alert_reporter.conduct import Conduct
from harness.mocks.defects.registry import declare
from harness.transactions import Call

defect = partial(declare, mock="alert-reporter")


def _alert(call: Call) -> Resource:
    return fhir.parse(call.body, call.header("content-type"))


def _saying(call: Call, alert: Resource) -> Call:
    return replace(call, body=fhir.serialise(alert, call.header("content-type")))


@defect(
    "leaves-out-the-priority-of-alerts",
    breaks=["84-09"],
    where="CommunicationRequest",
    text="reports alerts without a priority, since all of its own are urgent",
)
class _LeavesOutThePriority(Conduct):
    @override
    def alerts(self, call: Call) -> Call:
        call = super().alerts(call)
        return _saying(call, {name: value for name, value in _alert(call).items() if name != "priority"})


@defect(
    "names-recipients-by-name-alone",
    breaks=["84-10"],
    where="CommunicationRequest.recipient",
    text="names the recipient of an alert in words, and leaves it to the aggregator to find out who that is",
)
class _NamesRecipientsByNameAlone(Conduct):
    @override
    def alerts(self, call: Call) -> Call:
        call = super().alerts(call)
        return _saying(call, _alert(call) | {"recipient": [{"display": "the patient of yesterday"}]})


@defect(
    "asks-what-became-of-all-alerts",
    breaks=["85-06"],
    where="parameters",
    text="asks for everything that became of any alert, and looks through it at home",
)
class _AsksForAll(Conduct):
    @override
    def asks(self, call: Call) -> Call:
        return replace(super().asks(call), path="Communication")
