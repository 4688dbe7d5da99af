"""QRPH-58 and QRPH-59 (IHE mADX): reports as MeasureReports, one or several, and the Measure that defines them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from typing_extensions import override

from harness.messages import fhir, measure_reports
from harness.messages.fhir import JSON, XML, Resource
from harness.messages.figures import Report
from harness.transactions.reported import as_task, in_words, marks
from harness.transactions.transaction import Call, OursAlone, Source, Transaction, tagged


class _OfMeasureReports(Transaction):
    id: ClassVar[str] = "QRPH-58"
    title: ClassVar[str] = "Send Aggregate Report"
    initiator_role: ClassVar[str] = "content_creator"
    responder_role: ClassVar[str] = "content_consumer"
    answering: ClassVar[str] = "58-10"
    shape: ClassVar[str] = "PUT [base]/MeasureReport/[id], or several in a collection: PUT [base]/Bundle/[id]"
    writes: ClassVar[bool] = True

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "PUT" and call.route.partition("/")[0] in ("MeasureReport", "Bundle")


@dataclass(frozen=True, slots=True)
class MeasureReport(_OfMeasureReports):
    """A report by itself; with `also`, several in one Bundle."""

    unasked: ClassVar[tuple[str, ...]] = ("58-20", "58-21")

    report: Report
    also: tuple[Report, ...] = ()
    content_type: str = JSON

    @property
    def reports(self) -> tuple[Report, ...]:
        """All that are to be sent."""
        return (self.report, *self.also)

    @override
    def call(self, source: Source) -> Call:
        resources = [_resource(one, source) for one in self.reports]
        if not self.also:
            return _put(resources[0], self.content_type)
        return _put(_collection(resources, self.report), self.content_type)

    @override
    def instruction(self) -> str:
        how = "as MeasureReports in one Bundle" if self.also else "as a MeasureReport"
        named = "\n".join(f"  {one}" for one in measure_reports.in_terms_of(self.report))
        return f"Send these figures {how}:\n{named}\n{in_words(self.reports)}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "report", "form": "fhir", "reports": [as_task(one) for one in self.reports], "months": 0}

    @override
    def marks(self) -> tuple[str, ...]:
        return marks(self.reports)


Fault = Literal[
    "no subject", "no count", "an unknown orgUnit", "another media type", "no JSON", "a Bundle with one bad"
]


@dataclass(frozen=True, slots=True)
class FaultyMeasureReport(OursAlone, _OfMeasureReports):
    """A report with one named fault; with `also`, in a Bundle with others that have none."""

    wrong: ClassVar[bool] = True

    report: Report
    fault: Fault
    also: tuple[Report, ...] = ()

    @override
    def call(self, source: Source) -> Call:
        bad = _resource(self.report, source)
        if self.fault == "no subject":
            del bad["subject"]
        elif self.fault in ("no count", "a Bundle with one bad"):
            del bad["group"][-1]["population"][0]["count"]
        elif self.fault == "an unknown orgUnit":
            bad["subject"]["identifier"]["value"] = "OU_9999"
        if self.also:
            return _put(_collection([*(_resource(one, source) for one in self.also), bad], self.report), JSON)
        call = _put(bad, JSON)
        if self.fault == "no JSON":
            return Call(call.method, call.path, call.headers, call.body[: len(call.body) // 2])
        if self.fault == "another media type":
            return Call(call.method, call.path, (("Content-Type", "application/pdf"), ("Accept", JSON)), call.body)
        return call

    @property
    @override
    def what(self) -> str:
        return f"a MeasureReport with {self.fault}"


@dataclass(frozen=True, slots=True)
class UnwantedResource(OursAlone, _OfMeasureReports):
    """A Patient, where only reports are taken."""

    wrong: ClassVar[bool] = True

    @override
    def call(self, source: Source) -> Call:
        return _put({"resourceType": "Patient", "id": "nobody", **tagged(source), "name": [{"family": "Nobody"}]}, JSON)

    @property
    @override
    def what(self) -> str:
        return "a Patient among reports"


@dataclass(frozen=True, slots=True)
class StoredMeasureReport(Transaction):
    """``GET MeasureReport/[id]``: what is kept of a report, `at` the address that it was sent to, or at ours."""

    id: ClassVar[str] = "measure report"
    title: ClassVar[str] = "Look at the report that is kept"
    responder_role: ClassVar[str] = "content_consumer"
    looked_up: ClassVar[bool] = True
    direct: ClassVar[bool] = True

    report: Report
    at: str = ""

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", self.at or f"MeasureReport/{id_of(self.report)}")

    @override
    def instruction(self) -> str:
        return f"Look up the MeasureReport {id_of(self.report)}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route.startswith("MeasureReport/")


@dataclass(frozen=True, slots=True)
class ReportDefinition(Transaction):
    """``GET Measure/[id]`` (QRPH-59): what a facility is to report."""

    id: ClassVar[str] = "QRPH-59"
    title: ClassVar[str] = "Retrieve Aggregate Report Definition"
    initiator_role: ClassVar[str] = "content_creator"
    responder_role: ClassVar[str] = "content_consumer"
    answering: ClassVar[str] = "59-04"
    unasked: ClassVar[tuple[str, ...]] = ("59-03",)
    shape: ClassVar[str] = "GET [base]/Measure/[id]"

    data_set: str
    content_type: str = JSON

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", f"Measure/{self.data_set}", (("Accept", self.content_type),))

    @override
    def instruction(self) -> str:
        return f"Retrieve the definition of the report {self.data_set}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "definition", "dataSet": self.data_set}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route.startswith("Measure")

    @override
    def marks(self) -> tuple[str, ...]:
        return (f"Measure/{self.data_set}", self.data_set)


def id_of(report: Report) -> str:
    """The id under which a report is sent: form, facility and period."""
    told = f"{report.data_set}-{report.org_unit}-{report.period.dhis2}"
    return "".join(one if one.isascii() and one.isalnum() else "-" for one in told)[:64]


def _resource(report: Report, source: Source) -> Resource:
    return {**measure_reports.to_fhir(report, id=id_of(report)), **tagged(source)}


def _collection(resources: Sequence[Resource], report: Report) -> Resource:
    entries = [
        {"fullUrl": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, one['id'])}", "resource": one} for one in resources
    ]
    return {"resourceType": "Bundle", "id": id_of(report), "type": "collection", "entry": entries}


def _put(resource: Resource, content_type: str) -> Call:
    headers = (("Content-Type", content_type), ("Accept", XML if content_type == XML else JSON))
    return Call("PUT", f"{resource['resourceType']}/{resource['id']}", headers, fhir.serialise(resource, content_type))
