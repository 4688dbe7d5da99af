"""Who is the same person: links records across identifier domains. Knows records, not who asks.

Two records are one person if they share an identifier (the national one, say), or else family name, given names, a
whole birth date and gender, case and accents aside, or if somebody said so; unless somebody said that they are not. The
rules of the registry say which of this counts. What is linked to a linked record is linked as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from harness.messages.fhir import Resource
from harness.mocks.client_registry.links import carried_over, links, told_apart
from harness.mocks.client_registry.merges import Merges
from harness.mocks.client_registry.records import identifiers, is_in_use
from harness.mocks.client_registry.rules import Rules
from harness.mocks.rest.messages import Request
from harness.mocks.search.query import Clause, Query, When
from harness.mocks.search.values import folded, stretch
from harness.mocks.store import Stored

MOST_RECORDS = 200
"""Records of one person that are followed; beyond that something else is wrong."""


class Identities(Merges):
    """The cross-reference of a Patient Identifier Cross-reference Manager."""

    rules: Rules

    def records_of(self, patients: Iterable[Stored], *, without: Collection[int] = ()) -> list[Stored]:
        """All records in use of the person whose records `patients` are, those first.

        With keys in `without`, as it would be if there were no such records.
        """
        found: dict[int, Stored] = {}
        waiting = list(patients)
        while waiting and len(found) < MOST_RECORDS:
            one = waiting.pop(0)
            if one.key in found or one.key in without or not is_in_use(one.resource):
                continue
            if not self.is_told_apart(one, found.values()):
                found[one.key] = one
                waiting += self.linked(one)
        return list(found.values())

    def is_told_apart(self, patient: Stored, others: Iterable[Stored]) -> bool:
        """Whether somebody said that `patient` is not the person whose records `others` are."""
        apart = told_apart(patient.resource)
        return bool(apart) and any(one.id in apart for one in others)

    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:
        """What is stored; what somebody said of two records by hand outlives the next feed of either."""
        if before is not None and resource["resourceType"] == "Patient":
            resource = carried_over(before.resource, resource)
        return super().before_storing(request, resource, before)

    def linked(self, patient: Stored) -> list[Stored]:
        """The records that are the same person's as `patient`."""
        by_demographics = self.linked_by_demographics(patient) if self.rules.linking.demographics else []
        return [*self.linked_by_identifier(patient), *by_demographics, *self.linked_by_hand(patient)]

    def linked_by_identifier(self, patient: Stored) -> list[Stored]:
        """Those that share an identifier of a domain that links."""
        pairs = [pair for pair in identifiers(patient.resource) if self.does_link(pair[0])]
        return [one for pair in pairs for one in self.with_identifier(*pair)]

    def does_link(self, system: str) -> bool:
        """Whether records that share an identifier of `system` are one person's."""
        shared = self.rules.linking.shared
        return shared == "any" or (shared == "national" and self.authorities.canonical(system) in self.rules.national)

    def linked_by_hand(self, patient: Stored) -> list[Stored]:
        """Those that somebody said are the same person's."""
        found = (self.store.read("Patient", id_) for id_ in links(patient.resource))
        return [one for one in found if one is not None and not one.deleted]

    def linked_by_demographics(self, patient: Stored) -> list[Stored]:
        """Those with the same names, birth date and gender."""
        return self.same_demographics(patient.resource)

    def same_demographics(self, patient: Resource) -> list[Stored]:
        """The records of whoever has the names, birth date and gender of `patient`."""
        own = demographics(patient)
        born = patient.get("birthDate", "")
        if not own:
            return []
        by = self.store.table.of("Patient")["birthdate"]
        family = self.store.table.of("Patient")["family"]
        names = tuple(sorted({one[0] for one in own}))
        clauses = (Clause(family, "", names), Clause(by, "", (When("eq", stretch(born)),)))
        candidates = self.store.search(Query("Patient", clauses, per_page=1000)).matches
        return [one for one in candidates if own & demographics(one.resource)]


def demographics(patient: Resource) -> frozenset[tuple[str, str, str, str]]:
    """Family, given names, birth date and gender for each name; empty where any of the four is not known."""
    born, gender = patient.get("birthDate", ""), patient.get("gender", "unknown")
    if len(born) != len("1982-05-03") or gender == "unknown":
        return frozenset()
    names = ((folded(one.get("family", "")), _given(one)) for one in patient.get("name", ()))
    return frozenset((family, given, born, gender) for family, given in names if family and given)


def _given(name: Resource) -> str:
    return folded(" ".join(one for one in name.get("given", ()) if one))
