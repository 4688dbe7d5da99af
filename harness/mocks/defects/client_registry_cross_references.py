"""Faults of a client registry that is asked for cross-references (ITI-83)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from typing_extensions import override

from harness.messages.fhir import JSON
from harness.mocks.client_registry.cross_references import Pair
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.store import Stored

defect = partial(declare, mock="client-registry")

NOTHING: dict[str, Any] = {"resourceType": "Parameters"}


@defect(
    "names-nothing-unless-a-domain-is-wanted",
    breaks=["83-01", "OHIE-FHIR-06"],
    also=["83-08", "104-01", "104-05"],
    where="Parameters.parameter",
    text="A query that names no target domain gets no identifier, instead of those of every domain.",
)
class _NamesNothingUnlessADomainIsWanted(Registry):
    @override
    def references(
        self, request: Request, source: Pair, targets: Sequence[str], records: Sequence[Stored]
    ) -> list[dict[str, Any]]:
        return super().references(request, source, targets, records) if targets else []


@defect(
    "names-records-by-a-bare-string",
    breaks=["83-14"],
    where="Parameters.parameter.value",
    text="A targetId is a string, Patient/id, instead of a reference.",
)
class _NamesRecordsByABareString(Registry):
    @override
    def references(
        self, request: Request, source: Pair, targets: Sequence[str], records: Sequence[Stored]
    ) -> list[dict[str, Any]]:
        return [_bare(one) for one in super().references(request, source, targets, records)]


def _bare(parameter: dict[str, Any]) -> dict[str, Any]:
    reference = parameter.get("valueReference")
    return {"name": parameter["name"], "valueString": reference["reference"]} if reference else parameter


@defect(
    "answers-404-when-a-domain-has-nothing",
    breaks=["83-02"],
    where="HTTP status",
    text="A patient who is known, but has nothing in the wanted domain, is answered for with 404.",
)
class _Answers404WhenADomainHasNothing(Registry):
    @override
    def cross_reference(self, request: Request) -> Answer:
        answer = super().cross_reference(request)
        if answer.resource == NOTHING:
            raise Refusal(404, "not-found", "Nothing in this domain")
        return answer


@defect(
    "answers-200-for-an-unknown-identifier",
    breaks=["83-03"],
    where="HTTP status",
    text="An identifier that nobody has gets an empty answer instead of 404.",
)
class _Answers200ForAnUnknownIdentifier(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        is_unknown = request.interaction == "$ihe-pix" and answer.status == 404
        return Answer(200, NOTHING, format=answer.format) if is_unknown else answer


@defect(
    "answers-404-for-an-unknown-source-domain",
    breaks=["83-04"],
    where="HTTP status",
    text="An identifier of a domain that is not served is said to be unknown (404), and not its domain (400).",
)
class _Answers404ForAnUnknownSourceDomain(Registry):
    @override
    def check_source_domain(self, request: Request, source: Pair) -> None:
        pass


@defect(
    "minds-no-unknown-target-domain",
    breaks=["83-05"],
    where="HTTP status",
    text="A wanted domain that is not served is passed over, and the answer is empty.",
)
class _MindsNoUnknownTargetDomain(Registry):
    @override
    def check_targets(self, targets: Sequence[str]) -> None:
        pass


@defect(
    "takes-the-first-target-domain",
    breaks=["83-07"],
    where="Parameters.parameter",
    text="Of several wanted domains only the first is minded.",
)
class _TakesTheFirstTargetDomain(Registry):
    @override
    def targets(self, given: Sequence[str]) -> list[str]:
        return super().targets(given[:1])


@defect(
    "cross-references-in-json-only",
    breaks=["83-08"],
    where="Content-Type",
    text="A cross-reference query is answered in JSON, whatever is accepted.",
)
class _CrossReferencesInJsonOnly(Registry):
    @override
    def format_of(self, request: Request) -> str:
        return JSON if request.interaction == "$ihe-pix" else super().format_of(request)


@defect(
    "breaks-off-when-several-domains-are-wanted",
    breaks=["83-10"],
    where="the answer's end",
    text="The answer to a query for several domains ends in the middle, and the connection with it.",
)
class _BreaksOffWhenSeveralDomainsAreWanted(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        several = [name for name, _ in request.parameters].count("targetSystem") > 1
        return replace(answer, breaks_off=answer.breaks_off or several)


@defect(
    "repeats-the-source-identifier",
    breaks=["83-11"],
    where="Parameters.parameter.valueIdentifier",
    text="The identifier that was asked with is in the answer as well.",
)
class _RepeatsTheSourceIdentifier(Registry):
    @override
    def gives_source_identifier(self) -> bool:
        return True


@defect(
    "answers-a-question-about-no-identifier",
    breaks=["83-12"],
    where="HTTP status",
    text="A query without a source identifier gets an empty answer instead of a refusal.",
)
class _AnswersAQuestionAboutNoIdentifier(Registry):
    @override
    def cross_reference(self, request: Request) -> Answer:
        if not any(name == "sourceIdentifier" for name, _ in self.pix_parameters(request)):
            return Answer(200, NOTHING)
        return super().cross_reference(request)
