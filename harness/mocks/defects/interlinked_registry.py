"""Faults of an interlinked registry: in what it makes of what it hears, and in how it asks (ITI-91)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.mocks.defects.registry import declare
from harness.mocks.interlinked_registry import Interlinked
from harness.mocks.interlinked_registry.news import News
from harness.mocks.interlinked_registry.places import place
from harness.transactions import Call, CareServicesUpdates, Source, Transaction
from harness.transport.http_client import Exchange

defect = partial(declare, mock="interlinked-registry")


@defect(
    "takes-no-new-health-workers",
    breaks=["ILR-1"],
    where="Bundle.entry",
    text="Health workers whom it hears of for the first time are not kept.",
)
class _TakesNoNewHealthWorkers(Interlinked):
    @override
    def store_at(self, place: str, resource: Resource) -> None:
        if not place.startswith("Practitioner/"):
            super().store_at(place, resource)


@defect(
    "keeps-what-it-heard-first",
    breaks=["ILR-2"],
    where="Location.status",
    text="What it knows already is not changed by what it hears later.",
)
class _KeepsWhatItHeardFirst(Interlinked):
    @override
    def store_at(self, place: str, resource: Resource) -> None:
        if self.store.read(*place.split("/")) is None:
            super().store_at(place, resource)


@defect(
    "forgets-nothing",
    breaks=["ILR-3"],
    where="Bundle.entry.resource",
    text="What was removed at a registry stays here.",
)
class _ForgetsNothing(Interlinked):
    @override
    def forget(self, news: News) -> None:
        """Nothing."""


@defect(
    "leaves-health-workers-where-they-were",
    breaks=["ILR-4"],
    also=["90-01d", "ILR-2"],
    where="Bundle.entry",
    text="Roles lead to the facility registry's records, and not to the same facility here.",
)
class _LeavesHealthWorkersWhereTheyWere(Interlinked):
    @override
    def linked(self, resource: Resource, address: str, base: str) -> Resource:
        linked = super().linked(resource, address, base)
        if linked["resourceType"] != "PractitionerRole" or "organization" not in resource:
            return linked
        return {**linked, "organization": resource["organization"]}


@defect(
    "keeps-each-registry-s-facility",
    breaks=["ILR-5"],
    where="Bundle.entry",
    text="Two registries that tell of one facility make two facilities of it.",
)
class _KeepsEachRegistrysFacility(Interlinked):
    @override
    def known_by(self, news: News, resource: Resource) -> str:
        return place(news.type, news.address)


@defect(
    "forgets-when-it-asked",
    breaks=["91-05"],
    where="_since",
    text="It asks for everything each time.",
)
class _ForgetsWhenItAsked(Interlinked):
    @override
    def asked_until(self, exchange: Exchange, bundle: Resource) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class _ActiveAlone(CareServicesUpdates):
    """A history with a search parameter."""

    @override
    def call(self, source: Source) -> Call:
        call = CareServicesUpdates.call(self, source)
        return replace(call, path=f"{call.path}{'&' if '?' in call.path else '?'}active=true")


@defect(
    "asks-a-history-for-active-ones",
    breaks=["91-09"],
    where="query parameters",
    text="It asks for updates with a search parameter, which a history does not have.",
)
class _AsksAHistoryForActiveOnes(Interlinked):
    @override
    def updates(self, kind: str, since: str) -> CareServicesUpdates:
        return _ActiveAlone(kind, since)


@defect(
    "reads-the-first-page",
    breaks=["91-10"],
    where="Request Care Services Updates",
    text="It reads the first page of a history, and no more.",
)
class _ReadsTheFirstPage(Interlinked):
    @override
    def next_page(self, asked: Transaction, exchange: Exchange, base: str) -> Transaction | None:
        return None
