"""Faults of a terminology service in expansions (ITI-97), and of all its operations."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from typing_extensions import override

from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.library import Library
from harness.conformance.terminology.operations.problems import Unanswered
from harness.messages.fhir import JSON, Resource
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.terminology_service.terminologist import Terminologist

defect = partial(declare, mock="terminology-service")

EMPTY = {
    "resourceType": "ValueSet",
    "status": "active",
    "expansion": {"identifier": "urn:uuid:7e7a1c32-0c0e-4f0b-9d43-6f3f0c8f7a11", "timestamp": "2026-01-01", "total": 0},
}
"""An expansion of nothing."""


def without(asked: Asked, *names: str) -> Asked:
    """What was asked, some parameters left out."""
    return Asked([(name, value) for name in asked.names if name not in names for value in asked.all(name)])


class _PassesOver(Terminologist):
    """Expands as if one `parameter` had not been sent."""

    parameter = ""

    def minds(self, asked: Asked) -> bool:  # noqa: ARG002 - some look at it
        """Whether it is read all the same."""
        return False

    @override
    def expanded(self, library: Library, resource: Resource, asked: Asked, language: str) -> Resource:
        read = asked if self.minds(asked) else without(asked, self.parameter)
        return super().expanded(library, resource, read, language)


class _Changes(Terminologist):
    """Changes each code of an expansion, and the expansion."""

    def code(self, entry: dict[str, Any]) -> dict[str, Any]:
        """A code as it is shown."""
        return entry

    def expansion(self, expansion: dict[str, Any], asked: Asked) -> dict[str, Any]:  # noqa: ARG002 - some look at it
        """An expansion as it is shown."""
        return expansion

    def _entry(self, entry: dict[str, Any]) -> dict[str, Any]:
        inside = {"contains": [self._entry(one) for one in entry["contains"]]} if "contains" in entry else {}
        return {**self.code(entry), **inside}

    @override
    def expanded(self, library: Library, resource: Resource, asked: Asked, language: str) -> Resource:
        answer = super().expanded(library, resource, asked, language)
        codes = [self._entry(one) for one in answer["expansion"].get("contains", ())]
        filled = {**answer["expansion"], "contains": codes} if codes else answer["expansion"]
        return {**answer, "expansion": self.expansion(filled, asked)}


@defect(
    "cuts-long-expansions",
    breaks=["97-01", "TSWF-3"],
    also=["97-08", "TSF-7"],
    where="ValueSet.expansion.contains",
    text="Where no page is asked for, the last code of an expansion is left out.",
)
class _CutsLongExpansions(_Changes):
    @override
    def expansion(self, expansion: dict[str, Any], asked: Asked) -> dict[str, Any]:
        if asked.names != ["url"]:
            return expansion
        return {**expansion, "contains": expansion["contains"][:-1]}


@defect(
    "shows-codes-for-displays",
    breaks=["TSF-8"],
    where="ValueSet.expansion.contains.display",
    text="An expansion shows each code by itself, and not by its display.",
)
class _ShowsCodesForDisplays(_Changes):
    @override
    def code(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {**entry, "display": entry["code"]}


@defect(
    "has-expansions-without-identifier",
    breaks=["97-09"],
    where="ValueSet.expansion.identifier",
    text="An expansion has no identifier by which it could be told from another.",
)
class _HasExpansionsWithoutIdentifier(_Changes):
    @override
    def expansion(self, expansion: dict[str, Any], asked: Asked) -> dict[str, Any]:
        return {name: value for name, value in expansion.items() if name != "identifier"}


@defect(
    "passes-over-the-filter",
    breaks=["97-02"],
    where="ValueSet.expansion.contains",
    text="Whatever text is asked for, all codes come.",
)
class _PassesOverTheFilter(_PassesOver):
    parameter = "filter"


@defect(
    "passes-over-the-count",
    breaks=["97-03a"],
    also=["97-03b"],
    where="ValueSet.expansion.contains",
    text="A page has all codes that are left, however few are asked for.",
)
class _PassesOverTheCount(_PassesOver):
    parameter = "count"

    @override
    def minds(self, asked: Asked) -> bool:
        return asked.number("count") == 0


@defect(
    "passes-over-the-offset",
    breaks=["97-03b"],
    where="ValueSet.expansion.contains",
    text="Every page begins with the first code.",
)
class _PassesOverTheOffset(_PassesOver):
    parameter = "offset"


@defect(
    "takes-a-count-of-nothing-for-no-limit",
    breaks=["97-03c"],
    where="ValueSet.expansion.contains",
    text="Who asks for no code, to hear how many there are, is given all.",
)
class _TakesACountOfNothingForNoLimit(_PassesOver):
    parameter = "count"

    @override
    def minds(self, asked: Asked) -> bool:
        return asked.number("count") != 0


@defect(
    "shows-what-is-out-of-use",
    breaks=["97-04"],
    where="ValueSet.expansion.contains",
    text="it does not read activeOnly: codes that are out of use can still be chosen.",
)
class _ShowsWhatIsOutOfUse(_PassesOver):
    parameter = "activeOnly"


@defect(
    "expands-what-it-does-not-know-to-nothing",
    breaks=["97-05"],
    where="HTTP status",
    text="The expansion of a value set that is not known is empty.",
)
class _ExpandsWhatItDoesNotKnowToNothing(Terminologist):
    @override
    def expand(self, request: Request) -> Answer:
        try:
            return super().expand(request)
        except Unanswered:
            return Answer(200, EMPTY)


@defect(
    "expands-nothing-to-nothing",
    breaks=["97-06"],
    where="HTTP status",
    text="An expansion for which no value set is named is empty.",
)
class _ExpandsNothingToNothing(Terminologist):
    @override
    def expand(self, request: Request) -> Answer:
        try:
            return super().expand(request)
        except Refusal:
            return Answer(200, EMPTY)


@defect(
    "operates-in-json-alone",
    breaks=["97-08", "98-08", "99-08", "101-08"],
    where="Content-Type",
    text="Operations are answered in JSON, whatever Accept says.",
)
class _OperatesInJsonAlone(Terminologist):
    @override
    def format_of(self, request: Request) -> str:
        wanted = super().format_of(request)
        return JSON if request.interaction.startswith("$") else wanted


@defect(
    "breaks-off-at-a-post",
    breaks=["97-23", "98-23", "99-23", "101-23"],
    where="the answer's end",
    text="An operation that is called by POST makes it die in the middle of its answer.",
)
class _BreaksOffAtAPost(Terminologist):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        posted = request.interaction.startswith("$") and request.method == "POST"
        return replace(answer, breaks_off=True) if posted else answer
