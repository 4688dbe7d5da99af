"""The FHIR side of an HMIS (IHE mADX): takes MeasureReports (QRPH-58), gives Measures (QRPH-59). Knows no bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from harness.messages import measure_reports
from harness.messages.fhir import Resource, operation_outcome
from harness.mocks.health_management_information_system.intake import Intake
from harness.mocks.rest.capabilities import capability_statement
from harness.mocks.rest.formats import wanted_format
from harness.mocks.rest.messages import Answer, Refusal, Request

STATEMENTS = ("https://profiles.ihe.net/QRPH/mADX/CapabilityStatement/IHE.mADX.ContentConsumer",)
_SINCE = "2026-11-26"


class Reports:
    """A FHIR service for `intake`."""

    def __init__(self, intake: Intake) -> None:
        self.types = intake.types()
        self.operations: dict[str, tuple[str, ...]] = {}
        self._intake, self._since = intake, datetime.now(UTC).isoformat(timespec="seconds")

    def answer(self, request: Request) -> Answer:
        """The answer to a request, in the format that it wants."""
        wanted = wanted_format(request)
        if wanted is None:
            raise Refusal(406, "not-supported", "Only application/fhir+json and application/fhir+xml are given here")
        try:
            answer = self._intake.answers(request, self._performed(request))
        except Refusal as refusal:
            answer = Answer(refusal.status, refusal.outcome)
        return replace(answer, format=wanted)

    def _performed(self, request: Request) -> Answer:
        match request.interaction, request.type:
            case "capabilities", _:
                return Answer(200, self._capabilities(request))
            case "read", "Measure":
                return Answer(200, self._measure(request.target[0]))
            case "read", "MeasureReport":
                return self._report(request.target[0])
            case "update", ("MeasureReport" | "Bundle"):
                return self._taken(request)
        raise Refusal(405, "not-supported", f"{request.interaction} of {request.type} is not supported here")

    def _measure(self, id_: str) -> Resource:
        structure = self._intake.configuration.structure
        if id_ not in self._intake.definitions():
            raise Refusal(404, "not-found", "There is no Measure with this id")
        return self._intake.definition(measure_reports.measure(structure, date=_SINCE))

    def _report(self, id_: str) -> Answer:
        found = self._intake.books.report(id_)
        if found is None:
            raise Refusal(404, "not-found", "There is no MeasureReport with this id")
        version, at, resource = found
        meta = {**resource.get("meta", {}), "versionId": str(version), "lastUpdated": at}
        return Answer(200, {**resource, "meta": meta}, {"etag": f'W/"{version}"'})

    def _taken(self, request: Request) -> Answer:
        resource = self._intake.parsed(request)
        if resource["resourceType"] != request.type or resource.get("id", request.target[0]) != request.target[0]:
            raise Refusal(400, "invalid", f"A {request.type} with the id in the address is wanted here")
        if request.type == "MeasureReport":
            return self._answered([{**resource, "id": request.target[0]}], [""])
        return self._taken_bundle(resource)

    def _taken_bundle(self, bundle: Resource) -> Answer:
        entries = bundle.get("entry")
        listed = entries if isinstance(entries, list) else []
        found = [one.get("resource") if isinstance(one, dict) else None for one in listed]
        inside = [one for one in found if isinstance(one, dict) and one.get("resourceType") == "MeasureReport"]
        if bundle.get("type") != "collection" or not inside or len(inside) < len(found):
            raise Refusal(
                422, "business-rule", "A collection of MeasureReports is wanted", expression=("Bundle.entry",)
            )
        if not all(isinstance(one.get("id"), str) for one in inside):
            raise Refusal(422, "required", "Every MeasureReport needs its id", expression=("Bundle.entry.resource.id",))
        return self._answered(inside, [f"Bundle.entry[{at}].resource" for at in range(len(inside))])

    def _answered(self, resources: Sequence[Resource], places: Sequence[str]) -> Answer:
        outcome, wrong = self._intake.take_reports(resources)
        if not outcome.refusal:
            words = f"{outcome.imported} figures are new, {outcome.updated} were there before"
            return Answer(200, operation_outcome("information", "informational", words))
        told = [_outcome(faults, place) for faults, place in zip(wrong, places, strict=True) if faults]
        if len(told) == 1:
            return Answer(outcome.refusal, told[0])
        entries = [{"fullUrl": f"urn:uuid:{uuid4()}", "resource": one} for one in told]
        return Answer(outcome.refusal, {"resourceType": "Bundle", "type": "collection", "entry": entries})

    def _capabilities(self, request: Request) -> Resource:
        updates = {"versioning": "versioned", "updateCreate": True, "readHistory": False}
        told: list[dict[str, Any]] = [
            {"type": "Measure", "interaction": [{"code": "read"}]},
            {"type": "MeasureReport", "interaction": [{"code": "read"}, {"code": "update"}], **updates},
            {"type": "Bundle", "interaction": [{"code": "update"}], "updateCreate": True},
        ]
        name = "health management information system"
        return capability_statement(
            name, {"resource": told}, base=request.base, date=self._since, instantiates=STATEMENTS
        )


def _outcome(faults: Sequence[tuple[str, str]], place: str) -> Resource:
    """What is wrong with one MeasureReport, which stands at `place` in what was sent."""
    issues = [
        {
            "severity": "fatal",
            "code": "business-rule",
            "diagnostics": words,
            "expression": [f"{place}{where.removeprefix('MeasureReport')}" if place else where],
        }
        for where, words in faults
    ]
    return {"resourceType": "OperationOutcome", "issue": issues}
