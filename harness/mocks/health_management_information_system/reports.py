"""The FHIR side of an HMIS (IHE mADX): takes MeasureReports (QRPH-58), gives Measures (QRPH-59). Knows no bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import uuid4

from harness.messages import measure_reports
from harness.messages.fhir import Resource, operation_outcome
from harness.mocks.health_management_information_system.intake import Intake
from harness.mocks.rest.declaration import READ_ONLY, Declaration, Kept
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.service import RestService
from harness.mocks.rest.structure import check_structure

_PROFILES = "https://profiles.ihe.net/QRPH/mADX/StructureDefinition/mADX-"
_DATE = "2026-11-26"
DECLARES: Declaration = {
    "Measure": Kept(READ_ONLY, profiles=(f"{_PROFILES}Measure",)),
    "MeasureReport": Kept(
        ("read", "vread", "update", "history-instance", "search-type"),
        update_create=True,
        profiles=(f"{_PROFILES}MeasureReport",),
    ),
    "Bundle": Kept(("update",), (), update_create=True),
}
"""A Bundle is only how several reports are sent: it is never kept itself."""


class Reports(RestService):
    """A FHIR service for `intake`, over its store; the Measure of its form is there from the beginning."""

    title: ClassVar[str] = "health management information system"
    declares: ClassVar[Declaration] = DECLARES

    def __init__(self, intake: Intake) -> None:
        super().__init__(intake.store)
        self._intake = intake
        structure = intake.configuration.structure
        if self.store.read("Measure", structure.id) is None:
            measure = measure_reports.measure(structure, date=_DATE)
            self.store.add(measure, id_=structure.id, method="PUT")

    @property
    def types(self) -> tuple[str, ...]:
        """The resource types that have an address."""
        return (*self.declares, *self._intake.more_types())

    def before_answering(self, request: Request, answer: Answer) -> Answer:
        """The answer as it goes out."""
        return self._intake.answers(request, answer)

    def update(self, request: Request) -> Answer:
        """``PUT MeasureReport/id``, and ``PUT Bundle/id`` with several."""
        resource = self._intake.parsed(request)
        if resource["resourceType"] != request.type or resource.get("id", request.target[0]) != request.target[0]:
            raise Refusal(400, "invalid", f"A {request.type} with the id in the address is wanted here")
        check_structure(resource)
        if request.type == "Bundle":
            return self._taken_bundle(resource)
        before = self.store.read("MeasureReport", request.target[0])
        self.check_version(request, before)
        refusal = self._refusal([{**resource, "id": request.target[0]}], [""])
        if refusal is not None:
            return refusal
        stored = self.store.read("MeasureReport", request.target[0])
        assert stored is not None  # it was just taken
        return self.written(request, stored, 200 if before else 201)

    def _taken_bundle(self, bundle: Resource) -> Answer:
        found = [one.get("resource") for one in bundle.get("entry", ())]
        inside = [one for one in found if isinstance(one, dict) and one.get("resourceType") == "MeasureReport"]
        if bundle.get("type") != "collection" or not inside or len(inside) < len(found):
            raise Refusal(
                422, "business-rule", "A collection of MeasureReports is wanted", expression=("Bundle.entry",)
            )
        if not all(isinstance(one.get("id"), str) for one in inside):
            raise Refusal(422, "required", "Every MeasureReport needs its id", expression=("Bundle.entry.resource.id",))
        refusal = self._refusal(inside, [f"Bundle.entry[{at}].resource" for at in range(len(inside))])
        words = f"All {len(inside)} reports were taken"
        return refusal or Answer(200, operation_outcome("information", "informational", words))

    def _refusal(self, resources: Sequence[Resource], places: Sequence[str]) -> Answer | None:
        """Why reports were not taken, an OperationOutcome for each that is bad; None where they were."""
        outcome, wrong = self._intake.take_reports(resources)
        if not outcome.refusal:
            return None
        told = [_outcome(faults, place) for faults, place in zip(wrong, places, strict=True) if faults]
        if len(told) == 1:
            return Answer(outcome.refusal, told[0])
        entries = [{"fullUrl": f"urn:uuid:{uuid4()}", "resource": one} for one in told]
        return Answer(outcome.refusal, {"resourceType": "Bundle", "type": "collection", "entry": entries})


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
