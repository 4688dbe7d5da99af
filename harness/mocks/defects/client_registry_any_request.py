"""Faults of a client registry that any FHIR server could have (ITI TF-2 Appendix Z)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages.fhir import JSON, Resource
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Request
from harness.mocks.search.query import Query
from harness.mocks.store import Page

defect = partial(declare, mock="client-registry")


@defect(
    "minds-no-accept-header",
    breaks=["Z-01"],
    where="Content-Type",
    text="A search is answered in JSON unless _format says otherwise; the Accept header is not read.",
)
class _MindsNoAcceptHeader(Registry):
    @override
    def format_of(self, request: Request) -> str:
        wanted = super().format_of(request)
        asks = any(name == "_format" for name, _ in request.asked)
        return JSON if request.interaction == "search" and not asks else wanted


@defect(
    "minds-no-format-parameter",
    breaks=["Z-02"],
    where="Content-Type",
    text="The parameter _format is not read; the Accept header alone counts.",
)
class _MindsNoFormatParameter(Registry):
    @override
    def format_of(self, request: Request) -> str:
        kept = tuple(pair for pair in request.parameters if pair[0] != "_format")
        return super().format_of(replace(request, parameters=kept))


@defect(
    "declares-another-fhir-version",
    breaks=["Z-03"],
    where="CapabilityStatement.fhirVersion",
    text="The capability statement speaks of FHIR 3.0.1.",
)
class _DeclaresAnotherFhirVersion(Registry):
    @override
    def statement(self, request: Request) -> Resource:
        return {**super().statement(request), "fhirVersion": "3.0.1"}


@defect(
    "declares-too-few-search-parameters",
    breaks=["Z-03"],
    where="CapabilityStatement.rest.resource.searchParam",
    text="The capability statement leaves out a search parameter of the profile that does work.",
)
class _DeclaresTooFewSearchParameters(Registry):
    @override
    def statement(self, request: Request) -> Resource:
        statement = super().statement(request)
        for resource in statement["rest"][0]["resource"]:
            resource["searchParam"] = [one for one in resource["searchParam"] if one["name"] != "mothersMaidenName"]
        return statement


@defect(
    "counts-the-page-alone",
    breaks=["Z-04"],
    where="Bundle.total",
    text="The total of a search is the number on the page, not of all matches.",
)
class _CountsThePageAlone(Registry):
    @override
    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        bundle = super().bundle(request, query, page)
        return {**bundle, "total": len(page.matches)}


@defect(
    "gives-no-next-link",
    breaks=["Z-04"],
    where="Bundle.entry",
    text="What does not fit on the first page cannot be reached: there is no link to a next one.",
)
class _GivesNoNextLink(Registry):
    @override
    def bundle(self, request: Request, query: Query, page: Page) -> Resource:
        return super().bundle(request, query, replace(page, cursor=""))
