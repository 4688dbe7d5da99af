"""Faults of a facility registry in how it understands a search (ITI-90)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from typing_extensions import override

from harness.mocks.defects.registry import declare
from harness.mocks.facility_registry import Facilities
from harness.mocks.rest.messages import Parameters, Refusal
from harness.mocks.search.query import Query

defect = partial(declare, mock="facility-registry")

Understood = Callable[[str, str, str], Iterator[tuple[str, str]]]
"""What becomes of a parameter of a resource type: type, name, value; none, one or several."""


def misunderstanding(understood: Understood) -> type[Facilities]:
    """The behaviour of a registry that takes parameters for others."""

    class Misunderstanding(Facilities):
        @override
        def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
            taken = tuple(one for name, value in pairs for one in understood(type_, name, value))
            return super().parsed(type_, taken, base)

    return Misunderstanding


def ignoring(kind: str, parameter: str) -> type[Facilities]:
    """The behaviour of a registry that does not look at a parameter of a resource type."""

    def understood(type_: str, name: str, value: str) -> Iterator[tuple[str, str]]:
        if (type_, name) != (kind, parameter):
            yield name, value

    return misunderstanding(understood)


IGNORED = (
    ("90-01a", "Organization", "active", ()),
    ("90-01b", "Location", "status", ("FRF-9",)),
    ("90-01e", "HealthcareService", "active", ()),
    ("90-01f", "Endpoint", "status", ()),
    ("90-01g", "OrganizationAffiliation", "date", ()),
)
for _requirement, _kind, _parameter, _also in IGNORED:
    defect(
        f"ignores-{_parameter}-of-{_kind.lower()}",
        breaks=[_requirement],
        also=_also,
        where=f"{_kind}?{_parameter}",
        text=f"A search for {_kind} by {_parameter} is answered as if that had not been asked.",
    )(ignoring(_kind, _parameter))


def _contains_from_the_beginning(_type: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    yield name.replace(":contains", ""), value


def _exact_from_the_beginning(_type: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    yield name.replace(":exact", ""), value


def _names_exactly(_type: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    yield "name:exact" if name == "name" else name, value


def _ids_of_nobody(_type: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    yield name, f"{value}-of-our-database" if name == "_id" else value


def _metres_as_kilometres(_type: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    yield name, value.replace("|m", "|km") if name == "near" and value.endswith("|m") else value


def _the_first_of_several(_type: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    yield name, value.partition(",")[0] if name == "identifier" else value


def _before_as_after(_type: str, name: str, value: str) -> Iterator[tuple[str, str]]:
    yield name, value.replace("eb", "sa", 1) if name == "_lastUpdated" else value


MISUNDERSTOOD: tuple[tuple[str, str, str, Understood, str, tuple[str, ...]], ...] = (
    (
        *("takes-parts-of-names-for-beginnings", "90-02a", "Bundle.entry"),
        *(_contains_from_the_beginning, "A name with :contains is found from its beginning only.", ()),
    ),
    (
        *("takes-exact-names-for-beginnings", "90-02b", "Bundle.entry.resource"),
        *(_exact_from_the_beginning, "A name with :exact is found from its beginning, in any case.", ()),
    ),
    (
        *("finds-whole-names-only", "90-02c", "Bundle.entry", _names_exactly),
        *("A name is found only as a whole, letter by letter.", ("90-09", "Z-04")),
    ),
    (
        *("has-ids-of-its-own-to-search-by", "90-12", "Bundle.entry", _ids_of_nobody),
        *("A search by _id looks in a column that is not the resource's id.", ()),
    ),
    (
        *("takes-metres-for-kilometres", "90-09", "Bundle.entry.resource", _metres_as_kilometres),
        *("A distance in metres is taken for one in kilometres.", ()),
    ),
    (
        *("looks-for-the-first-of-several-numbers", "90-15a", "Bundle.entry", _the_first_of_several),
        *("Of several values with commas between them only the first is looked for.", ()),
    ),
    (
        *("takes-before-for-after", "90-05", "Location?_lastUpdated=eb", _before_as_after),
        *("The prefix eb of a time is taken for sa.", ()),
    ),
)
for _name, _breaks, _where, _understood, _text, _falls in MISUNDERSTOOD:
    defect(_name, breaks=[_breaks], also=_falls, where=_where, text=_text)(misunderstanding(_understood))


@defect(
    "looks-for-the-last-of-two-numbers",
    breaks=["90-15b"],
    where="Bundle.entry.resource",
    text="Of a parameter that is given twice only the last one counts.",
)
class _TakesTheLastOfARepeatedParameter(Facilities):
    @override
    def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
        return super().parsed(type_, tuple(dict(pairs).items()), base)


LENIENT = (
    ("90-14a", "_lastUpdated", "a-time-that-is-none", "A time that is none is ignored, and the rest answered."),
    ("90-14b", "near", "a-place-that-is-none", "A place that is none is ignored, and the rest answered."),
    ("90-14c", "name", "a-modifier-that-nobody-knows", "An unknown modifier is ignored, and the rest answered."),
)


def _lenient(parameter: str) -> type[Facilities]:
    class Lenient(Facilities):
        @override
        def parsed(self, type_: str, pairs: Parameters, base: str) -> Query:
            try:
                return super().parsed(type_, pairs, base)
            except Refusal:
                return super().parsed(type_, tuple(one for one in pairs if not one[0].startswith(parameter)), base)

    return Lenient


for _requirement, _parameter, _name, _text in LENIENT:
    defect(f"ignores-{_name}", breaks=[_requirement], where="HTTP status", text=_text)(_lenient(_parameter))
