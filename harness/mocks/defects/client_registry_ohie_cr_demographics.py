"""Faults of a client registry that answers demographics queries (ITI-21; OHIE-CR cases 07, 08, 11 to 15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message, Segment
from harness.messages.hl7v2.building import Part
from harness.mocks.client_registry.hl7v2.continuations import Continuation, Match
from harness.mocks.client_registry.hl7v2.criteria import Criteria
from harness.mocks.client_registry.hl7v2.fields import Rejection, refused
from harness.mocks.client_registry.hl7v2.pid_written import Field
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.search.query import Clause
from harness.mocks.store import Stored
from harness.openhie.domains import Domain

defect = partial(declare, mock="client-registry")

PDQ = "Q22"


@defect(
    "calls-its-answer-by-its-structure",
    breaks=["21-01"],
    where="MSH-9",
    text="The answer to a demographics query is called K21 in MSH-9.2, as its structure is.",
)
class _CallsItsAnswerByItsStructure(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        found = answer.get("MSH-9.2") == "K22"
        return answer.with_value("MSH-9.2", "K21") if found else answer


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
    "shows-identifiers-of-every-domain",
    breaks=["21-06"],
    also=["OHIE-CR-11"],
    where="PID-3.4",
    text="QPD-8 is read, and nothing comes of it.",
)
class _ShowsIdentifiersOfEveryDomain(Registry):
    @override
    def page(self, request: Message, going_on: Continuation, size: int, systems: Sequence[str]) -> Message:
        return super().page(request, going_on, size, ())


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
    "sends-everybody-at-once",
    breaks=["21-08a"],
    where="PID",
    text="RCP-2 is not looked at: all patients come in one answer.",
)
class _SendsEverybodyAtOnce(Registry):
    @override
    def page_size(self, request: Message) -> int:
        return super().page_size(request.with_raw("RCP-2", ""))


@defect(
    "loses-one-between-two-pages",
    breaks=["21-08b"],
    where="PID-3",
    text="Each page after the first begins one patient too late.",
)
class _LosesOneBetweenTwoPages(Registry):
    @override
    def continued(self, request: Message, pointer: str) -> Continuation:
        left = super().continued(request, pointer)
        return replace(left, matches=left.matches[1:])


@defect(
    "knows-no-end-of-a-query",
    breaks=["21-09"],
    where="MSA-1",
    text="A query that is cancelled is answered as one that was never asked.",
)
class _KnowsNoEndOfAQuery(Registry):
    @override
    def cancel(self, request: Message) -> Message:
        raise refused("204", "QID-1", "There is no such query")


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
    "forgets-the-tag-of-a-search",
    breaks=["21-11a"],
    where="QAK-1",
    text="QAK-1 of the answer to a demographics query is empty.",
)
class _ForgetsTheTagOfASearch(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        return answer.with_raw("QAK-1", "") if request.get("MSH-9.2") == PDQ else answer


@defect(
    "repeats-a-search-in-part",
    breaks=["21-11b"],
    where="QPD-8",
    text="The QPD of the answer to a demographics query ends with what was asked; QPD-8 is not in it.",
)
class _RepeatsASearchInPart(Registry):
    @override
    def echo(self, request: Message) -> Segment:
        whole = super().echo(request)
        return Segment(whole.fields[:4]) if request.get("MSH-9.2") == PDQ else whole


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


@defect(
    "keeps-the-address-to-itself",
    breaks=["OHIE-CR-08", "21-15"],
    where="PID-11",
    text="The answer to a demographics query has no address.",
)
class _KeepsTheAddressToItself(Registry):
    @override
    def person(self, number: int, group: Sequence[Stored], cx: Sequence[Part], match: Match) -> list[Segment]:
        found, *more = super().person(number, group, cx, match)
        return [found.with_field(11, ""), *more]


@defect(
    "keeps-the-marital-status-to-itself",
    breaks=["21-13"],
    where="PID-16.1",
    text="The answer to a demographics query has no marital status.",
)
class _KeepsTheMaritalStatusToItself(Registry):
    @override
    def person(self, number: int, group: Sequence[Stored], cx: Sequence[Part], match: Match) -> list[Segment]:
        found, *more = super().person(number, group, cx, match)
        return [found.with_field(16, ""), *more]


@defect(
    "keeps-the-mother-to-itself",
    breaks=["OHIE-CR-07"],
    where="PID-6.1",
    text="The answer to a demographics query does not name the mother.",
)
class _KeepsTheMotherToItself(Registry):
    @override
    def mother_fields(self, child: Stored) -> dict[int, Field]:
        return {}
