"""Defects of the HMIS in FHIR: how it answers MeasureReports (QRPH-58), and which Measures it gives (QRPH-59)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

from harness.messages import fhir, measure_reports
from harness.mocks.defects.registry import declare
from harness.mocks.health_management_information_system.outcome import Outcome
from harness.mocks.rest.messages import Answer, Refusal, Request

Resource = dict[str, Any]
declared = partial(declare, mock="health-management-information-system")
OK, MALFORMED, BUSINESS = 200, 400, 422


class _Answers(ABC):
    """Answers otherwise; each defect says how."""

    def answers(self, request: Request, answer: Answer) -> Answer:
        """The other answer."""
        right: Answer = super().answers(request, answer)  # type: ignore[misc]
        return self.otherwise(request, right)

    @abstractmethod
    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """What goes out in place of the right answer."""


@declared("hmis-answers-204", breaks=("58-01",), where="HTTP status", text="Answers a report with 204 and not a word.")
class AnswersTwoHundredAndFour(_Answers):
    """Says nothing."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """No content."""
        return Answer(204) if request.interaction == "update" and answer.status < MALFORMED else answer


@declared(
    "hmis-hangs-up-on-reports",
    breaks=("58-10",),
    where="the answer's end",
    text="Closes the connection in the middle of its answer to a MeasureReport.",
)
class HangsUpOnReports(_Answers):
    """Ends its answer too early."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """Half of it."""
        return replace(answer, breaks_off=request.interaction == "update")


@declared(
    "hmis-hangs-up-on-measures",
    breaks=("59-04",),
    where="the answer's end",
    text="Closes the connection in the middle of a Measure.",
)
class HangsUpOnMeasures(_Answers):
    """Ends its answer too early."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """Half of it."""
        return replace(answer, breaks_off=request.type == "Measure")


@declared(
    "hmis-calls-gaps-malformed",
    breaks=("58-02a", "58-02b"),
    also=("58-04",),
    where="HTTP status",
    text="Answers a report that lacks something as if it were no FHIR: 400.",
)
class CallsGapsMalformed(_Answers):
    """Has one status for all that is wrong."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """With 400."""
        del request
        return replace(answer, status=MALFORMED) if answer.status == BUSINESS else answer


@declared(
    "hmis-repeats-the-outcome",
    breaks=("58-04",),
    where="OperationOutcome",
    text="Sends an OperationOutcome for each report in a Bundle, whichever of them is wrong.",
)
class RepeatsTheOutcome(_Answers):
    """Blames everybody."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """The same once for each."""
        if request.type != "Bundle" or answer.status != BUSINESS or answer.resource is None:
            return answer
        count = len(fhir.parse(request.body)["entry"])
        entries = [{"fullUrl": f"urn:uuid:{uuid4()}", "resource": answer.resource} for _ in range(count)]
        return replace(answer, resource={"resourceType": "Bundle", "type": "collection", "entry": entries})


@declared(
    "hmis-calls-it-an-error",
    breaks=("58-05",),
    where="OperationOutcome.issue.severity",
    text="Calls what it refuses an error, and never fatal.",
)
class CallsItAnError(_Answers):
    """Is milder than the profile."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """With another severity."""
        del request
        return _with_issues(answer, severity="error")


@declared(
    "hmis-points-nowhere",
    breaks=("58-05",),
    where="OperationOutcome.issue.expression",
    text="Says that a report is wrong, and not where.",
)
class PointsNowhere(_Answers):
    """Leaves out the place."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """Without expression."""
        del request
        return _with_issues(answer, expression=["MeasureReport"])


@declared(
    "hmis-reads-any-media-type-as-fhir",
    breaks=("58-03",),
    where="HTTP status",
    text="Never looks at Content-Type, and reads whatever comes as FHIR JSON.",
)
class ReadsAnyMediaTypeAsFhir:
    """Takes everything for JSON."""

    def parsed(self, request: Request) -> Resource:
        """As JSON."""
        known = fhir.media_type(request.header("content-type")) is not None
        headers = request.headers if known else {**request.headers, "content-type": fhir.JSON}
        resource: Resource = super().parsed(replace(request, headers=headers))  # type: ignore[misc]
        return resource


@declared(
    "hmis-answers-405-to-other-types",
    breaks=("58-08",),
    where="HTTP status",
    text="Answers a resource type that it does not take with 405.",
)
class AnswersOtherTypes:
    """Has an address for every type."""

    def more_types(self) -> tuple[str, ...]:
        """One that it does not take."""
        return ("Patient",)


@declared(
    "hmis-answers-422-to-what-is-no-fhir",
    breaks=("58-09",),
    where="HTTP status",
    text="Answers what it cannot read at all as if it broke a rule of the business: 422.",
)
class CallsNonsenseBusiness:
    """Has one status for all that is wrong."""

    def parsed(self, request: Request) -> Resource:
        """With another status where it cannot be read."""
        try:
            resource: Resource = super().parsed(request)  # type: ignore[misc]
        except Refusal as refusal:
            refusal.status = BUSINESS if refusal.status == MALFORMED else refusal.status
            raise
        return resource


@declared(
    "hmis-keeps-the-good-ones",
    breaks=("58-11",),
    where="HTTP status",
    text="Refuses a Bundle for one bad report, and keeps the others of it.",
)
class KeepsTheGoodOnes:
    """Takes each report by itself."""

    def take_reports(self, resources: Sequence[Resource]) -> tuple[Outcome, list[list[tuple[str, str]]]]:
        """Those that are right, whatever the others are."""
        told: tuple[Outcome, list[list[tuple[str, str]]]] = super().take_reports(resources)  # type: ignore[misc]
        if any(told[1]) and not all(told[1]):
            super().take_reports([one for one, wrong in zip(resources, told[1], strict=True) if not wrong])  # type: ignore[misc]
        return told


@declared(
    "hmis-gives-a-measure-another-id",
    breaks=("59-01",),
    where="Measure.id",
    text="Gives a Measure under an id of its database.",
)
class GivesAnotherId(_Answers):
    """Has two ids for one thing."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """With the other id."""
        return _with(answer, id="1") if request.type == "Measure" else answer


@declared(
    "hmis-gives-the-nearest-measure",
    breaks=("59-02",),
    where="HTTP status",
    text="Gives the Measure that it has, whichever is asked for.",
)
class GivesTheNearestMeasure(_Answers):
    """Has only one, and so gives it."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """The one that there is."""
        if request.type != "Measure" or answer.status == OK:
            return answer
        structure = self.configuration.structure  # type: ignore[attr-defined]
        return replace(answer, status=OK, resource=measure_reports.measure(structure, date="2026-11-26"))


@declared(
    "hmis-gives-measures-of-nobody",
    breaks=("59-03",),
    where="Measure",
    text="Publishes Measures without their publisher.",
)
class GivesMeasuresOfNobody(_Answers):
    """Leaves out whose they are."""

    def otherwise(self, request: Request, answer: Answer) -> Answer:
        """Without its publisher."""
        return _with(answer, publisher=None) if request.type == "Measure" else answer


def _with(answer: Answer, **values: Any) -> Answer:
    """An answer whose resource has other values, and lacks what is None."""
    if answer.status != OK or answer.resource is None:
        return answer
    changed = {**answer.resource, **values}
    return replace(answer, resource={name: value for name, value in changed.items() if value is not None})


def _with_issues(answer: Answer, **values: Any) -> Answer:
    """A refusal by a rule whose issues have other values."""
    if answer.status != BUSINESS or answer.resource is None or "issue" not in answer.resource:
        return answer
    issues = [{**one, **values} for one in answer.resource["issue"]]
    return replace(answer, resource={**answer.resource, "issue": issues})
