"""Faults of a terminology service in what it makes of definitions that it is given, and gives back."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.library import Library
from harness.messages.fhir import Resource
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.store import Stored
from harness.mocks.terminology_service.terminologist import Terminologist

defect = partial(declare, mock="terminology-service")


@defect(
    "numbers-versions-by-itself",
    breaks=["TSF-1", "TSF-5", "TSF-9"],
    where="Bundle.entry",
    text="Of a definition that it has already, what is loaded next is its version 2, whatever version that says it is.",
)
class _NumbersVersionsByItself(Terminologist):
    @override
    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:
        resource = super().before_storing(request, resource, before)
        known = len(self.holdings.having(request.type, str(resource.get("url", ""))))
        return {**resource, "version": str(known + 1)} if known else resource


@defect(
    "forgets-expansions",
    breaks=["TSF-7"],
    where="HTTP status",
    text="An expansion that a value set comes with is not kept; one without a definition is refused from then on.",
)
class _ForgetsExpansions(Terminologist):
    @override
    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:
        resource = super().before_storing(request, resource, before)
        return {name: value for name, value in resource.items() if name != "expansion"}

    @override
    def expanded(self, library: Library, resource: Resource, asked: Asked, language: str) -> Resource:
        if "compose" not in resource:
            raise Refusal(422, "processing", "It has no definition to be expanded")
        return super().expanded(library, resource, asked, language)


class _Reads(Terminologist):
    """Reads a resource of one `kind` without one `element`."""

    kind = element = ""

    @override
    def read(self, request: Request) -> Answer:
        answer = super().read(request)
        if request.type != self.kind:
            return answer
        kept = {name: value for name, value in (answer.resource or {}).items() if name != self.element}
        return Answer(answer.status, kept, answer.headers)


@defect(
    "reads-value-sets-without-version",
    breaks=["95-02"],
    also=["TSF-6", "95-08"],
    where="ValueSet.version",
    text="A value set that is read does not say which version it is.",
)
class _ReadsValueSetsWithoutVersion(_Reads):
    kind, element = "ValueSet", "version"


@defect(
    "reads-code-systems-without-version",
    breaks=["96-02"],
    also=["TSF-2", "96-08"],
    where="CodeSystem.version",
    text="A code system that is read does not say which version it is.",
)
class _ReadsCodeSystemsWithoutVersion(_Reads):
    kind, element = "CodeSystem", "version"


@defect(
    "reads-concept-maps-without-version",
    breaks=["100-02"],
    also=["TSF-10"],
    where="ConceptMap.version",
    text="A concept map that is read does not say which version it is.",
)
class _ReadsConceptMapsWithoutVersion(_Reads):
    kind, element = "ConceptMap", "version"


@defect(
    "exports-value-sets-without-date",
    breaks=["TSF-6"],
    where="ValueSet.date",
    text="A value set that is read has lost the date that it was loaded with.",
)
class _ExportsValueSetsWithoutDate(_Reads):
    kind, element = "ValueSet", "date"


@defect(
    "exports-code-systems-without-date",
    breaks=["TSF-2"],
    where="CodeSystem.date",
    text="A code system that is read has lost the date that it was loaded with.",
)
class _ExportsCodeSystemsWithoutDate(_Reads):
    kind, element = "CodeSystem", "date"


@defect(
    "exports-concept-maps-without-date",
    breaks=["TSF-10"],
    where="ConceptMap.date",
    text="A concept map that is read has lost the date that it was loaded with.",
)
class _ExportsConceptMapsWithoutDate(_Reads):
    kind, element = "ConceptMap", "date"


@defect(
    "reads-value-sets-without-url",
    breaks=["95-08"],
    also=["95-02", "TSF-6"],
    where="ValueSet",
    text="A value set that is read does not name its own url.",
)
class _ReadsValueSetsWithoutUrl(_Reads):
    kind, element = "ValueSet", "url"


@defect(
    "reads-code-systems-without-url",
    breaks=["96-08"],
    also=["96-02", "TSF-2"],
    where="CodeSystem",
    text="A code system that is read does not name its own url.",
)
class _ReadsCodeSystemsWithoutUrl(_Reads):
    kind, element = "CodeSystem", "url"


@defect(
    "reads-concept-maps-without-url",
    breaks=["100-08"],
    also=["100-02", "TSF-10"],
    where="ConceptMap",
    text="A concept map that is read does not name its own url.",
)
class _ReadsConceptMapsWithoutUrl(_Reads):
    kind, element = "ConceptMap", "url"
