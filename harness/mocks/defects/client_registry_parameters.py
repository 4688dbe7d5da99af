"""Faults of a client registry in how it understands a search for patients (ITI-78)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Refusal, Request
from harness.mocks.search.query import Clause, Query, Token, When
from harness.mocks.search.values import DAY, Stretch
from harness.mocks.store import Store

defect = partial(declare, mock="client-registry")

MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"


def _each(query: Query, change: Callable[[Clause], Clause | None]) -> Query:
    changed = (change(one) for one in query.clauses)
    return replace(query, clauses=tuple(one for one in changed if one is not None))


@defect(
    "takes-exact-for-a-beginning",
    breaks=["78-08a"],
    where="Bundle.entry.resource",
    text="The modifier :exact is read and not minded.",
)
class _TakesExactForABeginning(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return _each(super().query_of(request), lambda one: replace(one, modifier=one.modifier.replace("exact", "")))


@defect(
    "takes-a-plain-name-for-the-whole",
    breaks=["78-08b"],
    where="Bundle.entry",
    text="A name without a modifier is found letter by letter and whole, accents and capitals included.",
)
class _TakesAPlainNameForTheWhole(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return _each(super().query_of(request), self._exactly)

    def _exactly(self, clause: Clause) -> Clause:
        is_plain = clause.parameter.name == "family" and not clause.modifier
        return replace(clause, modifier="exact") if is_plain else clause


@defect(
    "takes-a-year-for-its-first-day",
    breaks=["78-09a"],
    where="Bundle.entry",
    text="A birth date that is a year finds those alone who were born on the first of January.",
)
class _TakesAYearForItsFirstDay(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return _each(super().query_of(request), self._first_day)

    def _first_day(self, clause: Clause) -> Clause:
        values = [_first_day(one) if isinstance(one, When) and one.prefix == "eq" else one for one in clause.values]
        return replace(clause, values=tuple(values))


def _first_day(when: When) -> When:
    low, high = when.stretch.low, when.stretch.high
    return When("eq", Stretch(low, low + DAY if high - low > 300 * DAY else high))


@defect(
    "minds-no-bounds-of-a-birth-date",
    breaks=["78-09b"],
    where="Bundle.entry.resource",
    text="Birth dates with ge and le are left out of the search.",
)
class _MindsNoBoundsOfABirthDate(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return _each(super().query_of(request), lambda one: None if _has_prefix(one, "ge", "le") else one)


@defect(
    "minds-no-approximate-birth-date",
    breaks=["OHIE-FHIR-07"],
    where="Bundle.entry.resource",
    text="Birth dates with ap are left out of the search.",
)
class _MindsNoApproximateBirthDate(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return _each(super().query_of(request), lambda one: None if _has_prefix(one, "ap") else one)


def _has_prefix(clause: Clause, *prefixes: str) -> bool:
    return any(isinstance(one, When) and one.prefix in prefixes for one in clause.values)


@defect(
    "takes-the-first-of-several-values",
    breaks=["78-10a"],
    where="Bundle.entry",
    text="Of values with commas between them, only the first is looked for.",
)
class _TakesTheFirstOfSeveralValues(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return _each(super().query_of(request), lambda one: replace(one, values=one.values[:1]))


@defect(
    "takes-the-last-of-repeated-names",
    breaks=["78-10b"],
    where="Bundle.entry",
    text="Of a name parameter that is repeated, only the last is looked for.",
)
class _TakesTheLastOfRepeatedNames(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        query = super().query_of(request)
        last = {one.parameter.name: one for one in query.clauses}.values()
        return _each(query, lambda one: one if one in last or one.parameter.type != "string" else None)


@defect(
    "refuses-unknown-parameters",
    breaks=["78-11"],
    where="HTTP status",
    text="A search parameter that is not known is refused with 400.",
)
class _RefusesUnknownParameters(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        known = self.store.table.of(request.type)
        for name, _ in request.asked:
            if not name.startswith("_") and name.partition(":")[0] not in known:
                raise Refusal(400, "not-supported", f"There is no search parameter {name}")
        return super().query_of(request)


@defect(
    "minds-no-page-size",
    breaks=["78-12"],
    where="Bundle.entry",
    text="All that is found comes on one page, however few were asked for.",
)
class _MindsNoPageSize(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return replace(super().query_of(request), per_page=1000)


@defect(
    "does-not-search-mothers",
    breaks=["78-15"],
    where="Bundle.entry",
    text="The mother's maiden name is kept, and nobody is found by it.",
)
class _DoesNotSearchMothers(Registry):
    @override
    def view(self, store: Store, resource: Resource) -> Resource:
        view = super().view(store, resource)
        kept = [one for one in view.get("extension", ()) if one.get("url") != MAIDEN_NAME]
        return {**view, "extension": kept}


@defect(
    "searches-gender-by-letter",
    breaks=["CRWF-4"],
    where="Bundle.entry",
    text="Gender is searched for by F and M, as in HL7 v2; female and male find nobody.",
)
class _SearchesGenderByLetter(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        letters = {"F": "female", "M": "male"}
        return _each(super().query_of(request), lambda one: _by_letter(one, letters))


def _by_letter(clause: Clause, letters: dict[str, str]) -> Clause:
    if clause.parameter.name != "gender":
        return clause
    codes = [one.code or "" for one in clause.values if isinstance(one, Token)]
    return replace(clause, values=tuple(Token(None, letters.get(code, "?")) for code in codes))


@defect(
    "brings-no-relatives",
    breaks=["OHIE-FHIR-05"],
    where="Bundle.entry",
    text="A mother is kept, but not returned beside her child when she is asked for.",
)
class _BringsNoRelatives(Registry):
    @override
    def query_of(self, request: Request) -> Query:
        return replace(super().query_of(request), includes=())
