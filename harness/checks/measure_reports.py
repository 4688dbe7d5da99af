"""Checks on aggregate figures in FHIR (IHE mADX): MeasureReports, and what is said of those that are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.checks.check import check
from harness.checks.place import listed, resource_in, short
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Message
from harness.messages import fhir, measure_reports
from harness.messages.fhir import Resource
from harness.messages.figures import Report, difference, numbers


@check
def says_its_type(message: Message) -> None:
    """The message is sent as one of FHIR's own media types."""
    found = message.header("content-type") or "no Content-Type"
    if found.partition(";")[0].strip().lower() not in (fhir.JSON, fhir.XML):
        raise NonConformance("Content-Type", expected=f"{fhir.JSON} or {fhir.XML}", found=found)


@check
def tells(message: Message, *reports: Report) -> None:
    """The message holds exactly the figures of `reports`."""
    resource = resource_in(message, "MeasureReport", "Bundle")
    read = [_figures(one) for one in _inside(resource)]
    if (first := difference(numbers(reports), numbers(read))) is not None:
        where, expected, found = first
        raise NonConformance("MeasureReport.group", expected=f"{where}: {expected}", found=found)


@check
def is_one_collection(message: Message, *, count: int) -> None:
    """The message is one Bundle of the type collection, with so many MeasureReports."""
    bundle = resource_in(message, "Bundle")
    if bundle.get("type") != "collection":
        raise NonConformance("Bundle.type", expected="collection", found=short(bundle.get("type")))
    if len([*_inside(bundle)]) != count:
        raise NonConformance("Bundle.entry", expected=f"{count} MeasureReports", found=len([*_inside(bundle)]))


@check
def keeps(response: Message, report: Report) -> None:
    """The answer to a read holds the figures of `report`, as they were sent."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    found = _figures(resource_in(response, "MeasureReport"))
    if (first := difference(numbers([report]), numbers([found]))) is not None:
        where, expected, got = first
        raise NonConformance("MeasureReport.group", expected=f"{where}: {expected}", found=got)


@check
def are_the_same(before: Message, after: Message) -> None:
    """Two looks at a report show the same: it is not there, or its figures have not changed."""
    if before.status != after.status:
        raise NonConformance("HTTP status", expected=before.status, found=after.status)
    if before.status == 200:
        keeps(after, told_by(before))


def told_by(message: Message) -> Report:
    """The figures of the MeasureReport in a message."""
    return _figures(resource_in(message, "MeasureReport"))


def address_of(request: Message) -> str:
    """Where a MeasureReport was put: ``MeasureReport/[id]``."""
    return "/".join(request.target.partition("?")[0].rstrip("/").split("/")[-2:])


@check
def defines(response: Message, data_set: str) -> None:
    """The answer is the Measure of this form."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    measure = resource_in(response, "Measure")
    if measure.get("id") != data_set:
        raise NonConformance("Measure.id", expected=data_set, found=short(measure.get("id")))


@check
def points_at(response: Message, element: str) -> None:
    """An issue, which is fatal, names a place in FHIRPath; `element` is in it, whatever the indices are."""
    outcomes = list(_outcomes(response))
    if not outcomes:
        raise NonConformance("body", expected="an OperationOutcome", found=_shown(response))
    issues = [issue for one in outcomes for issue in listed(one, "issue", "OperationOutcome")]
    mild = next((one for one in issues if one.get("severity") != "fatal"), None)
    if mild is not None:
        found = short(mild.get("severity"))
        raise NonConformance("OperationOutcome.issue.severity", expected="fatal", found=found)
    places = [str(one) for issue in issues for one in issue.get("expression") or ()]
    if not any(element in re.sub(r"\[\d+\]", "", one) for one in places):
        found = ", ".join(places) or "nothing"
        raise NonConformance("OperationOutcome.issue.expression", expected=f"a place in {element}", found=found)


@check
def tells_of_one(response: Message) -> None:
    """There is one OperationOutcome, for the one report that is bad."""
    count = len([*_outcomes(response)])
    if count != 1:
        raise NonConformance(
            "OperationOutcome", expected="one, for the one bad report", found=count or _shown(response)
        )


def _outcomes(response: Message) -> Iterator[Resource]:
    """Each OperationOutcome: the answer itself, or those in its entries."""
    if not response.body:
        return
    resource = resource_in(response)
    if resource["resourceType"] == "OperationOutcome":
        yield resource
    for entry in listed(resource, "entry", "Bundle") if resource["resourceType"] == "Bundle" else ():
        answer = entry.get("response")
        inside = entry.get("resource") or (answer.get("outcome") if isinstance(answer, dict) else None)
        if isinstance(inside, dict) and inside.get("resourceType") == "OperationOutcome":
            yield inside


def _inside(resource: Resource) -> Iterator[Resource]:
    if resource["resourceType"] == "MeasureReport":
        yield resource
        return
    for entry in listed(resource, "entry", "Bundle"):
        inside = entry.get("resource")
        if isinstance(inside, dict) and inside.get("resourceType") == "MeasureReport":
            yield inside


def _figures(resource: Resource) -> Report:
    try:
        return measure_reports.from_fhir(resource)
    except MalformedMessage as fault:
        raise NonConformance(fault.where, expected=fault.expected, found=fault.found) from None


def _shown(response: Message) -> str:
    return response.body[:80].decode("utf-8", "replace") or "nothing"
