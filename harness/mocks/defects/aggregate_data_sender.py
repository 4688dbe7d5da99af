"""The defects of the sender of aggregate data: what it makes of the figures that it was told to send."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from harness.messages.figures import Report
from harness.mocks.defects.registry import declare
from harness.transactions import Call

Resource = dict[str, Any]
declared = partial(declare, mock="aggregate-data-sender")


def _without(call: Call, pattern: str, by: str = "") -> Call:
    """`call`, where it is ADX, with other text in its body."""
    if not call.body.startswith(b"<"):
        return call
    return replace(call, body=re.sub(pattern, by, call.body.decode()).encode())


def _as(call: Call, media_type: str) -> Call:
    return replace(
        call, headers=tuple((name, media_type if name == "Content-Type" else value) for name, value in call.headers)
    )


@declared(
    "sender-does-not-say-when",
    breaks=("53-20",),
    also=("53-22", "53-23", "53-24"),
    where="adx",
    text="Leaves out when a message was exported.",
)
class DoesNotSayWhen:
    """Writes no exported."""

    def posts(self, call: Call) -> Call:
        """Without it."""
        return _without(call, r' exported="[^"]*"')


@declared(
    "sender-says-xml",
    breaks=("53-21",),
    where="Content-Type",
    text="Sends ADX as text/xml.",
)
class SaysXml:
    """Knows XML, and no ADX."""

    def posts(self, call: Call) -> Call:
        """With the other media type."""
        return _as(call, "text/xml") if call.body.startswith(b"<") else call


@declared(
    "sender-leaves-out-decimals",
    breaks=("53-22",),
    also=("53-24",),
    where="dataValue/@value",
    text="Sends whole numbers alone, and leaves out what has a point in it.",
)
class LeavesOutDecimals:
    """Takes a decimal for a mistake."""

    def posts(self, call: Call) -> Call:
        """Without them."""
        return _without(call, r'<dataValue [^>]*value="\d+\.\d+"[^>]*/>')


@declared(
    "sender-has-codes-of-its-own",
    breaks=("53-23",),
    also=("53-22", "53-24"),
    where="adx/group[1]/dataValue[1]/@sex",
    text="Writes female and male where F and M were agreed upon.",
)
class HasCodesOfItsOwn:
    """Sends what its own database has."""

    def posts(self, call: Call) -> Call:
        """With its own words."""
        return _without(_without(call, ' sex="F"', ' sex="female"'), ' sex="M"', ' sex="male"')


@declared(
    "sender-takes-the-last-month",
    breaks=("53-24",),
    where="dataValue/@value",
    text="Sends the figures of a quarter's last month as those of the quarter.",
)
class TakesTheLastMonth:
    """Overwrites where it should add."""

    def adds_up(self, reports: Sequence[Report], months: int) -> Sequence[Report]:
        """The last of them."""
        return [reports[-1].changed(period=reports[-1].period.within(months))]


class _Puts(ABC):
    """Sends MeasureReports otherwise; each defect says how."""

    def puts(self, call: Call) -> Call:
        """The other one."""
        resource: Resource = json.loads(call.body)
        return replace(call, body=json.dumps(self.otherwise(resource)).encode())

    @abstractmethod
    def otherwise(self, resource: Resource) -> Resource:
        """What is sent in place of a right MeasureReport or Bundle."""


@declared(
    "sender-reports-for-nobody",
    breaks=("58-20",),
    also=("58-22",),
    where="MeasureReport",
    text="Leaves out which facility a MeasureReport is about.",
)
class ReportsForNobody(_Puts):
    """Takes its own name for enough."""

    def otherwise(self, resource: Resource) -> Resource:
        """Without subject."""
        return {name: value for name, value in resource.items() if name != "subject"}


@declared(
    "sender-says-json",
    breaks=("58-21",),
    where="Content-Type",
    text="Sends MeasureReports as application/json.",
)
class SaysJson:
    """Knows JSON, and no FHIR."""

    def puts(self, call: Call) -> Call:
        """With the other media type."""
        return _as(call, "application/json")


@declared(
    "sender-sends-totals-alone",
    breaks=("58-22",),
    where="MeasureReport.group",
    text="Sends the total of each data element in a MeasureReport, and none of its strata.",
)
class SendsTotalsAlone(_Puts):
    """Knows no disaggregation in FHIR."""

    def otherwise(self, resource: Resource) -> Resource:
        """Without strata."""
        if resource["resourceType"] == "Bundle":
            entries = [{**one, "resource": self.otherwise(one["resource"])} for one in resource["entry"]]
            return {**resource, "entry": entries}
        groups = [{name: value for name, value in one.items() if name != "stratifier"} for one in resource["group"]]
        return {**resource, "group": groups}


@declared(
    "sender-bundles-a-searchset",
    breaks=("58-23",),
    where="Bundle.type",
    text="Sends several reports as if they had been searched for.",
)
class BundlesASearchset(_Puts):
    """Knows one type of Bundle."""

    def otherwise(self, resource: Resource) -> Resource:
        """Of the other type."""
        return {**resource, "type": "searchset"} if resource["resourceType"] == "Bundle" else resource
