"""Finds whom a demographics query asks for (ITI-21). Knows criteria and the store, not how an answer is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from harness.messages.fhir import Resource
from harness.mocks.client_registry.hl7v2 import codes
from harness.mocks.client_registry.hl7v2.assigners import by_namespace, by_universal_id
from harness.mocks.client_registry.hl7v2.continuations import Match
from harness.mocks.client_registry.hl7v2.criteria import (
    Criteria,
    Criterion,
    address_fits,
    beginning,
    identifier_of,
    name_score,
    phone_fits,
)
from harness.mocks.client_registry.hl7v2.fields import Rejection, refused
from harness.mocks.client_registry.hl7v2.mothers import Mothers
from harness.mocks.client_registry.hl7v2.pid_read import date, gender
from harness.mocks.client_registry.hl7v2.queries import Queries
from harness.mocks.client_registry.merges import OWN_IDENTIFIER
from harness.mocks.client_registry.records import is_in_use
from harness.mocks.client_registry.sounds import beginnings
from harness.mocks.search.query import Clause, Query, Token, When
from harness.mocks.search.values import folded, stretch
from harness.mocks.store import Stored
from harness.openhie.domains import Domain

__all__ = ["DemographicsSearch", "Match"]

PART = 1000
MOST_CHILDREN = 200
"""That are named one by one in a search; of more, each patient's mother is looked at."""


