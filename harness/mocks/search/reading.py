"""Reads a search as it was asked: names and values to a query (FHIR R4 3.1.1.4, 3.1.1.5). Knows what may be asked."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from harness.mocks.search.criteria import Criteria
from harness.mocks.search.parameters import SearchParameter, SearchTable
from harness.mocks.search.query import (
    CURSOR,
    MOST_ALTERNATIVES,
    MOST_PER_PAGE,
    Clause,
    Include,
    Link,
    Order,
    Query,
    Unsearchable,
)

INCLUDES = ("_include", "_revinclude", "_include:iterate", "_revinclude:iterate")
_ELEMENT = re.compile("[A-Za-z]{1,60}")


def parsed_query(resource_type: str, pairs: Iterable[tuple[str, str]], table: SearchTable, *, base: str = "") -> Query:
    """The search that `pairs` of name and value ask for. Raises Unsearchable.

    A parameter that is unknown or empty is left out, of `used` as well (3.1.1.3.4). A reference that starts with
    `base`, our own URL, is a relative one.
    """
    query, criteria, alternatives = Query(resource_type), Criteria(table, base), 0
    for name, value in pairs:
        if not value or name.startswith("."):
            continue
        if name in _RESULTS:
            query = _RESULTS[name](query, name, value)
        elif name == "_sort":
            query = _with_order(query, value, table)
        elif name in INCLUDES:
            query = _with_includes(query, name, value, table)
        elif (clause := criteria.clause(resource_type, name, value)) is not None:
            alternatives += _alternatives(clause)
            query = replace(query, clauses=(*query.clauses, clause), used=(*query.used, (name, value)))
    if alternatives > MOST_ALTERNATIVES:
        raise Unsearchable("too-costly", "the search", f"has {alternatives} values, {MOST_ALTERNATIVES} are the most")
    if query.until is not None and len(query.after_values) != len(query.order):
        raise Unsearchable("value", CURSOR, "follow the next link as it stands")
    return replace(query, per_page=0) if query.summary == "count" else query


def sorted_cursor(key: int, until: int, values: Iterable[Any]) -> str:
    """The cursor of a page of a search that is sorted."""
    return base64.urlsafe_b64encode(json.dumps([key, until, *values]).encode()).decode("ascii").rstrip("=")


def _alternatives(clause: Clause) -> int:
    return sum(_alternatives(one.clause) if isinstance(one, Link) else 1 for one in clause.values)


def _with_order(query: Query, value: str, table: SearchTable) -> Query:
    known, order = table.of(query.resource_type), []
    for one in value.split(","):
        name = one.removeprefix("-")
        if name not in known or name.startswith(".") or known[name].type == "special":
            raise Unsearchable("not-supported", "_sort", f"nothing here is sorted by {name[:60]!r}")
        order.append(Order(known[name], one.startswith("-")))
    return replace(query, order=(*query.order, *order), used=(*query.used, ("_sort", value)))


def _with_includes(query: Query, name: str, value: str, table: SearchTable) -> Query:
    kind, iterate = name.partition(":")[0], name.endswith(":iterate")
    found = tuple(
        Include(one, kind == "_revinclude", target, iterate)
        for one, target in _included(value, table)
        if iterate or (kind == "_include") == (one.resource == query.resource_type)
    )
    return replace(query, includes=(*query.includes, *found), used=(*query.used, (name, value))) if found else query


def _included(value: str, table: SearchTable) -> Iterator[tuple[SearchParameter, str]]:
    """The references that ``Type:name``, ``Type:name:Target``, ``Type:*`` or ``*`` mean, each with its target."""
    type_, _, rest = value.partition(":")
    name, _, target = rest.partition(":")
    for one in table.references():
        is_meant = type_ in ("*", one.resource) and (name in (one.name, "*") or value == "*")
        if is_meant and not one.name.startswith(".") and (not target or one.leads_to(target)):
            yield one, target


def _with_count(query: Query, name: str, value: str) -> Query:
    if not re.fullmatch("[0-9]{1,9}", value):
        raise Unsearchable("value", name, f"a number of 0 or more is wanted, not {value[:40]!r}")
    per_page = min(int(value), MOST_PER_PAGE)
    return replace(query, per_page=per_page, used=(*query.used, (name, str(per_page))))


def _with_total(query: Query, name: str, value: str) -> Query:
    if value not in ("none", "estimate", "accurate"):
        raise Unsearchable("value", name, f"none, estimate or accurate is wanted, not {value[:40]!r}")
    return replace(query, total=value != "none", used=(*query.used, (name, value)))


def _with_summary(query: Query, name: str, value: str) -> Query:
    if value not in ("true", "text", "data", "count", "false"):
        raise Unsearchable("value", name, f"true, text, data, count or false is wanted, not {value[:40]!r}")
    summary: Any = "" if value == "false" else value
    return replace(query, summary=summary, used=(*query.used, (name, value)))


def _with_elements(query: Query, name: str, value: str) -> Query:
    elements = tuple(one.strip().rpartition(".")[2] for one in value.split(",") if one.strip())
    if not all(map(_ELEMENT.fullmatch, elements)):
        raise Unsearchable("value", name, f"names of elements are wanted, not {value[:40]!r}")
    return replace(query, elements=elements, used=(*query.used, (name, value)))


def _with_cursor(query: Query, name: str, value: str) -> Query:
    if place := re.fullmatch("([0-9]{1,18})-([0-9]{1,18})", value):
        return replace(query, after=int(place[1]), until=int(place[2]))
    try:
        key, until, *values = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        key, until, values = "", "", []
    whole = type(key) is int and type(until) is int and max(abs(key), abs(until)) < 2**62
    if not whole or not all(one is None or type(one) in (str, int, float) for one in values):
        raise Unsearchable("value", name, "follow the next link as it stands")
    return replace(query, after=key, until=until, after_values=tuple(values))


def _with_format(query: Query, name: str, value: str) -> Query:
    return replace(query, used=(*query.used, (name, value)))


_RESULTS = {
    "_count": _with_count,
    "_total": _with_total,
    "_summary": _with_summary,
    "_elements": _with_elements,
    CURSOR: _with_cursor,
    "_format": _with_format,
}
