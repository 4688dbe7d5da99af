"""Faults of a client registry in what it answers to a search for patients (ITI-78)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages.fhir import JSON, Resource, operation_outcome
from harness.mocks.client_registry.demographics import wanted_domains
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.search.query import Query
from harness.mocks.store import Page

defect = partial(declare, mock="client-registry")

AN_OUTCOME = "urn:uuid:0e4b2d5c-93a1-4f6e-8a57-6d1c2b3f4a58"

MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"


@defect(
    "leaves-out-full-urls",
    breaks=["FHIR-01"],
    where="Bundle.entry",
    text="The entries of a search do not say at which address their record is found.",
)
class _LeavesOutFullUrls(Registry):
    @override
    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        bundle = super().bundle(request, query, page)
        for entry in bundle.get("entry", ()):
            del entry["fullUrl"]
        return bundle


@defect(
    "counts-nobody",
    breaks=["78-01"],
    also=["Z-04"],
    where="Bundle",
    text="The answer to a search that finds somebody does not say how many there are in all.",
)
class _CountsNobody(Registry):
    @override
    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        bundle = super().bundle(request, query, page)
        return {name: value for name, value in bundle.items() if name != "total" or not bundle["total"]}


@defect(
    "ignores-wanted-domains",
    breaks=["78-02"],
    where="Bundle.entry.resource.identifier.system",
    text="Patients come with all their identifiers, whichever domains are wanted.",
)
class _IgnoresWantedDomains(Registry):
    @override
    def restricted(self, patient: Resource, wanted: dict[str, str]) -> Resource:
        return patient


@defect(
    "answers-404-for-an-identifier-nobody-has",
    breaks=["78-03"],
    where="HTTP status",
    text="A search by an identifier that nobody has is answered with 404 instead of an empty Bundle.",
)
class _Answers404ForAnIdentifierNobodyHas(Registry):
    @override
    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        if not page.total and [one.parameter.name for one in query.clauses] == ["identifier"]:
            raise Refusal(404, "not-found", "No such patient")
        return super().bundle(request, query, page)


@defect(
    "ignores-an-unknown-wanted-domain",
    breaks=["78-04a"],
    also=["78-04b"],
    where="Bundle.entry",
    text="Where identifiers of a domain that is not served are wanted, the answer is empty and gives no reason.",
)
class _IgnoresAnUnknownWantedDomain(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return self.parsed(request.type, request.asked, request.base)


@defect(
    "tells-of-an-unknown-wanted-domain-within-200",
    breaks=["78-04b"],
    where="HTTP status",
    text="That a wanted domain is not served is said by an outcome in a Bundle, with 200.",
)
class _TellsOfAnUnknownWantedDomainWithin200(_IgnoresAnUnknownWantedDomain):
    @override
    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        bundle = super().bundle(request, query, page)
        if all(self.authorities.domain(one) for one in wanted_domains(query)):
            return bundle
        outcome = operation_outcome("warning", "not-found", "targetSystem not found")
        entry = {"fullUrl": AN_OUTCOME, "resource": outcome, "search": {"mode": "outcome"}}
        return {**bundle, "entry": [entry]}


@defect(
    "searches-in-json-whatever-is-wanted",
    breaks=["78-05"],
    where="HTTP status",
    text="A search in a format that is not written here is answered in JSON instead of refused.",
)
class _SearchesInJsonWhateverIsWanted(Registry):
    @override
    def format_of(self, request: Request) -> str:
        try:
            return super().format_of(request)
        except Refusal:
            if request.interaction == "search":
                return JSON
            raise


@defect(
    "reads-no-form",
    breaks=["78-07"],
    where="Bundle.total",
    text="What is asked for in a form by POST is not read: everybody is found.",
)
class _ReadsNoForm(Registry):
    @override
    def seen(self, request: Request) -> Request:
        return super().seen(replace(request, form=()))


@defect(
    "shows-a-number-of-its-own",
    breaks=["78-13"],
    where="Bundle.entry.resource.identifier",
    text="Patients that are found carry an internal number without a system among their identifiers.",
)
class _ShowsANumberOfItsOwn(Registry):
    @override
    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        number = {"value": "0004711"}
        numbered = [{**one, "identifier": [*one.get("identifier", ()), number]} for one in matches]
        return super().found(request, query, numbered)


@defect(
    "shows-gender-as-a-letter",
    breaks=["FHIR-01"],
    where="Bundle.entry.resource.gender",
    text="Patients that are found have the gender that the registry's own database has: F or M.",
)
class _ShowsGenderAsALetter(Registry):
    @override
    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        matches = super().found(request, query, matches)
        return [{**one, "gender": one["gender"][0].upper()} if "gender" in one else one for one in matches]


@defect(
    "shows-birth-dates-as-at-home",
    breaks=["FHIR-01"],
    where="Bundle.entry.resource.birthDate",
    text="Patients that are found have their birth date the way people write it: 14/03/1982.",
)
class _ShowsBirthDatesAsAtHome(Registry):
    @override
    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        matches = super().found(request, query, matches)
        return [{**one, "birthDate": "/".join(reversed(one.get("birthDate", "1900").split("-")))} for one in matches]


@defect(
    "breaks-off-after-a-form",
    breaks=["78-26"],
    where="the answer's end",
    text="The answer to a search by POST ends in the middle, and the connection with it.",
)
class _BreaksOffAfterAForm(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        return replace(answer, breaks_off=answer.breaks_off or bool(request.form))


@defect(
    "shows-names-in-capitals",
    breaks=["CRWF-3"],
    also=["104-02", "104-07", "CRWF-2"],
    where="Patient.name.family",
    text="A search by identifier shows family names in capitals.",
)
class _ShowsNamesInCapitals(Registry):
    @override
    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        matches = super().found(request, query, matches)
        by_identifier = [one.parameter.name for one in query.clauses] == ["identifier"]
        return [_in_capitals(one) for one in matches] if by_identifier else matches


def _in_capitals(patient: Resource) -> Resource:
    names = [{**one, "family": one["family"].upper()} if "family" in one else one for one in patient.get("name", ())]
    return {**patient, "name": names}
