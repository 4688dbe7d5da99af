"""Faults of a client registry that is asked who somebody could be (ITI-119)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from typing_extensions import override

from harness.messages.fhir import Resource, operation_outcome
from harness.mocks.client_registry.matches import Candidate, MatchInput
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.search.query import Query

defect = partial(declare, mock="client-registry")

AN_OUTCOME = "urn:uuid:0e4b2d5c-93a1-4f6e-8a57-6d1c2b3f4a58"

MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"


@defect(
    "names-nobody-unless-a-number-is-wanted",
    breaks=["119-01"],
    also=["119-10", "119-12"],
    where="Bundle.entry",
    text="A match that does not say how many candidates are wanted gets none.",
)
class _NamesNobodyUnlessANumberIsWanted(Registry):
    @override
    def chosen(self, asked: MatchInput, candidates: list[Candidate]) -> list[Candidate]:
        return super().chosen(asked, candidates) if asked.count or asked.only_certain else []


@defect(
    "is-never-certain",
    breaks=["119-02"],
    where="Bundle.entry",
    text="Where only a certain match is wanted nobody is named, even if one is certain.",
)
class _IsNeverCertain(Registry):
    @override
    def certain(self, candidates: list[Candidate]) -> list[Candidate]:
        return []


@defect(
    "takes-the-best-for-certain",
    breaks=["119-03"],
    where="Bundle.entry",
    text="Where only a certain match is wanted the best one is named, however uncertain.",
)
class _TakesTheBestForCertain(Registry):
    @override
    def certain(self, candidates: list[Candidate]) -> list[Candidate]:
        return candidates[:1]


@defect(
    "names-more-than-were-wanted",
    breaks=["119-04"],
    where="Bundle.entry",
    text="All candidates are named, whatever number was wanted.",
)
class _NamesMoreThanWereWanted(Registry):
    @override
    def counted(self, candidates: list[Candidate], count: int) -> list[Candidate]:
        return candidates


@defect(
    "always-names-somebody",
    breaks=["119-05"],
    where="Bundle.entry",
    text="Also those are named who are certainly not meant.",
)
class _AlwaysNamesSomebody(Registry):
    @override
    def candidates(self, asked: Resource) -> Iterator[Candidate]:
        likely = {one.stored.key: one for one in super().candidates(asked)}
        everybody = self.store.search(Query("Patient", per_page=1000)).matches
        others = (Candidate(one, 0.1) for one in everybody if self.may_be_offered(one.resource))
        yield from {**{one.stored.key: one for one in others}, **likely}.values()

    @override
    def is_worth_telling(self, candidate: Candidate) -> bool:
        return True


@defect(
    "answers-a-question-about-nobody",
    breaks=["119-07"],
    where="HTTP status",
    text="A match without a Patient in it gets an empty answer instead of a refusal.",
)
class _AnswersAQuestionAboutNobody(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        is_about_nobody = request.interaction == "$match" and answer.status == 400 and b"Patient" not in request.body
        if not is_about_nobody:
            return answer
        return Answer(200, self.match_bundle(request, []), format=answer.format)


@defect(
    "adds-an-error-to-its-candidates",
    breaks=["119-08"],
    where="Bundle.entry.resource.issue.severity",
    text="Beside the candidates stands an outcome that speaks of an error, though nothing went wrong.",
)
class _AddsAnErrorToItsCandidates(Registry):
    @override
    def match_bundle(self, request: Request, found: list[Candidate]) -> Resource:
        bundle = super().match_bundle(request, found)
        outcome = operation_outcome("error", "processing", "The index of nicknames could not be read")
        entry = {"fullUrl": AN_OUTCOME, "resource": outcome, "search": {"mode": "outcome"}}
        return {**bundle, "entry": [*bundle.get("entry", ()), entry]}


@defect(
    "minds-no-modifier-in-a-match",
    breaks=["119-09"],
    where="HTTP status",
    text="A modifier extension that is not known is passed over, and candidates are named.",
)
class _MindsNoModifierInAMatch(Registry):
    @override
    def check_match_modifiers(self, body: Resource) -> None:
        pass


@defect(
    "refuses-extensions-in-a-match",
    breaks=["119-10"],
    where="HTTP status",
    text="Any extension that is not known is refused with 400, though it modifies nothing.",
)
class _RefusesExtensionsInAMatch(Registry):
    @override
    def match_input(self, body: Resource) -> MatchInput:
        asked = super().match_input(body)
        if any(one["url"] != MAIDEN_NAME for one in asked.patient.get("extension", ())):
            raise Refusal(400, "extension", "This extension is not known here")
        return asked


@defect(
    "breaks-off-when-a-number-is-wanted",
    breaks=["119-11"],
    where="the answer's end",
    text="The answer to a match that says how many candidates are wanted ends in the middle.",
)
class _BreaksOffWhenANumberIsWanted(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        is_counted = request.interaction == "$match" and b'"count"' in request.body
        return replace(answer, breaks_off=answer.breaks_off or is_counted)


@defect(
    "gives-no-score",
    breaks=["119-12"],
    where="Bundle.entry",
    text="Candidates come with a grade and without a score.",
)
class _GivesNoScore(Registry):
    @override
    def match_entry(self, request: Request, candidate: Candidate) -> dict[str, Any]:
        entry = super().match_entry(request, candidate)
        return {**entry, "search": {name: value for name, value in entry["search"].items() if name != "score"}}
