"""Faults of a client registry in whom it finds by a demographics query (ITI-21; OHIE-CR cases 11 to 15)."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.client_registry.hl7v2.continuations import Continuation, Match
from harness.mocks.client_registry.hl7v2.criteria import Criteria
from harness.mocks.client_registry.hl7v2.fields import Rejection, refused
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.search.query import Clause
from harness.openhie.domains import Domain

defect = partial(declare, mock="client-registry")


@defect(
    "finds-nobody-by-a-given-name",
    breaks=["21-02a", "OHIE-CR-12"],
    also=["OHIE-CR-16"],
    where="PID-3",
    text="Over HL7 v2, nobody is found where a given name is asked for.",
)
class _FindsNobodyByAGivenName(Registry):
    @override
    def matches_of(self, asked: Criteria) -> list[Match]:
        found = super().matches_of(asked)
        return [] if any(one.component == 2 for one in asked.get(5, ())) else found


@defect(
    "looks-for-no-beginnings",
    breaks=["21-02b"],
    where="PID-3",
    text="A * in a name is taken for a letter of it.",
)
class _LooksForNoBeginnings(Registry):
    @override
    def matches_of(self, asked: Criteria) -> list[Match]:
        found = super().matches_of(asked)
        return [] if any("*" in one.text for one in asked.get(5, ())) else found


@defect(
    "hears-no-likeness",
    breaks=["21-02c"],
    where="PID-3",
    text="A name that was misheard finds nobody.",
)
class _HearsNoLikeness(Registry):
    @override
    def similar_clauses(self, asked: Criteria) -> list[Clause]:
        return [self.ids([])]


@defect(
    "finds-nobody-by-a-day-of-birth",
    breaks=["21-03a", "OHIE-CR-14"],
    also=["21-14", "OHIE-CR-15"],
    where="PID-3",
    text="Birth dates are compared as they are kept, YYYY-MM-DD, and nobody was born on 19840125.",
)
class _FindsNobodyByADayOfBirth(Registry):
    @override
    def matches_of(self, asked: Criteria) -> list[Match]:
        found = super().matches_of(asked)
        return [] if any(len(one.text) == 8 for one in asked.get(7, ())) else found


@defect(
    "wants-whole-birth-dates",
    breaks=["21-03b"],
    where="PID-3",
    text="A month or a year of birth finds nobody.",
)
class _WantsWholeBirthDates(Registry):
    @override
    def matches_of(self, asked: Criteria) -> list[Match]:
        found = super().matches_of(asked)
        return [] if any(len(one.text) < 8 for one in asked.get(7, ())) else found


@defect(
    "knows-no-mothers",
    breaks=["OHIE-CR-13", "21-04a", "21-04b"],
    where="PID-3",
    text="Nobody is found by the mother.",
)
class _KnowsNoMothers(Registry):
    @override
    def matches_of(self, asked: Criteria) -> list[Match]:
        return [] if {6, 21} & set(asked) else super().matches_of(asked)


@defect(
    "refuses-to-find-nobody",
    breaks=["21-05", "OHIE-CR-11"],
    where="MSA-1",
    text="A search for an identifier that nobody has is answered as an error.",
)
class _RefusesToFindNobody(Registry):
    @override
    def matches_of(self, asked: Criteria) -> list[Match]:
        found = super().matches_of(asked)
        if 3 in asked and not found:
            raise refused("204", "QPD-3", "There is no such patient")
        return found


@defect(
    "skips-a-wanted-domain-that-it-does-not-know",
    breaks=["21-07", "OHIE-CR-11", "OHIE-CR-12"],
    where="MSA-1",
    text="A demographics query that wants identifiers of an unknown domain is answered as if it wanted all.",
)
class _SkipsAWantedDomainThatItDoesNotKnow(Registry):
    @override
    def wanted_domains(self, request: Message, where: str) -> list[Domain]:
        try:
            return super().wanted_domains(request, where)
        except Rejection:
            if where != "QPD-8":
                raise
            return []


@defect(
    "looks-for-a-number-in-every-domain",
    breaks=["21-10"],
    where="MSA-1",
    text="An identifier is looked for without asking who issued it.",
)
class _LooksForANumberInEveryDomain(Registry):
    @override
    def check_criteria(self, asked: Criteria) -> None:
        pass


@defect(
    "passes-over-a-field-that-it-does-not-know",
    breaks=["21-12", "OHIE-CR-11"],
    where="MSA-1",
    text="A search by a field that there is not finds nobody, and nobody is told why.",
)
class _PassesOverAFieldThatItDoesNotKnow(Registry):
    @override
    def begun(self, request: Message) -> Continuation:
        try:
            return super().begun(request)
        except Rejection as rejection:
            if rejection.faults[0].code != "103":
                raise
            return Continuation(request.get("QPD-2"), ())


@defect(
    "does-not-look-at-the-sex",
    breaks=["21-14", "OHIE-CR-15"],
    where="QAK-2",
    text="@PID.8 in a demographics query narrows nothing.",
)
class _DoesNotLookAtTheSex(Registry):
    @override
    def clauses(self, asked: Criteria) -> list[Clause]:
        return super().clauses({field: one for field, one in asked.items() if field != 8})
