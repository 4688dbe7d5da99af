"""DHIS2's ``dataValueSets`` (DHIS2 developer guide, Web API: data values): figures in JSON, by codes. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from typing_extensions import override

from harness.messages import adx, data_value_sets
from harness.messages.figures import Figure, Report
from harness.transactions.aggregate_report import NOBODY, NOTHING
from harness.transactions.reported import as_task, in_words, marks
from harness.transactions.transaction import Call, OursAlone, Source, Transaction

JSON = data_value_sets.JSON
PATH = "dataValueSets"
Strategy = Literal["", "CREATE", "UPDATE", "CREATE_AND_UPDATE", "DELETE"]


class _OfDataValues(Transaction):
    id: ClassVar[str] = "dataValueSets"
    title: ClassVar[str] = "DHIS2 data value set"
    initiator_role: ClassVar[str] = "content_creator"
    responder_role: ClassVar[str] = "content_consumer"
    endpoint: ClassVar[str] = "dhis2"
    answering: ClassVar[str] = "DVS-01"
    shape: ClassVar[str] = "POST [address]/dataValueSets?idScheme=CODE with the data value set in JSON"
    writes: ClassVar[bool] = True

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and call.route == PATH


@dataclass(frozen=True, slots=True)
class DataValueSet(_OfDataValues):
    """A report; `strategy` is how it is imported, a `dry_run` only tells what would come of it."""

    report: Report
    strategy: Strategy = ""
    dry_run: bool = False

    @override
    def call(self, source: Source) -> Call:
        return _posted(self.report, self.strategy, dry_run=self.dry_run)

    @override
    def instruction(self) -> str:
        how = f" with importStrategy={self.strategy}" if self.strategy else ""
        dry = " as a dry run" if self.dry_run else ""
        return f"Send these figures to dataValueSets{how}{dry}:\n{in_words([self.report])}"

    @override
    def task(self) -> dict[str, Any]:
        told = {"action": "report", "form": "dhis2", "reports": [as_task(self.report)], "months": 0}
        return {**told, "strategy": self.strategy, "dryRun": self.dry_run}

    @override
    def marks(self) -> tuple[str, ...]:
        return marks([self.report])


Fault = Literal["an unknown orgUnit", "an unknown dataElement", "no decimal", "an impossible period", "no JSON"]


@dataclass(frozen=True, slots=True)
class FaultyDataValueSet(OursAlone, _OfDataValues):
    """A data value set with one named fault, in its last value where it is one of a value."""

    wrong: ClassVar[bool] = True

    report: Report
    fault: Fault

    @override
    def call(self, source: Source) -> Call:
        *others, last = self.report.figures
        spoilt: dict[str, Figure] = {
            "an unknown dataElement": replace(last, data_element=NOTHING),
            "no decimal": replace(last, value="some"),
        }
        report = self.report.changed(figures=(*others, spoilt.get(self.fault, last)))
        if self.fault == "an unknown orgUnit":
            report = report.changed(org_unit=NOBODY)
        call = _posted(report, "", dry_run=False)
        if self.fault == "no JSON":
            return Call(call.method, call.path, call.headers, call.body[: len(call.body) // 2])
        if self.fault == "an impossible period":
            body = call.body.replace(f'"{report.period.dhis2}"'.encode(), b'"last month"')
            return Call(call.method, call.path, call.headers, body)
        return call

    @property
    @override
    def what(self) -> str:
        return f"a data value set with {self.fault}"


@dataclass(frozen=True, slots=True)
class StoredDataValues(Transaction):
    """``GET dataValueSets?dataSet=…&period=…&orgUnit=…``: what is kept of a report, in JSON."""

    id: ClassVar[str] = "stored dataValueSets"
    title: ClassVar[str] = "Look at the data values that are kept"
    responder_role: ClassVar[str] = "content_consumer"
    endpoint: ClassVar[str] = "dhis2"
    looked_up: ClassVar[bool] = True
    direct: ClassVar[bool] = True

    report: Report

    @override
    def call(self, source: Source) -> Call:
        told = {"dataSet": self.report.data_set, "period": self.report.period.dhis2, "orgUnit": self.report.org_unit}
        return Call("GET", f"{PATH}?{urlencode({**told, 'idScheme': 'CODE'})}", (("Accept", JSON),))

    @override
    def instruction(self) -> str:
        return f"Look up the data values of {self.report.org_unit} for {self.report.period.dhis2}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route == PATH


def _posted(report: Report, strategy: str, *, dry_run: bool) -> Call:
    asked = {"idScheme": "CODE", "importStrategy": strategy, "dryRun": "true" if dry_run else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    body = data_value_sets.write(report, adx.malaria())
    return Call("POST", f"{PATH}?{query}", (("Content-Type", JSON), ("Accept", JSON)), body)
