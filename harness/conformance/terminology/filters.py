"""The filters of a value set (R4 valueset.html#filters): which concepts of one code system a condition picks.

Knows code systems, not value sets. A regular expression is run by RE2, in linear time whatever it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from harness.conformance.looking import shown, text
from harness.conformance.terminology import grammars
from harness.conformance.terminology.code_systems import CodeSystem, Concept

_IMPLICIT = frozenset({"code", "concept", "display", "definition", "parent", "child", "inactive", "notSelectable"})
_LONGEST_PATTERN = 1000

Test = Callable[[tuple[str, ...]], bool]
"""Whether the values that a concept has for a property meet a filter."""


class CannotFilter(Exception):
    """A filter that cannot be evaluated here; says why."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: `name` of a property, `operator` of http://hl7.org/fhir/ValueSet/filter-operator, `value`."""

    name: str
    operator: str
    value: str

    def __str__(self) -> str:
        return f"{self.name} {self.operator} {self.value}"


def read(filter_: dict[str, Any]) -> Filter:
    """``ValueSet.compose.include.filter`` as a Filter."""
    return Filter(text(filter_, "property"), text(filter_, "op"), text(filter_, "value"))


def picked(filters: Iterable[Filter], system: CodeSystem, supplements: Iterable[CodeSystem] = ()) -> frozenset[str]:
    """The codes among those that are here which meet all filters. CannotFilter where one is beyond us."""
    codes = system.codes
    for one in filters:
        codes &= _picked(one, system, tuple(supplements))
    return codes


def by_code_alone(filters: Iterable[Filter], code: str, system: str = "") -> bool | None:
    """What filters say of a code whose code system is not here; None where they ask for more than the code tells."""
    known: bool | None = True
    for one in filters:
        if one.name not in ("code", "concept") or one.operator not in ("=", "in", "not-in", "regex"):
            answer = grammars.meets(system, one.name, one.value, code) if code and one.operator == "=" else None
            if answer is False:
                return False
            known = known if answer else None
        elif not _test(one)((code,)):
            return False
    return known


def _picked(one: Filter, system: CodeSystem, supplements: tuple[CodeSystem, ...]) -> frozenset[str]:
    layers = (system, *supplements)
    if one.name not in _IMPLICIT and not any(_has(layer, one.name) for layer in layers):
        raise CannotFilter(f"{system.url} has no property {one.name}")
    test = _subsumption(one, system) or _test(one)
    return frozenset(code for code, concept in system.concepts.items() if test(_values(concept, one.name, supplements)))


def _values(concept: Concept, name: str, supplements: tuple[CodeSystem, ...]) -> tuple[str, ...]:
    found = concept.values(name)
    if name in _IMPLICIT:
        return found
    more = [layer.concepts[concept.code] for layer in supplements if concept.code in layer.concepts]
    return (*found, *(value for one in more for value in one.values(name)))


def _has(system: CodeSystem, name: str) -> bool:
    return name in system.declared or any(concept.values(name) for concept in system.concepts.values())


def _subsumption(one: Filter, system: CodeSystem) -> Test | None:
    """The test of a filter that follows the hierarchy, else None."""
    if one.operator not in ("is-a", "descendent-of", "child-of", "is-not-a", "generalizes"):
        return None
    start = system.find(one.value)
    if start is None:
        raise CannotFilter(f"{system.url} has no code {one.value} here")
    related = system.above(start.code) if one.operator == "generalizes" else system.below(start.code)
    related = frozenset(start.children) if one.operator == "child-of" else related
    reach = related if one.operator in ("descendent-of", "child-of") else related | {start.code}
    if one.operator == "is-not-a":
        return lambda values: reach.isdisjoint(values)
    return lambda values: not reach.isdisjoint(values)


def _test(one: Filter) -> Test:
    """The test of a filter that compares a property's values with its own."""
    wanted = frozenset(value.strip() for value in one.value.split(","))
    if one.operator == "=":
        return lambda values: one.value in values
    if one.operator == "in":
        return lambda values: not wanted.isdisjoint(values)
    if one.operator == "not-in":
        return lambda values: wanted.isdisjoint(values)
    if one.operator == "exists" and one.value in ("true", "false"):
        return lambda values: bool(values) is (one.value == "true")
    if one.operator == "regex":
        fits = pattern(one.value)
        return lambda values: any(fits(value) for value in values)
    raise CannotFilter(f"the filter {one} has a meaning that is not known here")


@lru_cache(maxsize=256)
def pattern(expression: str) -> Callable[[str], bool]:
    """Whether a whole text matches a regular expression. CannotFilter for one that RE2 does not take."""
    import re2  # its library is loaded only where a value set has such a filter

    if len(expression) > _LONGEST_PATTERN:
        raise CannotFilter(f"a regular expression of more than {_LONGEST_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        made = re2.compile(expression, options)
    except (re2.error, UnicodeEncodeError) as wrong:
        raise CannotFilter(f"the regular expression {shown(expression)} cannot be used: {wrong}") from None

    def fits(value: str) -> bool:
        try:
            return made.fullmatch(value) is not None
        except UnicodeEncodeError:  # half a character, which JSON can write
            return False

    return fits
