"""Faults of a facility registry in what it answers to a search or a read (ITI-90)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from typing_extensions import override

from harness.messages.fhir import JSON, Resource
from harness.mocks.defects.facility_registry_searches import defect
from harness.mocks.facility_registry import Facilities
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.search.query import Query
from harness.mocks.store import Page
from harness.transactions.care_services import TYPES

UNKNOWN = {"url": "https://example.org/fhir/StructureDefinition/never-heard-of", "valueBoolean": True}


def _is_of(concept: Any, code: str) -> bool:
    return any((one.get("system"), one.get("code")) == (TYPES, code) for one in concept.get("coding", ()))


def _types(resource: Resource, code: str) -> list[Any]:
    return [one for one in resource.get("type", ()) if isinstance(one, dict) and _is_of(one, code)]


def showing_a_modifier(kind: str) -> type[Facilities]:
    """The behaviour of a registry that shows resources of `kind` with a modifier of its own."""

    class Showing(Facilities):
        @override
        def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
            matches = super().found(request, query, matches)
            return [{**one, "modifierExtension": [UNKNOWN]} if one["resourceType"] == kind else one for one in matches]

    return Showing


def showing_twice(kind: str, code: str) -> type[Facilities]:
    """The behaviour of a registry that says twice that a resource of `kind` is of mCSD's type `code`."""

    class Showing(Facilities):
        @override
        def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
            matches = super().found(request, query, matches)
            return [
                {**one, "type": [*one["type"], *_types(one, code)]} if one["resourceType"] == kind else one
                for one in matches
            ]

    return Showing


MODIFIED = (
    ("90-10a", "Organization"),
    ("90-10d", "Location"),
    ("90-10i", "HealthcareService"),
    ("90-10j", "OrganizationAffiliation"),
    ("90-10k", "Endpoint"),
)
for _requirement, _kind in MODIFIED:
    defect(
        f"shows-a-modifier-in-{_kind.lower()}",
        breaks=[_requirement],
        also=["90-10e"] if _kind == "Organization" else [],  # a facility's Location has to lead to a facility
        where="Bundle.entry.resource.modifierExtension",
        text=f"Every {_kind} that is found carries a modifier extension of the registry's own.",
    )(showing_a_modifier(_kind))

TWICE = (
    ("90-10b", "Organization", "facility"),
    ("90-10c", "Organization", "jurisdiction"),
    ("90-10e", "Location", "facility"),
    ("90-10f", "Location", "jurisdiction"),
)
for _requirement, _kind, _code in TWICE:
    defect(
        f"shows-the-type-of-a-{_code}-twice-in-{_kind.lower()}",
        breaks=[_requirement],
        also=["90-10e"] if _requirement == "90-10b" else [],  # a facility's Location has to lead to a facility
        where="Bundle.entry.resource.type",
        text=f"Every {_kind} that is a {_code} says so twice.",
    )(showing_twice(_kind, _code))


def unmarking(code: str) -> type[Facilities]:
    """The behaviour of a registry that shows the Organization of a `code` as any other."""

    class Unmarking(Facilities):
        @override
        def read(self, request: Request) -> Answer:
            answer = super().read(request)
            resource = answer.resource or {}
            if request.type != "Organization" or not _types(resource, code):
                return answer
            others = [one for one in resource["type"] if not _is_of(one, code)]
            return replace(answer, resource={**resource, "type": others or [{"text": "organization"}]})

    return Unmarking


for _requirement, _code in (("90-04a", "facility"), ("90-04b", "jurisdiction")):
    defect(
        f"does-not-say-that-an-organization-is-a-{_code}",
        breaks=[_requirement],
        where="Organization.type",
        text=f"The Organization of a {_code} is read without the type that says so.",
    )(unmarking(_code))


@defect(
    "knows-one-hierarchy-only",
    breaks=["FRF-2"],
    where="OrganizationAffiliation.organization.reference",
    text="Who leads a programme is shown as the facility itself: only the hierarchy of areas is known.",
)
class _KnowsOneHierarchyOnly(Facilities):
    @override
    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        matches = super().found(request, query, matches)
        return [
            {**one, "organization": one["participatingOrganization"]}
            if one["resourceType"] == "OrganizationAffiliation"
            else one
            for one in matches
        ]


@defect(
    "answers-no-form",
    breaks=["90-06"],
    where="HTTP status",
    text="A search by POST is not offered.",
)
class _AnswersNoForm(Facilities):
    @override
    def search(self, request: Request) -> Answer:
        if request.form:
            raise Refusal(405, "not-supported", "Only GET")
        return super().search(request)


@defect(
    "breaks-off-in-the-middle-of-a-form-s-answer",
    breaks=["90-11"],
    where="the answer's end",
    text="The answer to a search by POST ends in the middle, and the connection with it.",
)
class _BreaksOffInTheMiddleOfAFormsAnswer(Facilities):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, breaks_off=answer.breaks_off or bool(request.form))


@defect(
    "answers-404-where-nothing-fits",
    breaks=["90-07"],
    also=["130-07"],
    where="HTTP status",
    text="A search by an identifier that nothing has is answered with 404 instead of an empty Bundle.",
)
class _Answers404WhereNothingFits(Facilities):
    @override
    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        if not page.total and [one.parameter.name for one in query.clauses] == ["identifier"]:
            raise Refusal(404, "not-found", "No such facility")
        return super().bundle(request, query, page)


@defect(
    "reads-without-identifiers",
    breaks=["90-08a"],
    where="Location.identifier",
    text="A record that is read shows none of its identifiers.",
)
class _ReadsWithoutIdentifiers(Facilities):
    @override
    def read(self, request: Request) -> Answer:
        answer = super().read(request)
        shown = {name: value for name, value in (answer.resource or {}).items() if name != "identifier"}
        return replace(answer, resource=shown)


@defect(
    "does-not-say-that-nothing-was-found",
    breaks=["90-08b"],
    where="OperationOutcome.issue.code",
    text="A read of an id that is not known is answered with 404, and an outcome that only says that it failed.",
)
class _DoesNotSayThatNothingWasFound(Facilities):
    @override
    def read(self, request: Request) -> Answer:
        try:
            return super().read(request)
        except Refusal as refusal:
            raise Refusal(refusal.status, "processing", "Failed") from None


@defect(
    "reads-in-json-whatever-is-wanted",
    breaks=["90-08c"],
    where="HTTP status",
    text="A read in a format that is not written here is answered in JSON instead of refused.",
)
class _ReadsInJsonWhateverIsWanted(Facilities):
    @override
    def format_of(self, request: Request) -> str:
        try:
            return super().format_of(request)
        except Refusal:
            return JSON
