"""Two more ways to tell that records are one person's, for those who want them. Knows likeness and mothers."""

from __future__ import annotations

from harness.messages.fhir import Resource
from harness.mocks.client_registry.hl7v2.mothers import Mothers
from harness.mocks.client_registry.records import identifiers
from harness.mocks.search.values import folded
from harness.mocks.store import Stored

WHOLE_DATE = len("1982-05-03")


class Linking(Mothers):
    """Both are off unless the configuration says otherwise."""

    def linked(self, patient: Stored) -> list[Stored]:
        """The records that are the same person's as `patient`."""
        rules = self.rules.linking
        by_mother = self.linked_by_mother(patient) if rules.mother else []
        by_likeness = self.linked_by_likeness(patient, rules.likeness) if rules.likeness else []
        return [*super().linked(patient), *by_mother, *by_likeness]

    def linked_by_likeness(self, patient: Stored, least: float) -> list[Stored]:
        """Those whose names, birth date and gender are as alike as `least`."""
        return [one.stored for one in self.candidates(patient.resource) if one.score >= least]

    def linked_by_mother(self, child: Stored) -> list[Stored]:
        """Those of the same mother, born on the same day, of the same sex, with no word of twins."""
        mothers = (pair for mother in self.mothers_of(child) for pair in identifiers(mother.resource))
        children = (one for system, value in mothers for one in self.children_of(system, value))
        return [one for one in children if could_be_one(child.resource, one.resource)]


def could_be_one(one: Resource, other: Resource) -> bool:
    """Whether two children of one mother can be the same child."""
    born, sex = one.get("birthDate", ""), one.get("gender")
    if len(born) != WHOLE_DATE or not sex or (other.get("birthDate"), other.get("gender")) != (born, sex):
        return False
    orders = {each.get("multipleBirthInteger", 0) for each in (one, other)}
    given = [_given(each) for each in (one, other)]
    twins = any(each.get("multipleBirthBoolean") for each in (one, other))
    return len(orders) == 1 and not twins and (not all(given) or bool(given[0] & given[1]))


def _given(patient: Resource) -> set[str]:
    return {folded(one) for name in patient.get("name", ()) for one in name.get("given", ()) if one}
