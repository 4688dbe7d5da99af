"""Answers ``Patient/$match`` (ITI-119, IHE PDQm 2:3.119). Knows candidates and limits, not what makes two alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harness.messages.fhir import Resource
from harness.mocks.client_registry.identities import Identities
from harness.mocks.client_registry.likeness import GRADES, grade, score
from harness.mocks.client_registry.records import has_modifier, identifiers, is_in_use
from harness.mocks.rest import bundles
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.structure import check_structure
from harness.mocks.rest.writing import parsed_body
from harness.mocks.search.query import Clause, Query, When
from harness.mocks.search.values import folded, stretch
from harness.mocks.store import Stored

MATCH_GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"
MOST_CANDIDATES = 1000


@dataclass(frozen=True, slots=True)
class MatchInput:
    """What a match is asked with: the person, and how many candidates of which certainty."""

    patient: Resource
    only_certain: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that could be the person, and how sure that is."""

    stored: Stored
    score: float

    @property
    def grade(self) -> str:
        """Its match-grade."""
        return grade(self.score)


class Matches(Identities):
    """The match operation of a Patient Demographics Supplier."""

    def match(self, request: Request) -> Answer:
        """Who could this be?"""
        asked = self.match_input(parsed_body(request))
        found = self.ranked([one for one in self.candidates(asked.patient) if self.is_worth_telling(one)])
        return Answer(200, self.match_bundle(request, self.chosen(asked, found)))

    def match_input(self, body: Resource) -> MatchInput:
        """What is asked, from Parameters or from a bare Patient. Raises Refusal (400)."""
        self.check_match_modifiers(body)
        check_structure(body)
        if body["resourceType"] == "Patient":
            return MatchInput(body)
        if body["resourceType"] != "Parameters":
            raise Refusal(400, "invalid", f"Parameters or a Patient are wanted, not {body['resourceType'][:60]}")
        given = dict(map(_parameter, body.get("parameter", ())))
        if len(given) != len(body.get("parameter", ())):
            raise Refusal(400, "invalid", "A parameter is given twice")
        patient = given.get("resource")
        if patient is None or patient["resourceType"] != "Patient":
            raise Refusal(400, "required", "The parameter resource is wanted, and it is a Patient")
        return MatchInput(patient, given.get("onlyCertainMatches", False), given.get("count"))

    def check_match_modifiers(self, body: Resource) -> None:
        """400 for a modifierExtension: nobody can be found by what is not understood."""
        if has_modifier(body):
            raise Refusal(400, "extension", "A modifierExtension that is not known here changes what is asked")

    def candidates(self, asked: Resource) -> Iterator[Candidate]:
        """Everybody in use who shares an identifier, a birth date or the beginning of a family name."""
        sharing = {one.key: one for pair in identifiers(asked) for one in self.with_identifier(*pair)}
        others = {one.key: one for query in self._blocks(asked) for one in self.store.search(query).matches}
        for key, stored in {**others, **sharing}.items():
            if self.may_be_offered(stored.resource):
                yield Candidate(stored, self.scored(asked, stored.resource, shares_identifier=key in sharing))

    def may_be_offered(self, patient: Resource) -> bool:
        """Whether a record can be a candidate at all."""
        return is_in_use(patient)

    def scored(self, asked: Resource, known: Resource, *, shares_identifier: bool) -> float:
        """How likely `known` is meant."""
        return score(asked, known, shares_identifier=shares_identifier)

    def _blocks(self, asked: Resource) -> Iterator[Query]:
        searched = self.store.table.of("Patient")
        if asked.get("birthDate"):
            day = When("eq", stretch(asked["birthDate"]))
            yield Query("Patient", (Clause(searched["birthdate"], "", (day,)),), per_page=MOST_CANDIDATES)
        beginnings = tuple({folded(one["family"])[:3] for one in asked.get("name", ()) if one.get("family")})
        if beginnings:
            yield Query("Patient", (Clause(searched["family"], "", beginnings),), per_page=MOST_CANDIDATES)

    def is_worth_telling(self, candidate: Candidate) -> bool:
        """Whoever is certainly not meant is not told of."""
        return candidate.grade != GRADES[-1][0]

    def ranked(self, candidates: list[Candidate]) -> list[Candidate]:
        """The best first."""
        return sorted(candidates, key=lambda one: (-one.score, one.stored.key))

    def chosen(self, asked: MatchInput, candidates: list[Candidate]) -> list[Candidate]:
        """Those of the candidates that were wanted."""
        if asked.only_certain:
            candidates = self.certain(candidates)
        return candidates if asked.count is None else self.counted(candidates, asked.count)

    def certain(self, candidates: list[Candidate]) -> list[Candidate]:
        """The one certain match; nobody where there is none, or where several may be different people."""
        certain = [one for one in candidates if one.grade == "certain"]
        if not certain:
            return []
        person = {one.key for one in self.records_of([certain[0].stored])}
        return certain[:1] if all(one.stored.key in person for one in certain) else []

    def counted(self, candidates: list[Candidate], count: int) -> list[Candidate]:
        """The `count` best."""
        return candidates[:count]

    def match_bundle(self, request: Request, found: list[Candidate]) -> Resource:
        """The candidates as a Bundle."""
        entries = [self.match_entry(request, one) for one in found]
        links = [{"relation": "self", "url": f"{request.base}/Patient/$match"}]
        bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": links}
        return {**bundle, "entry": entries} if entries else bundle

    def match_entry(self, request: Request, candidate: Candidate) -> dict[str, Any]:
        """A candidate with its score and its grade."""
        entry = bundles.entry(candidate.stored.resource, base=request.base, mode="match")
        grade_extension = {"url": MATCH_GRADE, "valueCode": candidate.grade}
        return {**entry, "search": {"extension": [grade_extension], "mode": "match", "score": candidate.score}}


def _parameter(parameter: dict[str, Any]) -> tuple[str, Any]:
    """Name and value of one of the three parameters of a match. Raises Refusal (400) for any other."""
    name = parameter["name"]
    value_of = {"resource": "resource", "onlyCertainMatches": "valueBoolean", "count": "valueInteger"}
    if name not in value_of:
        raise Refusal(400, "invalid", f"A match has no parameter {name[:60]!r}")
    if value_of[name] not in parameter:
        raise Refusal(400, "value", f"The parameter {name} has a {value_of[name]}")
    if name == "count" and parameter["valueInteger"] < 1:
        raise Refusal(400, "value", "The count of a match is 1 or more")
    return name, parameter[value_of[name]]
