"""Faults of a terminology service in its searches for value sets, code systems and concept maps (ITI-95, 96, 100)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages.fhir import JSON, Resource, operation_outcome
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Parameters, Refusal, Request
from harness.mocks.search.query import Query
from harness.mocks.store import Page
from harness.mocks.terminology_service.terminologist import Terminologist

defect = partial(declare, mock="terminology-service")

WORDS = ("name", "title", "description")


def of_each(number: str) -> list[str]:
    """The requirement of this number of each of the three searches."""
    return [f"{transaction}-{number}" for transaction in (95, 96, 100)]


@defect(
    "passes-over-the-status",
    breaks=of_each("01a"),
    where="Bundle.entry",
    text="its searches have no parameter status: what is retired is looked for, and what is active is found.",
)
class _PassesOverTheStatus(Terminologist):
    @override
    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        return super().parsed(type_, tuple(pair for pair in pairs if pair[0] != "status"), base)


@defect(
    "finds-whatever-has-the-same-publisher",
    breaks=["TSWF-4", "TSWF-5", "TSWF-6", *of_each("01a")],
    where="Bundle.entry.resource.url",
    text="Beside what a search by url finds, its answer lists whatever else the publisher has.",
)
class _FindsWhateverHasTheSamePublisher(Terminologist):
    @override
    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        query = super().parsed(type_, pairs, base)
        if [name for name, _ in pairs] != ["url"] or not self.store.search(query).total:
            return query
        return super().parsed(type_, (), base)


@defect(
    "compares-whole-texts",
    breaks=of_each("01b"),
    where="Bundle.entry",
    text="A string is found only where all of it is written as it stands, capital letters too.",
)
class _ComparesWholeTexts(Terminologist):
    @override
    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        exact = tuple((f"{name}:exact" if name in WORDS else name, value) for name, value in pairs)
        return super().parsed(type_, exact, base)


@defect(
    "cuts-modifiers-off",
    breaks=of_each("01c"),
    where="Bundle.entry",
    text="What stands after the colon of a string parameter is not read: :contains and :exact mean nothing.",
)
class _CutsModifiersOff(Terminologist):
    @override
    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        return super().parsed(type_, tuple((name.partition(":")[0], value) for name, value in pairs), base)


@defect(
    "passes-over-last-updated",
    breaks=of_each("01d"),
    where="Bundle.entry",
    text="_lastUpdated is no parameter of its searches, so that everything is new to whoever asks what is.",
)
class _PassesOverLastUpdated(Terminologist):
    @override
    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        return super().parsed(type_, tuple(pair for pair in pairs if pair[0] != "_lastUpdated"), base)


@defect(
    "searches-for-codes-in-json-alone",
    breaks=of_each("04"),
    where="Content-Type",
    text="A search is answered in JSON, whatever Accept says.",
)
class _SearchesForCodesInJsonAlone(Terminologist):
    @override
    def format_of(self, request: Request) -> str:
        wanted = super().format_of(request)
        return JSON if request.interaction == "search" else wanted


@defect(
    "answers-in-json-where-nobody-can-read-it",
    breaks=of_each("05"),
    where="HTTP status",
    text="A format that is not written here is answered in JSON instead of refused.",
)
class _AnswersInJsonWhereNobodyCanReadIt(Terminologist):
    @override
    def format_of(self, request: Request) -> str:
        try:
            return super().format_of(request)
        except Refusal:
            return JSON


@defect(
    "opens-an-unknown-id-as-an-outcome-with-200",
    breaks=of_each("06"),
    where="HTTP status",
    text="A read of an id that nothing has is answered with 200 and an OperationOutcome.",
)
class _OpensAnUnknownIdAsAnOutcomeWith200(Terminologist):
    @override
    def read(self, request: Request) -> Answer:
        try:
            return super().read(request)
        except Refusal:
            return Answer(200, operation_outcome("error", "not-found", "There is no such thing"))


@defect(
    "finds-nothing-as-a-collection",
    breaks=of_each("07"),
    where="Bundle.type",
    text="A search that finds nothing is answered with a Bundle that is no searchset.",
)
class _FindsNothingAsACollection(Terminologist):
    @override
    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        if page.total:
            return super().bundle(request, query, page)
        return {"resourceType": "Bundle", "type": "collection"}


@defect(
    "breaks-off-at-a-date",
    breaks=of_each("09"),
    where="the answer's end",
    text="A search by _lastUpdated makes it die in the middle of its answer.",
)
class _BreaksOffAtADate(Terminologist):
    @override
    def search(self, request: Request) -> Answer:
        answer = super().search(request)
        dated = any(name == "_lastUpdated" for name, _ in request.asked)
        return replace(answer, breaks_off=True) if dated else answer
