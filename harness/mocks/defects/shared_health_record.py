"""Faults of a shared health record that keeps requests for follow-up: what it takes, and what it finds of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from typing_extensions import override

from harness.messages.fhir import Resource, operation_outcome
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.shared_health_record.record import HealthRecord
from harness.mocks.store import Stored

defect = partial(declare, mock="shared-health-record")


def _without(request: Request, *names: str) -> Request:
    """`request` without the parameters that are called so."""
    return replace(request, parameters=tuple(one for one in request.parameters if one[0] not in names))


@defect(
    "queues-requests-for-follow-up",
    breaks=["CFU-2"],
    where="HTTP status",
    text="A request for follow-up is put into a queue, and answered with 202.",
)
class _QueuesRequests(HealthRecord):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, status=202) if answer.status == 201 else answer


@defect(
    "keeps-new-requests-as-drafts",
    breaks=["CFU-4"],
    where="Bundle.entry",
    text="A new request waits for an approval, and is a draft until then.",
)
class _KeepsNewRequestsAsDrafts(HealthRecord):
    @override
    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:
        resource = super().before_storing(request, resource, before)
        return resource if before else {**resource, "status": "draft"}


@defect(
    "knows-no-requests-on-hold",
    breaks=["CFU-7"],
    also=["CFU-8"],
    where="HTTP status",
    text="A request is active or completed here; one that is to be on hold is refused.",
)
class _KnowsNoRequestsOnHold(HealthRecord):
    @override
    def check(self, request: Request, resource: Resource, before: Stored | None) -> None:
        super().check(request, resource, before)
        if resource.get("status") == "on-hold":
            raise Refusal(422, "business-rule", "A request is active or completed")


@defect(
    "passes-over-the-status-of-requests",
    breaks=["CFU-8"],
    where="Bundle.entry[0].resource",
    text="The search parameter status is not known and passed over, without a word.",
)
class _PassesOverTheStatus(HealthRecord):
    @override
    def seen(self, request: Request) -> Request:
        return _without(super().seen(request), "status")


@defect(
    "archives-completed-requests",
    breaks=["CFU-11"],
    where="Bundle.entry",
    text="What is completed is moved to an archive that no search looks into.",
)
class _ArchivesCompletedRequests(HealthRecord):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        bundle: Any = answer.resource
        if request.interaction != "search" or answer.status != 200 or "entry" not in bundle:
            return answer
        kept = [one for one in bundle["entry"] if one["resource"].get("status") != "completed"]
        rest = {name: value for name, value in bundle.items() if name not in ("entry", "total")}
        return replace(answer, resource={**rest, "total": len(kept), **({"entry": kept} if kept else {})})


@defect(
    "lets-the-last-claim-win",
    breaks=["CFU-12"],
    where="HTTP status",
    text="If-Match is not looked at: of two who claim the same request, both are told that they have it.",
)
class _LetsTheLastClaimWin(HealthRecord):
    @override
    def check_version(self, request: Request, before: Stored | None) -> None:
        pass


@defect(
    "answers-404-for-no-requests",
    breaks=["CFU-13"],
    where="HTTP status",
    text="A search for requests that finds none is answered with 404.",
)
class _Answers404ForNoRequests(HealthRecord):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        bundle: Any = answer.resource
        if request.interaction == "search" and answer.status == 200 and not bundle.get("entry"):
            return replace(answer, status=404, resource=operation_outcome("error", "not-found", "Nothing was found"))
        return answer


@defect(
    "passes-over-the-code-of-requests",
    breaks=["CFU-14"],
    where="Bundle.entry[0].resource",
    text="The search parameter code is not known and passed over, without a word.",
)
class _PassesOverTheCode(HealthRecord):
    @override
    def seen(self, request: Request) -> Request:
        return _without(super().seen(request), "code")


@defect(
    "hangs-up-on-requests-for-follow-up",
    breaks=["CFU-15"],
    where="the answer's end",
    text="The connection is closed in the middle of the answer to a request for follow-up.",
)
class _HangsUpOnRequests(HealthRecord):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, breaks_off=request.interaction == "create")
