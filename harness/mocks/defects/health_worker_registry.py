"""Faults of a health worker registry (ITI-90, ITI-91)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from lxml import etree
from typing_extensions import override

from harness.messages import csd
from harness.messages.fhir import Resource
from harness.mocks.defects.registry import declare
from harness.mocks.health_worker_registry import HealthWorkers
from harness.mocks.rest.messages import Answer, Parameters, Request
from harness.mocks.search.query import Query

defect = partial(declare, mock="health-worker-registry")
UNKNOWN = {"url": "https://example.org/fhir/StructureDefinition/never-heard-of", "valueBoolean": True}


def ignoring(kind: str, parameter: str) -> type[HealthWorkers]:
    """The behaviour of a registry that does not look at a parameter of a resource type."""

    class Ignoring(HealthWorkers):
        @override
        def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
            asked = tuple(one for one in pairs if (type_, one[0]) != (kind, parameter))
            return super().parsed(type_, asked, base)

    return Ignoring


IGNORED = (
    ("90-01c", "Practitioner", "active", "Practitioner?active"),
    ("90-01d", "PractitionerRole", "active", "PractitionerRole?active"),
    ("90-03f", "PractitionerRole", "_include", "Bundle.entry"),
)
for _requirement, _kind, _parameter, _where in IGNORED:
    defect(
        f"ignores-{_parameter.strip('_')}-of-{_kind.lower()}",
        breaks=[_requirement],
        where=_where,
        text=f"A search for {_kind} with {_parameter} is answered as if that had not been asked.",
    )(ignoring(_kind, _parameter))


def showing_a_modifier(kind: str) -> type[HealthWorkers]:
    """The behaviour of a registry that shows resources of `kind` with a modifier of its own."""

    class Showing(HealthWorkers):
        @override
        def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
            matches = super().found(request, query, matches)
            return [{**one, "modifierExtension": [UNKNOWN]} if one["resourceType"] == kind else one for one in matches]

    return Showing


for _requirement, _kind in (("90-10g", "Practitioner"), ("90-10h", "PractitionerRole")):
    defect(
        f"shows-a-modifier-in-{_kind.lower()}",
        breaks=[_requirement],
        where="Bundle.entry.resource.modifierExtension",
        text=f"Every {_kind} that is found carries a modifier extension of the registry's own.",
    )(showing_a_modifier(_kind))


def _in_capitals(names: list[Any]) -> list[Any]:
    return [{**one, "family": one["family"].upper()} if "family" in one else one for one in names]


@defect(
    "shows-health-workers-in-capitals",
    breaks=["HWRF-2"],
    where="Practitioner.name",
    text="A search shows family names in capitals.",
)
class _ShowsHealthWorkersInCapitals(HealthWorkers):
    @override
    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        matches = super().found(request, query, matches)
        return [
            {**one, "name": _in_capitals(one["name"])} if one["resourceType"] == "Practitioner" else one
            for one in matches
        ]


@defect(
    "reads-health-workers-in-capitals",
    breaks=["HWRF-1"],
    where="Practitioner.name",
    text="A record that is read shows the family name in capitals.",
)
class _ReadsHealthWorkersInCapitals(HealthWorkers):
    @override
    def read(self, request: Request) -> Answer:
        answer = super().read(request)
        resource = answer.resource or {}
        if resource.get("resourceType") != "Practitioner":
            return answer
        return replace(answer, resource={**resource, "name": _in_capitals(resource["name"])})


@defect(
    "finds-nobody-by-number",
    breaks=["HWWF-2"],
    also=["90-01c", "HWRF-2"],
    where="Bundle.entry",
    text="A search by the number that the council gave a health worker finds nobody.",
)
class _FindsNobodyByNumber(HealthWorkers):
    @override
    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        asked = tuple((n, f"{v}-0" if (type_, n) == ("Practitioner", "identifier") else v) for n, v in pairs)
        return super().parsed(type_, asked, base)


@defect(
    "says-nothing-of-health-workers",
    breaks=["HWRF-5"],
    also=["Z-03"],
    where="CapabilityStatement.rest.resource",
    text="The capability statement does not tell that there are health workers.",
)
class _SaysNothingOfHealthWorkers(HealthWorkers):
    @override
    def statement(self, request: Request) -> Resource:
        statement = super().statement(request)
        rest = statement["rest"][0]
        told = [one for one in rest["resource"] if one["type"] != "Practitioner"]
        return {**statement, "rest": [{**rest, "resource": told}]}


@defect(
    "tells-nothing-of-health-workers-who-changed",
    breaks=["HWWF-4"],
    where="Bundle.entry.request.method",
    text="The history of a type leaves out what was changed.",
)
class _TellsNothingOfHealthWorkersWhoChanged(HealthWorkers):
    @override
    def past(self, request: Request, address: str) -> Answer:
        answer = super().past(request, address)
        bundle = answer.resource or {}
        entries = [one for one in bundle.get("entry", ()) if one["request"]["method"] != "PUT"]
        return replace(answer, resource={**bundle, "entry": entries})


@defect(
    "tells-the-interlinked-registry-of-nobody",
    breaks=["HWWF-1"],
    where="providerDirectory",
    text="Health workers are left out of what it tells by CSD.",
)
class _TellsOfNobody(HealthWorkers):
    @override
    def is_modified(self, entity: etree._Element, since: datetime) -> bool:
        return csd.kind_of(entity) != "provider" and super().is_modified(entity, since)
