"""Faults of a client registry when one record is read by its address (ITI-78)."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.messages.fhir import operation_outcome
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request

defect = partial(declare, mock="client-registry")


@defect(
    "reads-without-names",
    breaks=["78-14a"],
    where="Patient.name.family",
    text="A read gives a summary of the record, and names are not in it.",
)
class _ReadsWithoutNames(Registry):
    @override
    def read(self, request: Request) -> Answer:
        answer = super().read(request)
        content = answer.resource or {}
        return Answer(answer.status, {key: content[key] for key in content if key != "name"}, answer.headers)


@defect(
    "answers-410-for-a-record-that-never-was",
    breaks=["78-14b", "Z-05"],
    where="HTTP status",
    text="An id that no record ever had is said to be gone (410), not unknown (404).",
)
class _Answers410ForARecordThatNeverWas(Registry):
    @override
    def read(self, request: Request) -> Answer:
        if self.store.read(request.type, request.target[0]) is None:
            raise Refusal(410, "deleted", "Gone")
        return super().read(request)


@defect(
    "calls-an-unknown-record-forbidden",
    breaks=["78-14b"],
    where="OperationOutcome.issue.code",
    text="The outcome of a read that finds nothing says forbidden, not not-found.",
)
class _CallsAnUnknownRecordForbidden(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        if request.interaction != "read" or answer.status != 404:
            return answer
        return Answer(404, operation_outcome("error", "forbidden", "Not for you"), format=answer.format)


@defect(
    "refuses-to-read-in-a-format-with-406",
    breaks=["78-14d"],
    where="HTTP status",
    text="A read in a format that is not written here is refused with 406, as a search is, not with 400.",
)
class _RefusesToReadInAFormatWith406(Registry):
    @override
    def unsupported_format(self, request: Request) -> Refusal:
        refusal = super().unsupported_format(request)
        refusal.status = 406
        return refusal
