"""Faults of a client registry that was told of a duplicate, or that a patient goes (ITI-104)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.mocks.client_registry.cross_references import Pair
from harness.mocks.client_registry.records import is_subsumed
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.search.query import Query
from harness.mocks.store import Store, Stored

defect = partial(declare, mock="client-registry")


@defect(
    "names-a-replaced-identifier",
    breaks=["104-05"],
    where="Parameters.parameter.valueIdentifier",
    text="Cross-reference answers go on naming the identifier of a record that was replaced.",
)
class _NamesAReplacedIdentifier(Registry):
    @override
    def references(
        self, request: Request, source: Pair, targets: Sequence[str], records: Sequence[Stored]
    ) -> list[dict[str, Any]]:
        own = super().references(request, source, targets, records)
        views = [self.view(self.store, one.resource) for one in records]
        replaced = [one for view in views for one in view["identifier"] if one not in view["ownIdentifier"]]
        return [*own, *(self.target_identifier(one["system"], one["value"]) for one in replaced)]


@defect(
    "answers-for-a-replaced-identifier",
    breaks=["83-06"],
    where="Parameters.parameter",
    text="A cross-reference query for a replaced identifier is answered with the survivor's identifiers.",
    also=["8-10"],
)
class _AnswersForAReplacedIdentifier(Registry):
    @override
    def source_records(self, request: Request, source: Pair) -> list[Stored]:
        return self.with_identifier(*source, parameter="identifier")


@defect(
    "shows-a-replaced-record-as-living",
    breaks=["78-06"],
    where="Bundle.entry.resource.active",
    text="A search shows a replaced record as it was before it was replaced.",
)
class _ShowsAReplacedRecordAsLiving(Registry):
    @override
    def view_of_subsumed(self, patient: Resource) -> Resource:
        return {**patient, "ownIdentifier": patient["identifier"]}

    @override
    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        living = [_revived(one) if is_subsumed(one) else one for one in matches]
        return super().found(request, query, living)


@defect(
    "reads-a-replaced-record-as-living",
    breaks=["78-14c"],
    where="Patient.active",
    text="A read of a replaced record gives it as it was before it was replaced.",
)
class _ReadsAReplacedRecordAsLiving(Registry):
    @override
    def read(self, request: Request) -> Answer:
        answer = super().read(request)
        if answer.resource is None or not is_subsumed(answer.resource):
            return answer
        return Answer(answer.status, _revived(answer.resource), answer.headers)


@defect(
    "offers-a-replaced-record",
    breaks=["119-06"],
    where="Bundle.entry.resource.active",
    text="A match names a replaced record as if it were in use.",
)
class _OffersAReplacedRecord(Registry):
    @override
    def view_of_subsumed(self, patient: Resource) -> Resource:
        return {**patient, "ownIdentifier": patient["identifier"]}

    @override
    def may_be_offered(self, patient: Resource) -> bool:
        return True

    @override
    def match_entry(self, request: Request, candidate: Any) -> dict[str, Any]:
        entry = super().match_entry(request, candidate)
        return {**entry, "resource": _revived(entry["resource"])}


@defect(
    "forgets-whom-a-record-was-replaced-by",
    breaks=["OHIE-FHIR-08"],
    where="Bundle.entry",
    text="The identifier of a replaced record finds nobody, not the survivor either.",
)
class _ForgetsWhomARecordWasReplacedBy(Registry):
    @override
    def view(self, store: Store, resource: Resource) -> Resource:
        view = super().view(store, resource)
        return {**view, "identifier": view.get("ownIdentifier", [])} if "identifier" in view else view


@defect(
    "refuses-to-remove",
    breaks=["104-06"],
    where="HTTP status",
    text="A removal is refused with 405, though the capability statement promises it.",
)
class _RefusesToRemove(Registry):
    @override
    def conditional_delete(self, request: Request) -> Answer:
        raise Refusal(405, "not-supported", "Nobody is ever removed here")


@defect(
    "answers-for-a-removed-patient",
    breaks=["104-06"],
    where="Parameters.parameter",
    text="A removal is acknowledged, and cross-reference queries go on naming whoever went.",
)
class _AnswersForARemovedPatient(Registry):
    @override
    def remove(self, request: Request, stored: Stored) -> None:
        pass

    @override
    def gives_source_identifier(self) -> bool:
        return True


def _revived(patient: Resource) -> Resource:
    return {**{name: value for name, value in patient.items() if name != "link"}, "active": True}
