"""Resolves duplicates (ITI-104 2:3.104.4.3): one record replaces another. Knows links, not how anybody is matched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.messages.fhir import Resource
from harness.mocks.client_registry.feed_rules import FeedRules
from harness.mocks.client_registry.records import identifiers, is_subsumed, replacement
from harness.mocks.rest.messages import Refusal, Request
from harness.mocks.search.query import Clause, Query, Token
from harness.mocks.store import Store, Stored

OWN_IDENTIFIER = ".own-identifier"
"""The search parameter, ours alone, for the identifiers that stand in a record itself."""


class Merges(FeedRules):
    """A subsumed record stays readable; whoever searches by its identifiers finds the survivor."""

    def check(self, request: Request, resource: Resource, before: Stored | None) -> None:
        """The rules of a feed, and those of a merge."""
        super().check(request, resource, before)
        if resource["resourceType"] == "Patient":
            self.check_merge(request, resource, before)

    def check_merge(self, request: Request, patient: Resource, before: Stored | None) -> None:
        """A duplicate is resolved within a domain, into another record that is there, and for good."""
        link = replacement(patient)
        if link is None:
            if before is not None and is_subsumed(before.resource):
                raise Refusal(422, "business-rule", "This record was replaced; it is not taken up again")
            return
        survivor = self.survivor(patient)
        if survivor is None:
            raise Refusal(422, "not-found", "The surviving patient is not known", expression=("Patient.link.other",))
        if before is not None and survivor.key == before.key:
            raise Refusal(422, "business-rule", "A patient cannot replace herself", expression=("Patient.link.other",))
        self.check_merge_domains(request, patient, survivor)

    def check_merge_domains(self, request: Request, patient: Resource, survivor: Stored) -> None:
        """Both identifiers were issued by one authority."""
        link = replacement(patient) or {"other": {}}
        named = link["other"].get("identifier", {}).get("system")
        surviving = {self.authorities.canonical(named)} if named else self.domains_of(survivor.resource)
        addressed = {self.authorities.canonical(one.system) for one in self.addressed(request) if one.system}
        if not surviving & (addressed or self.domains_of(patient)):
            raise Refusal(422, "business-rule", "A duplicate is resolved within one identifier domain")

    def domains_of(self, patient: Resource) -> set[str]:
        """The domains of all identifiers of a patient."""
        return {self.authorities.canonical(system) for system, _ in identifiers(patient)}

    def survivor(self, patient: Resource) -> Stored | None:
        """The record that a subsumed one leads to, None if there is none or it is not clear which."""
        link = replacement(patient)
        if link is None:
            return None
        other: dict[str, Any] = link["other"]
        if "reference" in other:
            stored = self.store.read("Patient", other["reference"].rpartition("/")[2])
            return None if stored is None or stored.deleted else stored
        named = other.get("identifier", {})
        found = self.with_identifier(named.get("system", ""), named.get("value", ""), parameter="identifier")
        return found[0] if len(found) == 1 else None

    def with_identifier(self, system: str, value: str, *, parameter: str = OWN_IDENTIFIER) -> list[Stored]:
        """The patients that have an identifier themselves; with ``identifier``, those who are found by it."""
        searched = self.store.table.of("Patient")[parameter]
        query = Query("Patient", (Clause(searched, "", (Token(system, value),)),))
        return list(self.store.search(query).matches)

    def conditional_query(self, query: Query) -> Query:
        """A feed is about the record that has the identifier itself, not about the one that replaced it."""
        own = self.store.table.of(query.resource_type).get(OWN_IDENTIFIER)
        clauses = [
            replace(one, parameter=own) if own and one.parameter.name == "identifier" else one for one in query.clauses
        ]
        return replace(query, clauses=tuple(clauses))

    def before_storing(self, request: Request, resource: Resource, before: Stored | None) -> Resource:
        """A link to a survivor that is named by an identifier gets the reference to her record as well."""
        survivor = self.survivor(resource)
        if survivor is not None:
            reference = {"reference": f"Patient/{survivor.id}"}
            links = [
                {**one, "other": {**one["other"], **reference}} if one["type"] == "replaced-by" else one
                for one in resource["link"]
            ]
            resource = {**resource, "link": links}
        return super().before_storing(request, resource, before)

    def keep(self, request: Request, resource: Resource, before: Stored | None) -> Stored:
        """Stores a record; if it was replaced, its identifiers lead to the survivor from now on."""
        stored = super().keep(request, resource, before)
        survivor = self.survivor(stored.resource) if is_subsumed(stored.resource) else None
        if survivor is not None:
            self.hand_over(stored, survivor)
        return stored

    def hand_over(self, subsumed: Stored, survivor: Stored) -> None:
        """Makes the survivor found by what the subsumed record was found by, and moves what refers to it."""
        self.store.index_anew(survivor)
        pointing = self.store.table.of("RelatedPerson")["patient"]
        query = Query("RelatedPerson", (Clause(pointing, "", (f"Patient/{subsumed.id}",)),), per_page=1000)
        for one in self.store.search(query).matches:
            self.store.replace(one, {**one.resource, "patient": {"reference": f"Patient/{survivor.id}"}})

    def remove(self, request: Request, stored: Stored) -> None:
        """Removes a record; a survivor is no longer found by the identifiers of a subsumed one that goes."""
        super().remove(request, stored)
        survivor = self.survivor(stored.resource) if is_subsumed(stored.resource) else None
        if survivor is not None:
            self.store.index_anew(survivor)

    def view(self, store: Store, resource: Resource) -> Resource:
        """What of a record is found by search: little of a subsumed one, and more of the survivor."""
        if resource["resourceType"] != "Patient":
            return resource
        own = resource.get("identifier", [])
        if is_subsumed(resource):
            return self.view_of_subsumed(resource)
        more = [one for subsumed in _subsumed_by(store, resource["id"]) for one in subsumed.get("identifier", ())]
        return {**resource, "identifier": [*own, *more], "ownIdentifier": own}

    def view_of_subsumed(self, patient: Resource) -> Resource:
        """By its id it is found, and among those that are not active."""
        names = ("resourceType", "id", "meta", "active", "link")
        kept: Resource = {name: patient[name] for name in names if name in patient}
        return {**kept, "ownIdentifier": patient.get("identifier", [])}


def _subsumed_by(store: Store, id_: str, seen: frozenset[str] = frozenset()) -> list[Resource]:
    """Every record that leads to the one with `id_`, over any number of steps."""
    link = store.table.of("Patient")["link"]
    query = Query("Patient", (Clause(link, "", (f"Patient/{id_}",)),), per_page=1000)
    found = [one.resource for one in store.search(query).matches if is_subsumed(one.resource) and one.id not in seen]
    further = [deeper for one in found for deeper in _subsumed_by(store, one["id"], seen | {id_})]
    return [*found, *further]