class DemographicsSearch(Mothers, Queries):
    """All criteria hold together. The index narrows, the tests decide."""

    def matches_of(self, asked: Criteria) -> list[Match]:
        """Whoever fits, the best first; who has a similar name only where nobody has the very name."""
        self.check_criteria(asked)
        clauses = self.clauses(asked)
        found = self.fitting(asked, [*clauses, *self.name_clauses(asked)], similar=False)
        if not found and self.rules.speech.similar_names and 5 in asked:
            found = self.fitting(asked, [*clauses, *self.similar_clauses(asked)], similar=True)
        return sorted(found, key=lambda one: -one.score)

    def check_criteria(self, asked: Criteria) -> None:
        """A number is somebody's only together with who assigned it: `@PID.3.1` with `@PID.3.4` (3.21.4.1.2.2.1)."""
        number, who = identifier_of(asked.get(3, ()))
        if number and not any(who):
            raise refused("101", asked[3][0].where, "@PID.3.1 is asked for together with @PID.3.4")

    def fitting(self, asked: Criteria, clauses: Sequence[Clause], *, similar: bool) -> list[Match]:
        """The records in use that `clauses` find and that fit."""
        scored = ((one, self.score_of(one, asked, similar=similar)) for one in self.found_by(clauses))
        return [Match(one.id, score) for one, score in scored if score and is_in_use(one.resource)]

    def found_by(self, clauses: Sequence[Clause]) -> Iterator[Stored]:
        """Every Patient that all `clauses` find, a part at a time."""
        query = Query("Patient", tuple(clauses), per_page=PART)
        while True:
            page = self.store.search(query)
            yield from page.matches
            if not page.cursor:
                return
            after, _, until = page.cursor.partition("-")
            query = replace(query, after=int(after), until=int(until))

    def score_of(self, one: Stored, asked: Criteria, *, similar: bool) -> float:
        """How well a record fits, from 0 to 1."""
        patient = one.resource
        if 11 in asked and not address_fits(asked[11], patient.get("address", ())):
            return 0.0
        if not all(phone_fits(asked[field], patient.get("telecom", ())) for field in (13, 14) if field in asked):
            return 0.0
        if 18 in asked and not any(self.has_account(patient, each) for each in asked[18]):
            return 0.0
        if 6 in asked and not name_score(asked[6], self.mother_names(one), similar=False):
            return 0.0
        return name_score(asked[5], patient.get("name", ()), similar=similar) if 5 in asked else 1.0

    def clauses(self, asked: Criteria) -> list[Clause]:
        """What the index can look up: identifiers, dates, sex, mothers."""
        table = self.store.table.of("Patient")
        found: list[Clause] = []
        if 3 in asked:
            found.append(Clause(table[OWN_IDENTIFIER], "", self.tokens(asked[3])))
        if 19 in asked:
            found += [Clause(table[OWN_IDENTIFIER], "", (Token(self.rules.ssn, one.text),)) for one in asked[19]]
        found += [Clause(table["birthdate"], "", (When("eq", stretch(date(one.value))),)) for one in asked.get(7, ())]
        found += [Clause(table["gender"], "", self.genders(one)) for one in asked.get(8, ())]
        if 21 in asked:
            found.append(self.ids(self.children(asked[21])))
        if 6 in asked and len(children := self.children_by_name(asked[6])) <= MOST_CHILDREN:
            found.append(self.ids(children))
        return found

    def tokens(self, asked: Sequence[Criterion]) -> tuple[Token, ...]:
        """The identifier that is looked for; none where it is in no domain that is served."""
        number, who = identifier_of(asked)
        domain = self.domain_called(*who)
        return (Token(domain.uri, number or None),) if domain else ()

    def domain_called(self, namespace: str, universal: str) -> Domain | None:
        """The served domain of these names, None where there is none, or two."""
        told = [by_namespace(namespace, self.authorities)] if namespace else []
        told += [by_universal_id(universal, self.authorities)] if universal else []
        return told[0] if told and told[0] is told[-1] else None

    def genders(self, one: Criterion) -> tuple[Token, ...]:
        """A sex to look for; nobody has one that is not in the table."""
        try:
            return (Token(None, gender(one.value)),)
        except Rejection:
            return ()

    def ids(self, children: Sequence[Stored]) -> Clause:
        """These patients and no others."""
        return Clause(self.store.table.of("Patient")["_id"], "", tuple(Token(None, one.id) for one in children))

    def children(self, asked: Sequence[Criterion]) -> list[Stored]:
        """The patients whose mother has the identifier in PID-21."""
        number, who = identifier_of(asked)
        domain = self.domain_called(*who)
        if not number or (any(who) and domain is None):
            return []
        return list(self.children_of(domain.uri if domain else None, number))

    def children_by_name(self, asked: Sequence[Criterion]) -> list[Stored]:
        """The patients whose mother may have the name in PID-6."""
        start = (beginning(asked[0].text),)
        person, patient = self.store.table.of("RelatedPerson"), self.store.table.of("Patient")
        found = {one.id: one for one in self.found_by([Clause(patient["mothersMaidenName"], "", start)])}
        mothers = Query("RelatedPerson", (Clause(person["name"], "", start),), per_page=PART)
        for mother in self.store.search(mothers).matches:
            child = self.store.read("Patient", str(mother.resource["patient"].get("reference")).rpartition("/")[2])
            found |= {child.id: child} if child is not None else {}
        return list(found.values())

    def mother_names(self, child: Stored) -> list[Resource]:
        """The names of a patient's mother, her maiden name among them."""
        extensions = child.resource.get("extension", ())
        told = [one.get("valueString") for one in extensions if one.get("url") == codes.MAIDEN_NAME]
        names = [name for mother in self.mothers_of(child) for name in mother.resource.get("name", ())]
        return [*names, *({"family": one} for one in told)]

    def name_clauses(self, asked: Criteria) -> list[Clause]:
        """Names that begin as those that are asked for."""
        table = self.store.table.of("Patient")
        starts = [(one.component, folded(beginning(one.text)).partition(" ")[0]) for one in asked.get(5, ())]
        return [Clause(table[_NAMES[part]], "", (start,)) for part, start in starts if start and part in _NAMES]

    def similar_clauses(self, asked: Criteria) -> list[Clause]:
        """Names that begin as a similar one could."""
        table = self.store.table.of("Patient")
        asked_for = [one for one in asked[5] if one.component in _NAMES and "*" not in one.text]
        return [Clause(table[_NAMES[one.component]], "", beginnings(one.text)) for one in asked_for]

    def has_account(self, patient: Resource, one: Criterion) -> bool:
        """Whether PID-18 is kept of a patient with that number."""
        extensions = patient.get("extension", ())
        kept = (str(each.get("valueString")) for each in extensions if each.get("url") == codes.kept_as(18))
        return any(each.split("^")[0] == one.text for each in kept)


_NAMES = {1: "family", 2: "given"}
