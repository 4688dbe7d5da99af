"""Faults of a terminology service where it is asked about one code (ITI-98, ITI-99)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from typing_extensions import override

from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.library import Library
from harness.conformance.terminology.operations.problems import Unanswered
from harness.messages.fhir import Resource
from harness.mocks.defects.registry import declare
from harness.mocks.defects.terminology_service_expansions import without
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.terminology_service.terminologist import Terminologist

defect = partial(declare, mock="terminology-service")

NAMELESS: Resource = {
    "resourceType": "Parameters",
    "parameter": [{"name": "name", "valueString": "unknown"}, {"name": "display", "valueString": "unknown"}],
}
"""What is said of a code of which nothing is known."""

NO: Resource = {"resourceType": "Parameters", "parameter": [{"name": "result", "valueBoolean": False}]}
"""No, without a reason."""


def value(answer: Resource, name: str) -> Any:
    """The value of a parameter, None where there is none."""
    found = [one for one in answer["parameter"] if one["name"] == name]
    return next((found[0][key] for key in found[0] if key.startswith("value")), None) if found else None


def saying(answer: Resource, name: str, told: Any) -> Resource:
    """The answer with another value of a parameter."""
    changed = [_changed(one, told) if one["name"] == name else one for one in answer["parameter"]]
    return {**answer, "parameter": changed}


def _changed(parameter: dict[str, Any], told: Any) -> dict[str, Any]:
    return {key: told if key.startswith("value") else kept for key, kept in parameter.items()}


@defect(
    "looks-up-codes-by-themselves",
    breaks=["98-01", "TSWF-7", "TSF-11"],
    also=["98-04", "98-08"],
    where="Parameters.parameter.display",
    text="The display of a code that is looked up is the code again.",
)
class _LooksUpCodesByThemselves(Terminologist):
    @override
    def looked_up(self, library: Library, asked: Asked, language: str) -> Resource:
        return saying(super().looked_up(library, asked, language), "display", asked.text("code"))


class _Explains(Terminologist):
    """Explains what it should refuse: an unknown code, or an unknown system."""

    unknown_system = False

    @override
    def looked_up(self, library: Library, asked: Asked, language: str) -> Resource:
        try:
            return super().looked_up(library, asked, language)
        except Unanswered:
            if (library.find("CodeSystem", asked.text("system")) is None) is self.unknown_system:
                return NAMELESS
            raise


@defect(
    "explains-what-does-not-exist",
    breaks=["98-02a"],
    also=["98-02b"],
    where="resourceType",
    text="A code that does not exist is looked up all the same, and called unknown.",
)
class _ExplainsWhatDoesNotExist(_Explains):
    pass


@defect(
    "explains-codes-of-systems-that-it-does-not-know",
    breaks=["98-09"],
    where="resourceType",
    text="A code of a system that is not known is looked up all the same, and called unknown.",
)
class _ExplainsCodesOfSystemsThatItDoesNotKnow(_Explains):
    unknown_system = True


@defect(
    "explains-half-a-question",
    breaks=["98-03"],
    where="HTTP status",
    text="A lookup without system, or without code, is answered with something.",
)
class _ExplainsHalfAQuestion(Terminologist):
    @override
    def look_up(self, request: Request) -> Answer:
        try:
            return super().look_up(request)
        except Refusal:
            return Answer(200, NAMELESS)


@defect(
    "looks-up-the-newest-version",
    breaks=["98-04"],
    where="Parameters.parameter.display",
    text="Whatever version is asked for, the newest one explains a code.",
)
class _LooksUpTheNewestVersion(Terminologist):
    @override
    def looked_up(self, library: Library, asked: Asked, language: str) -> Resource:
        return super().looked_up(library, without(asked, "version"), language)


class _InValueSet(Terminologist):
    """Says something else of a code in a value set."""

    def said(self, answer: Resource, asked: Asked) -> Resource:  # noqa: ARG002 - some look at it
        """What it says in place of a right answer."""
        return answer

    @override
    def validated_in_value_set(self, library: Library, resource: Resource, asked: Asked, language: str) -> Resource:
        return self.said(super().validated_in_value_set(library, resource, asked, language), asked)


class _InCodeSystem(Terminologist):
    """Says something else of a code in a code system."""

    def said(self, answer: Resource, asked: Asked) -> Resource:  # noqa: ARG002 - some look at it
        """What it says in place of a right answer."""
        return answer

    @override
    def validated_in_code_system(self, request: Request, library: Library, asked: Asked, language: str) -> Resource:
        return self.said(super().validated_in_code_system(request, library, asked, language), asked)


@defect(
    "lets-no-code-into-a-value-set",
    breaks=["99-01", "TSWF-2"],
    also=["99-08"],
    where="Parameters.parameter.result",
    text="Every code is said not to be in a value set.",
)
class _LetsNoCodeIntoAValueSet(_InValueSet):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        return saying(answer, "result", False)


@defect(
    "calls-an-outsider-not-found",
    breaks=["99-02", "99-14", "TSWF-2"],
    where="HTTP status",
    text="A code that is not in the value set is answered with 404.",
)
class _CallsAnOutsiderNotFound(_InValueSet):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        if value(answer, "result") is False and "display" not in asked:
            raise Refusal(404, "not-found", "It is not in there")
        return answer


@defect(
    "gives-no-reason",
    breaks=["99-14"],
    where="Parameters.parameter.message",
    text="That a code is not in the value set is said without a message.",
)
class _GivesNoReason(_InValueSet):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        if "display" in asked:
            return answer
        return {**answer, "parameter": [one for one in answer["parameter"] if one["name"] != "message"]}


@defect(
    "compares-no-displays",
    breaks=["99-03a"],
    where="Parameters.parameter.message",
    text="The words that come with a code are not looked at.",
)
class _ComparesNoDisplays(Terminologist):
    @override
    def validated_in_value_set(self, library: Library, resource: Resource, asked: Asked, language: str) -> Resource:
        return super().validated_in_value_set(library, resource, without(asked, "display"), language)


@defect(
    "echoes-the-wrong-display",
    breaks=["99-03b"],
    where="Parameters.parameter.display",
    text="That the words are wrong is said, and they are given back as the right ones.",
)
class _EchoesTheWrongDisplay(_InValueSet):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        return saying(answer, "display", asked.text("display")) if "display" in asked else answer


@defect(
    "knows-no-code-of-any-system",
    breaks=["99-04", "TSWF-1", "TSF-12"],
    where="Parameters.parameter.result",
    text="Every code is said not to exist.",
)
class _KnowsNoCodeOfAnySystem(_InCodeSystem):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        return saying(answer, "result", False)


@defect(
    "calls-a-code-that-does-not-exist-not-found",
    breaks=["99-05", "TSWF-1", "TSF-12"],
    also=["99-10"],
    where="HTTP status",
    text="A code that does not exist is answered with 404.",
)
class _CallsACodeThatDoesNotExistNotFound(_InCodeSystem):
    @override
    def said(self, answer: Resource, asked: Asked) -> Resource:
        if value(answer, "result") is False:
            raise Refusal(404, "not-found", "There is no such code")
        return answer


@defect(
    "verifies-in-the-newest-version",
    breaks=["99-10"],
    where="Parameters.parameter.result",
    text="Whatever version is asked for, a code is looked for in the newest one.",
)
class _VerifiesInTheNewestVersion(Terminologist):
    @override
    def validated_in_code_system(self, request: Request, library: Library, asked: Asked, language: str) -> Resource:
        return super().validated_in_code_system(request, library, without(asked, "version"), language)


class _SaysNo(Terminologist):
    """Says no where it should refuse."""

    kinds: tuple[type[Exception], ...] = ()

    @override
    def validate_code(self, request: Request) -> Answer:
        return _or_no(partial(super().validate_code, request), self.kinds)


def _or_no(answer: Callable[[], Answer], kinds: tuple[type[Exception], ...]) -> Answer:
    try:
        return answer()
    except kinds:
        return Answer(200, NO)


@defect(
    "says-no-of-what-it-does-not-know",
    breaks=["99-06"],
    where="HTTP status",
    text="Of a value set or a code system that is not known it says that the code is not in there.",
)
class _SaysNoOfWhatItDoesNotKnow(_SaysNo):
    kinds = (Unanswered,)


@defect(
    "says-no-to-half-a-question",
    breaks=["99-09"],
    where="HTTP status",
    text="A validation without url, or without code, is answered with no.",
)
class _SaysNoToHalfAQuestion(_SaysNo):
    kinds = (Refusal,)
