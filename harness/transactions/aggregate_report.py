"""QRPH-53 Provide aggregate data (IHE QRPH ADX): a report in XML, the same with one fault, and a look at what is kept.

ADX leaves the transport open: it is POSTed to the one address that takes it, as DHIS2's ``dataValueSets`` does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from typing_extensions import override

from harness.messages import adx
from harness.messages.figures import Figure, Report, added_up
from harness.transactions.reported import as_task, in_words, marks
from harness.transactions.transaction import Call, OursAlone, Source, Transaction

NOBODY = "OU_9999"
"""A facility that no form knows."""
UNHEARD_OF = "tea-served"
"""A clinic's own indicator that the HMIS has no data element for."""
NOTHING = "MAL99-9"
"""A data element that no form knows."""


class _OfAggregateData(Transaction):
    id: ClassVar[str] = "QRPH-53"
    title: ClassVar[str] = "Provide aggregate data in ADX"
    initiator_role: ClassVar[str] = "content_creator"
    responder_role: ClassVar[str] = "content_consumer"
    endpoint: ClassVar[str] = "adx"
    answering: ClassVar[str] = "53-12"
    shape: ClassVar[str] = f"POST [address] with Content-Type: {adx.MEDIA_TYPE} and the message"
    writes: ClassVar[bool] = True

    @override
    def recognises(self, call: Call) -> bool:
        is_json = "json" in call.header("content-type") or call.body[:1] in (b"{", b"[")
        return call.method == "POST" and bool(call.body) and not is_json


@dataclass(frozen=True, slots=True)
class AggregateReport(_OfAggregateData):
    """Reports, a group each."""

    unasked: ClassVar[tuple[str, ...]] = ("53-20", "53-21")

    report: Report
    also: tuple[Report, ...] = ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """All that are to be sent."""
        return (self.report, *self.also)

    @override
    def call(self, source: Source) -> Call:
        return posted(adx.write(self.reports, exported=instant(source)))

    @override
    def instruction(self) -> str:
        return f"Send these figures as one message in ADX:\n{in_words(self.reports)}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "report", "form": "adx", "reports": [as_task(one) for one in self.reports], "months": 0}

    @override
    def marks(self) -> tuple[str, ...]:
        return marks(self.reports)


@dataclass(frozen=True, slots=True)
class QuarterlyReport(AggregateReport):
    """The reports of a quarter's months, which the sender adds up first (W-21 step 1)."""

    @property
    def quarter(self) -> tuple[Report, ...]:
        """What is to be sent."""
        return added_up(self.reports, 3)

    @override
    def call(self, source: Source) -> Call:
        return posted(adx.write(self.quarter, exported=instant(source)))

    @override
    def instruction(self) -> str:
        months = in_words(self.reports)
        return f"Add these months up to their quarter, and send the quarter alone as one message in ADX:\n{months}"

    @override
    def task(self) -> dict[str, Any]:
        return {**AggregateReport.task(self), "months": 3}

    @override
    def marks(self) -> tuple[str, ...]:
        return marks((*self.quarter, *self.reports))


Fault = Literal[
    "no orgUnit",
    "no period",
    "no dataElement",
    "no decimal",
    "an unknown dimension",
    "an unknown orgUnit",
    "an unknown dataElement",
    "half of it missing",
    "another namespace",
    "another media type",
    "more deaths than cases",
]


@dataclass(frozen=True, slots=True)
class FaultyAggregateReport(OursAlone, _OfAggregateData):
    """A report with one named fault, in its last figure where it is one of a figure, and nothing else wrong."""

    wrong: ClassVar[bool] = True

    report: Report
    fault: Fault

    @override
    def call(self, source: Source) -> Call:
        text = adx.write([self._report()], exported=instant(source)).decode()
        media_type = "application/pdf" if self.fault == "another media type" else adx.MEDIA_TYPE
        return posted(self._spoilt(text).encode(), media_type)

    def _report(self) -> Report:
        *others, last = self.report.figures
        figures = {
            "no decimal": replace(last, value="some"),
            "an unknown dimension": replace(last, dimensions=(*last.dimensions, ("shoeSize", "42"))),
            "an unknown dataElement": replace(last, data_element=NOTHING),
        }
        report = self.report.changed(figures=(*others, figures.get(self.fault, last)))
        if self.fault == "more deaths than cases":
            return report.changed(figures=tuple(_deadlier(one) for one in report.figures))
        return report.changed(org_unit=NOBODY) if self.fault == "an unknown orgUnit" else report

    def _spoilt(self, text: str) -> str:
        last = self.report.figures[-1]
        lost = {
            "no orgUnit": f' orgUnit="{self.report.org_unit}"',
            "no period": f' period="{self.report.period.iso}"',
        }
        if self.fault == "no dataElement":
            before, found, after = text.rpartition(f' dataElement="{last.data_element}"')
            return before + after if found else text
        if self.fault == "half of it missing":
            return text[: text.rindex("<dataValue")]
        if self.fault == "another namespace":
            return text.replace(adx.NAMESPACE, "urn:ihe:qrph:adx:2099")
        return text.replace(lost.get(self.fault, "\0"), "")

    @property
    @override
    def what(self) -> str:
        return f"a report with {self.fault}"


@dataclass(frozen=True, slots=True)
class UnmappableReport(OursAlone, _OfAggregateData):
    """A report whose last data element a layer has no counterpart for, so that it has to stop it."""

    wrong: ClassVar[bool] = True
    stopped: ClassVar[bool] = True
    answering: ClassVar[str] = ""

    report: Report

    @override
    def call(self, source: Source) -> Call:
        *others, last = self.report.figures
        report = self.report.changed(figures=(*others, replace(last, data_element=UNHEARD_OF)))
        return posted(adx.write([report], exported=instant(source)))

    @property
    @override
    def what(self) -> str:
        return "a report with a code that nobody can map"


@dataclass(frozen=True, slots=True)
class StoredFigures(Transaction):
    """``GET [address]?dataSet=…&period=…&orgUnit=…``: what is kept of a report, in ADX, as DHIS2 gives it."""

    id: ClassVar[str] = "figures"
    title: ClassVar[str] = "Look at the figures that are kept"
    responder_role: ClassVar[str] = "content_consumer"
    endpoint: ClassVar[str] = "adx"
    looked_up: ClassVar[bool] = True
    direct: ClassVar[bool] = True
    refusable: ClassVar[bool] = True

    report: Report

    @override
    def call(self, source: Source) -> Call:
        told = {"dataSet": self.report.data_set, "period": self.report.period.dhis2, "orgUnit": self.report.org_unit}
        return Call("GET", f"?{urlencode({**told, 'idScheme': 'CODE'})}", (("Accept", adx.MEDIA_TYPE),))

    @override
    def instruction(self) -> str:
        return f"Look up the figures of {self.report.org_unit} for {self.report.period.iso}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET"


def posted(body: bytes, media_type: str = adx.MEDIA_TYPE) -> Call:
    """A message to the one address that takes it."""
    return Call("POST", "", (("Content-Type", media_type), ("Accept", "application/json")), body)


def instant(source: Source) -> str:
    """The time of a message."""
    return source.now().isoformat(timespec="seconds").replace("+00:00", "Z")


def _deadlier(figure: Figure) -> Figure:
    return replace(figure, value=f"9{figure.value}") if figure.data_element == "MAL01-4" else figure
