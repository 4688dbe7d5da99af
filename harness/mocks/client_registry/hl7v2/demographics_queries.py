"""Answers ITI-21, the patient demographics query (TF-2 3.21; QBP^Q22, QCN^J01). Knows pages, not what is searched."""

from __future__ import annotations

from collections.abc import Sequence

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message, Segment
from harness.messages.hl7v2.building import Part
from harness.mocks.client_registry.hl7v2 import codes
from harness.mocks.client_registry.hl7v2.continuations import Continuation, Continuations
from harness.mocks.client_registry.hl7v2.criteria import criteria
from harness.mocks.client_registry.hl7v2.demographics_search import DemographicsSearch, Match
from harness.mocks.client_registry.hl7v2.fields import Rejection, refused
from harness.mocks.client_registry.hl7v2.pid_written import Field, fields, name, pid
from harness.mocks.client_registry.hl7v2.queries import SIZE
from harness.mocks.client_registry.records import identifiers
from harness.mocks.store import Stored

ANSWER = "RSP^K22^RSP_K21"
MOST_ON_A_PAGE = 500


class DemographicsQueries(DemographicsSearch):
    """A Patient Demographics Supplier's answers: one PID a person, whose records are all of hers."""

    continuations: Continuations

    def demographics_query(self, request: Message) -> Message:
        """Who is like that?"""
        try:
            self.check_query(request)
            size = self.page_size(request)
            systems = [one.uri for one in self.wanted_domains(request, "QPD-8")]
            pointer = request.get("DSC-1")
            going_on = self.continued(request, pointer) if pointer else self.begun(request)
            return self.page(request, going_on, size, systems)
        except Rejection as rejection:
            return self.answered(request, ANSWER, rejection.code, code=rejection.code, faults=rejection.faults)

    def begun(self, request: Message) -> Continuation:
        """What a new query finds."""
        matches = self.matches_of(criteria(request))
        return Continuation(request.get("QPD-2"), tuple(matches))

    def continued(self, request: Message, pointer: str) -> Continuation:
        """What is left of a query. Raises Rejection for a pointer that leads nowhere, or to another query."""
        found = self.continuations.get(pointer)
        if found is None or found.tag != request.get("QPD-2"):
            raise refused("204", "DSC-1", "There is no such query to go on with; it may have been cancelled")
        return found

    def page_size(self, request: Message) -> int:
        """How many persons go on a page; RCP-2 says so, in records (RD). Raises Rejection."""
        text, unit = request.get(SIZE), request.get(f"{SIZE}.2")
        if not text:
            return MOST_ON_A_PAGE
        if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
            raise refused("102", SIZE, f"{text[:20]!r} is no number of records")
        if unit not in ("", "RD"):
            raise refused("103", f"{SIZE}.2", f"Pages are counted in records (RD), not in {unit[:10]!r}")
        return min(int(text[:9]), MOST_ON_A_PAGE)

    def page(self, request: Message, going_on: Continuation, size: int, systems: Sequence[str]) -> Message:
        """The answer: the next persons, and a pointer where there are more."""
        found: list[list[Segment]] = []
        seen = set(going_on.seen)
        for number, match in enumerate(going_on.matches):
            group = self.person_of(match, seen)
            pairs = [one for one in self.pairs_of(group) if not systems or one[0] in systems]
            if not pairs:
                continue
            if len(found) == size:
                told_of = frozenset(seen - {one.key for one in group})
                pointer = self.continuations.put(Continuation(going_on.tag, going_on.matches[number:], told_of))
                return self.told(request, found, [hl7v2.segment("DSC", pointer, "I")])
            found.append(self.person(len(found) + 1, group, self.cx_list(pairs), match))
        return self.told(request, found, [])

    def told(self, request: Message, found: Sequence[Sequence[Segment]], more: Sequence[Segment]) -> Message:
        """The answer with a page of persons."""
        segments = [segment for one in found for segment in one]
        return self.answered(request, ANSWER, "OK" if found else "NF", [*segments, *more])

    def person_of(self, match: Match, seen: set[int]) -> list[Stored]:
        """All records of a person, the one that was found first; none for one who was told of already."""
        stored = self.store.read("Patient", match.id)
        if stored is None or stored.key in seen:
            return []
        group = self.records_of([stored])
        seen |= {one.key for one in group}
        return group

    def person(self, number: int, group: Sequence[Stored], cx: Sequence[Part], match: Match) -> list[Segment]:
        """PID and QRI of one person: what the record says that was found, and all her identifiers."""
        record = group[0]
        told: dict[int, Field] = {5: "", **fields(record.resource), **self.mother_fields(record)}
        ssn = [value for of, value in identifiers(record.resource) if self.is_ssn(of)]
        told |= {19: ssn[0]} if ssn else {}
        return [pid(number, cx, told), self.confidence(match)]

    def confidence(self, match: Match) -> Segment:
        """QRI: how sure we are, in percent; NA says that names were compared (tables 0392, 0393)."""
        score = f"{match.score * 100:.0f}"
        return hl7v2.segment("QRI", score, "NA") if match.score < 1 else hl7v2.segment("QRI", score)

    def mother_fields(self, child: Stored) -> dict[int, Field]:
        """PID-6 and PID-21."""
        told = {one.get("url"): one.get("valueString", "") for one in child.resource.get("extension", ())}
        maiden: list[Part] = [str(told[codes.MAIDEN_NAME])] if told.get(codes.MAIDEN_NAME) else []
        found: list[Part] = []
        for mother in self.mothers_of(child):
            maiden = [written for one in mother.resource.get("name", ()) if (written := name(one))] or maiden
            pairs = identifiers(mother.resource)
            found += [self.cx((self.authorities.canonical(system), value)) for system, value in pairs]
        return {number: one for number, one in ((6, maiden), (21, found)) if one}

    def is_ssn(self, system: str) -> bool:
        """Whether identifiers of `system` are those of PID-19."""
        return bool(self.rules.ssn) and self.authorities.canonical(system) == self.rules.ssn

    def cancel(self, request: Message) -> Message:
        """QCN^J01: nobody will ask for the rest of the query that QID-1 names."""
        if not request.get("QID-1"):
            raise refused("101", "QID-1", "QID-1 is missing")
        self.continuations.forget(request.get("QID-1"))
        return self.acknowledged(request, "AA")
