"""A search as it was asked: names and values to clauses (FHIR R4 3.1.1.4). Knows what may be asked, not SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from harness.mocks.search.parameters import SearchParameter, SearchTable
from harness.mocks.search.values import Stretch, approximately, prefixed_stretch, split_unescaped, unescaped

MODIFIERS = {
    "string": ("", "exact", "contains", "missing"),
    "token": ("", "not", "missing"),
    "date": ("", "missing"),
    "reference": ("", "missing"),
}
MOST_ALTERNATIVES = 200
MOST_PER_PAGE = 1000
PER_PAGE = 20
CURSOR = "_cursor"


class Unsearchable(Exception):
    """A search that cannot be answered as it stands: `code` is an issue-type, `parameter` the one at fault."""

    def __init__(self, code: str, parameter: str, reason: str) -> None:
        super().__init__(f"{parameter}: {reason}")
        self.code, self.parameter, self.reason = code, parameter, reason


@dataclass(frozen=True, slots=True)
class Token:
    """``system|code``: `system` None where any will do, empty where none must be; `code` None for any in the system."""

    system: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class When:
    """A date that is compared by its prefix (``ge``)."""

    prefix: str
    stretch: Stretch


@dataclass(frozen=True, slots=True)
class Clause:
    """One parameter of a search: it holds if any of its `values` does."""

    parameter: SearchParameter
    modifier: str
    values: tuple[str | bool | Token | When, ...]


@dataclass(frozen=True, slots=True)
class Include:
    """``_include`` and ``_revinclude``: follow `parameter` of a resource type, forwards or backwards."""

    parameter: SearchParameter
    reverse: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A search of one resource type. All `clauses` hold together. `used` are the names and values that counted."""

    resource_type: str
    clauses: tuple[Clause, ...] = ()
    includes: tuple[Include, ...] = ()
    per_page: int = PER_PAGE
    after: int = 0
    until: int | None = None
    used: tuple[tuple[str, str], ...] = field(default=())


def parsed_query(resource_type: str, pairs: Iterable[tuple[str, str]], table: SearchTable, *, base: str = "") -> Query:
    """The search that `pairs` of name and value ask for. Raises Unsearchable.

    A parameter that is unknown or empty is left out, of `used` as well (3.1.1.3.4). A reference that starts with
    `base`, our own URL, is a relative one.
    """
    query = Query(resource_type)
    alternatives = 0
    for name, value in pairs:
        if not value or name.startswith("."):
            continue
        named, _, modifier = name.partition(":")
        if name in _RESULTS:
            query = _RESULTS[name](query, name, value)
        elif name in ("_include", "_revinclude"):
            query = _with_include(query, name, value, table)
        elif named in table.of(resource_type):
            plain = value.replace(f"{base}/", "") if table.of(resource_type)[named].type == "reference" else value
            clause = _clause(table.of(resource_type)[named], modifier, plain, name)
            alternatives += len(clause.values)
            query = replace(query, clauses=(*query.clauses, clause), used=(*query.used, (name, value)))
    if alternatives > MOST_ALTERNATIVES:
        raise Unsearchable("too-costly", "the search", f"has {alternatives} values, {MOST_ALTERNATIVES} are the most")
    return query


def _clause(parameter: SearchParameter, modifier: str, value: str, name: str) -> Clause:
    if modifier not in MODIFIERS[parameter.type] and modifier not in parameter.targets:
        raise Unsearchable("not-supported", name, f"the modifier :{modifier} is not supported here")
    if modifier == "missing":
        if value not in ("true", "false"):
            raise Unsearchable("value", name, f"true or false is wanted, not {value!r}")
        return Clause(parameter, modifier, (value == "true",))
    values = [one for one in split_unescaped(value, ",") if one]
    return Clause(parameter, modifier, tuple(_value(parameter, modifier, one, name) for one in values))


def _value(parameter: SearchParameter, modifier: str, text: str, name: str) -> str | Token | When:
    if parameter.type == "token":
        return _token(text)
    if parameter.type == "date":
        return _when(text, name)
    plain = unescaped(text)
    if parameter.type == "reference" and "/" not in plain and (modifier or len(parameter.targets) == 1):
        return f"{modifier or parameter.targets[0]}/{plain}"
    return plain


def _token(text: str) -> Token:
    parts = split_unescaped(text, "|")
    if len(parts) == 1:
        return Token(None, unescaped(text))
    return Token(unescaped(parts[0]), unescaped("|".join(parts[1:])) or None)


def _when(text: str, name: str) -> When:
    try:
        prefix, stretch = prefixed_stretch(text)
    except ValueError:
        raise Unsearchable("value", name, f"{text[:40]!r} is not a date (1982, 1982-05, ge1982-05-03)") from None
    return When(prefix, approximately(stretch) if prefix == "ap" else stretch)


def _with_include(query: Query, name: str, value: str, table: SearchTable) -> Query:
    type_, _, rest = value.partition(":")
    parameter = table.of(type_).get(rest.partition(":")[0])
    if parameter is None or parameter.type != "reference" or (name == "_include") != (type_ == query.resource_type):
        return query
    include = Include(parameter, reverse=name == "_revinclude")
    return replace(query, includes=(*query.includes, include), used=(*query.used, (name, value)))


def _with_count(query: Query, name: str, value: str) -> Query:
    if not re.fullmatch("[0-9]{1,9}", value):
        raise Unsearchable("value", name, f"a number of 0 or more is wanted, not {value[:40]!r}")
    per_page = min(int(value), MOST_PER_PAGE)
    return replace(query, per_page=per_page, used=(*query.used, (name, str(per_page))))


def _with_total(query: Query, name: str, value: str) -> Query:
    if value not in ("none", "estimate", "accurate"):
        raise Unsearchable("value", name, f"none, estimate or accurate is wanted, not {value[:40]!r}")
    return replace(query, used=(*query.used, (name, value)))


def _with_cursor(query: Query, name: str, value: str) -> Query:
    place = re.fullmatch("([0-9]{1,18})-([0-9]{1,18})", value)
    if place is None:
        raise Unsearchable("value", name, "follow the next link as it stands")
    return replace(query, after=int(place[1]), until=int(place[2]))


def _with_format(query: Query, name: str, value: str) -> Query:
    return replace(query, used=(*query.used, (name, value)))


_RESULTS = {"_count": _with_count, "_total": _with_total, CURSOR: _with_cursor, "_format": _with_format}
