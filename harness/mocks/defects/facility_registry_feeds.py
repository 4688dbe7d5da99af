"""Faults of a facility registry in what becomes of what it is fed (ITI-130)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.mocks.defects.facility_registry_searches import defect
from harness.mocks.facility_registry import Facilities
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.store import Stored


@defect(
    "answers-200-to-what-is-new",
    breaks=["130-01"],
    where="HTTP status",
    text="A new resource is answered with 200, as if it had been there.",
)
class _Answers200ToWhatIsNew(Facilities):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, status=200) if request.interaction == "create" and answer.status == 201 else answer


@defect(
    "keeps-the-first-address",
    breaks=["130-02"],
    where="Organization.address",
    text="An organization that moves keeps the address that it had.",
)
class _KeepsTheFirstAddress(Facilities):
    @override
    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:
        resource = super().before_storing(request, resource, before)
        known = before.resource.get("address") if before else None
        return {**resource, "address": known} if known and resource["resourceType"] == "Organization" else resource


@defect(
    "keeps-what-is-deleted",
    breaks=["130-03"],
    also=["91-01c", "91-02"],
    where="HTTP status",
    text="What is deleted is answered for, and stays.",
)
class _KeepsWhatIsDeleted(Facilities):
    @override
    def remove(self, request: Request, stored: Stored) -> None:
        """Nothing."""


@defect(
    "answers-a-transaction-as-a-batch",
    breaks=["130-04"],
    where="Bundle.type",
    text="A transaction is answered with a batch-response.",
)
class _AnswersATransactionAsABatch(Facilities):
    @override
    def several(self, request: Request) -> Answer:
        answer = super().several(request)
        return replace(answer, resource={**(answer.resource or {}), "type": "batch-response"})


@defect(
    "breaks-off-after-a-transaction",
    breaks=["130-06"],
    where="the answer's end",
    text="The answer to a transaction ends in the middle, and the connection with it.",
)
class _BreaksOffAfterATransaction(Facilities):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, breaks_off=request.interaction == "several")


@defect(
    "keeps-the-half-of-a-transaction",
    breaks=["130-07"],
    where="Bundle.entry.resource",
    text="A transaction that cannot be kept as a whole is refused, and what could be kept of it is kept.",
)
class _KeepsTheHalfOfATransaction(Facilities):
    @override
    def transaction(self, request: Request, entries: Sequence[Any]) -> list[dict[str, Any]]:
        try:
            return super().transaction(request, entries)
        except Refusal:
            self.batch(request, entries)
            raise


@defect(
    "thanks-for-what-it-cannot-understand",
    breaks=["130-08"],
    where="HTTP status",
    text="What is no resource is answered with 202, and forgotten.",
)
class _ThanksForWhatItCannotUnderstand(Facilities):
    @override
    def create(self, request: Request) -> Answer:
        try:
            return super().create(request)
        except Refusal:
            if request.resource is not None:  # an entry of a Bundle
                raise
            return Answer(202)
