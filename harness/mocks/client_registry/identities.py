"""Who is the same person: links records across identifier domains. Knows records, not who asks.

Two records are one person if they share an identifier (the national one, say), or else family name, given names, a
whole birth date and gender, case and accents aside. What is linked to a linked record is linked as well.
"""

from __future__ import annotations

from collections.abc import Iterable

from harness.messages.fhir import Resource
from harness.mocks.client_registry.merges import Merges
from harness.mocks.client_registry.records import identifiers, is_in_use
from harness.mocks.search.query import Clause, Query, When
from harness.mocks.search.values import folded, stretch
from harness.mocks.store import Stored

MOST_RECORDS = 200
"""Records of one person that are followed; beyond that something else is wrong."""


class Identities(Merges):
    """The cross-reference of a Patient Identifier Cross-reference Manager."""

    def records_of(self, patients: Iterable[Stored]) -> list[Stored]:
        """All records in use of the person whose records `patients` are, those first."""
        found: dict[int, Stored] = {}
        waiting = list(patients)
        while waiting and len(found) < MOST_RECORDS:
            one = waiting.pop(0)
            if one.key not in found and is_in_use(one.resource):
                found[one.key] = one
                waiting += self.linked(one)
        return list(found.values())

    def linked(self, patient: Stored) -> list[Stored]:
        """The records that are the same person's as `patient`."""
        return [*self.linked_by_identifier(patient), *self.linked_by_demographics(patient)]

    def linked_by_identifier(self, patient: Stored) -> list[Stored]:
        """Those that share an identifier."""
        return [one for pair in identifiers(patient.resource) for one in self.with_identifier(*pair)]

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
