"""Faults of a client registry whose two tongues do not know of one another (FHIR and HL7 v2 over two indexes)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.messages.hl7v2 import Message, Place
from harness.mocks.client_registry.hl7v2.criteria import Criteria
from harness.mocks.client_registry.hl7v2.demographics_search import Match
from harness.mocks.client_registry.hl7v2.feeds import Named
from harness.mocks.client_registry.hl7v2.notifications import Pair
from harness.mocks.client_registry.records import is_in_use
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Request
from harness.mocks.search.query import Query
from harness.mocks.store import Stored
from harness.openhie.domains import Domain

defect = partial(declare, mock="client-registry")
HEARD = {"system": "urn:openhie-connectathon-harness:tongue", "code": "hl7v2"}


class _RemembersTheTongue(Registry):
    """A record that came over HL7 v2 says so."""

    @override
    def fed(self, before: Stored | None, request: Message, pid: Place, own: Named, named: Sequence[Named]) -> Resource:
        record = super().fed(before, request, pid, own, named)
        return record if before else {**record, "meta": {"tag": [HEARD]}}


def _was_heard(record: Resource) -> bool:
    return HEARD in record.get("meta", {}).get("tag", ())


@defect(
    "keeps-the-patients-of-hl7-v2-from-fhir",
    breaks=["CRWF-3"],
    where="Bundle.entry",
    text="Who was registered over HL7 v2 is not found over FHIR.",
)
class _KeepsThePatientsOfHl7V2FromFhir(_RemembersTheTongue):
    @override
    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        return super().found(request, query, [one for one in matches if not _was_heard(one)])


@defect(
    "keeps-the-patients-of-fhir-from-hl7-v2",
    breaks=["CRWF-3"],
    where="PID-5.1",
    text="Who was registered over FHIR is not found over HL7 v2.",
)
class _KeepsThePatientsOfFhirFromHl7V2(_RemembersTheTongue):
    @override
    def matches_of(self, asked: Criteria) -> list[Match]:
        records = ((one, self.store.read("Patient", one.id)) for one in super().matches_of(asked))
        return [one for one, record in records if record is not None and _was_heard(record.resource)]


@defect(
    "hears-nothing-of-a-merge-in-fhir",
    breaks=["104-05"],
    where="PID",
    text="Over HL7 v2, an identifier that was replaced over FHIR is answered for by a record of its own.",
)
class _HearsNothingOfAMergeInFhir(Registry):
    @override
    def known(self, asked: Pair) -> list[Stored]:
        replaced = [one for one in self.records_with(asked) if not is_in_use(one.resource)]
        return replaced if replaced and not self.was_merged_here(replaced[0]) else super().known(asked)

    @override
    def references_of(self, asked: Pair, wanted: Sequence[Domain], records: Sequence[Stored]) -> list[Pair]:
        found = super().references_of(asked, wanted, records)
        return found if is_in_use(records[0].resource) else [asked]

    def was_merged_here(self, record: Stored) -> bool:
        """Whether the merge was told over HL7 v2: its link has a reference and nothing else."""
        return all("identifier" not in one["other"] for one in record.resource.get("link", ()))
