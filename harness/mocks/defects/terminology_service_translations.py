"""Faults of a terminology service in translations (ITI-101)."""

from __future__ import annotations

from functools import partial
from typing import Any

from typing_extensions import override

from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.library import Library
from harness.conformance.terminology.operations.problems import Unanswered
from harness.messages.fhir import Resource
from harness.mocks.defects.registry import declare
from harness.mocks.defects.terminology_service_codes import NO, saying
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.terminology_service.terminologist import Terminologist

defect = partial(declare, mock="terminology-service")


class _Translates(Terminologist):
    """Says something else of a translation."""

    def said(self, answer: Resource, asked: Asked) -> Resource:  # noqa: ARG002 - some look at it
        """What it says in place of a right answer."""
        return answer

    @override
    def translated(self, library: Library, asked: Asked, maps: list[Resource]) -> Resource:
        return self.said(super().translated(library, asked, maps), asked)


def has_matches(answer: Resource) -> bool:
    """Whether anything is said of the code, be it that there is nothing for it."""
    return any(one["name"] == "match" for one in answer["parameter"])


@defect(
    "translates-into-codes-without-system",
    breaks=["101-01", "TSWF-8", "TSF-13"],
    where="Parameters.parameter.match",
    text="A translation is a code alone, and nobody knows of which system.",
)
class _TranslatesIntoCodesWithoutSystem(_Translates):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        return {**answer, "parameter": [_bare(one) for one in answer["parameter"]]}


def _bare(parameter: dict[str, Any]) -> dict[str, Any]:
    if parameter["name"] != "match":
        return parameter
    return {**parameter, "part": [_without_system(part) for part in parameter["part"]]}


def _without_system(part: dict[str, Any]) -> dict[str, Any]:
    coding = part.get("valueCoding")
    if part["name"] != "concept" or coding is None:
        return part
    return {**part, "valueCoding": {name: told for name, told in coding.items() if name != "system"}}


@defect(
    "calls-a-code-translated-that-its-map-does-not-have",
    breaks=["101-02"],
    where="Parameters.parameter.result",
    text="For a code that the map does not have, result is true, and there is no match.",
)
class _CallsACodeTranslatedThatItsMapDoesNotHave(_Translates):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        return answer if has_matches(answer) else saying(answer, "result", True)


@defect(
    "takes-unmatched-for-a-translation",
    breaks=["101-11"],
    where="Parameters.parameter.result",
    text="Where the map says that nothing matches a code, result is true.",
)
class _TakesUnmatchedForATranslation(_Translates):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        return saying(answer, "result", True) if has_matches(answer) else answer


@defect(
    "says-no-of-a-map-that-it-does-not-know",
    breaks=["101-03"],
    where="HTTP status",
    text="By a map that is not known no code has a translation.",
)
class _SaysNoOfAMapThatItDoesNotKnow(Terminologist):
    @override
    def translate(self, request: Request) -> Answer:
        try:
            return super().translate(request)
        except Unanswered:
            return Answer(200, NO)


@defect(
    "says-no-of-a-code-that-is-not-there",
    breaks=["101-04"],
    where="HTTP status",
    text="A translation for which no code is named is answered with no.",
)
class _SaysNoOfACodeThatIsNotThere(Terminologist):
    @override
    def translate(self, request: Request) -> Answer:
        try:
            return super().translate(request)
        except Refusal:
            return Answer(200, NO)
