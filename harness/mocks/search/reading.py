"""Reads a search as it was asked: names and values to a query (FHIR R4 3.1.1.4, 3.1.1.5). Knows what may be asked."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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
MOST_ORDERS = 10
_ELEMENT = re.compile("[A-Za-z]{1,60}")


def parsed_query(resource_type: str, pairs: Iterable[tuple[str, str]], table: SearchTable, *, base: str = "") -> Query:
    """The search that `pairs` of name and value ask for. Raises Unsearchable.

    A parameter that is unknown or empty is left out, of `used` as well (3.1.1.3.4). A reference that starts with
    `base`, our own URL, is a relative one.
    """
    criteria, clauses, includes, used = Criteria(table, base), list[Clause](), list[Include](), list[tuple[str, str]]()
    results: dict[str, Any] = {}
    for name, value in pairs:
        if not value or name.startswith("."):
            continue
        if name in _RESULTS:
            results.update(_RESULTS[name](name, value))
            if name != CURSOR:
                used.append((name, str(results["per_page"]) if name == "_count" else value))
        elif name == "_sort":
            results["order"] = (*results.get("order", ()), *_order(value, table.of(resource_type)))
            used.append((name, value))
        elif name in INCLUDES:
            found = list(_includes(resource_type, name, value, table))
            includes += found
            used += [(name, value)] if found else []
        elif (clause := criteria.clause(resource_type, name, value)) is not None:
            clauses.append(clause)
            used.append((name, value))
    return _checked(Query(resource_type, tuple(clauses), tuple(dict.fromkeys(includes)), used=tuple(used), **results))


def _checked(query: Query) -> Query:
    alternatives = sum(map(_alternatives, query.clauses))
    if alternatives > MOST_ALTERNATIVES:
        raise Unsearchable("too-costly", "the search", f"has {alternatives} values, {MOST_ALTERNATIVES} are the most")
    if len(query.order) > MOST_ORDERS:
        raise Unsearchable("too-costly", "_sort", f"{MOST_ORDERS} are the most that count")
    if query.until is not None and len(query.after_values) != len(query.order):
        raise Unsearchable("value", CURSOR, "follow the next link as it stands")
    return replace(query, per_page=0) if query.summary == "count" else query


def sorted_cursor(key: int, until: int, values: Iterable[Any]) -> str:
    """The cursor of a page of a search that is sorted."""
    return base64.urlsafe_b64encode(json.dumps([key, until, *values]).encode()).decode("ascii").rstrip("=")


def _alternatives(clause: Clause) -> int:
    return max(1, sum(_alternatives(one.clause) if isinstance(one, Link) else 1 for one in clause.values))


def _order(value: str, known: Mapping[str, SearchParameter]) -> Iterator[Order]:
    for one in value.split(","):
        name = one.removeprefix("-")
        if name not in known or name.startswith(".") or known[name].type == "special":
            raise Unsearchable("not-supported", "_sort", f"nothing here is sorted by {name[:60]!r}")
        yield Order(known[name], one.startswith("-"))


def _includes(resource_type: str, name: str, value: str, table: SearchTable) -> Iterator[Include]:
    reverse, iterate = name.startswith("_revinclude"), name.endswith(":iterate")
    for one, target in _included(value, table):
        if iterate or (one.leads_to(resource_type) if reverse else one.resource == resource_type):
            yield Include(one, reverse, target, iterate)


def _included(value: str, table: SearchTable) -> Iterator[tuple[SearchParameter, str]]:
    """The references that ``Type:name``, ``Type:name:Target``, ``Type:*`` or ``*`` mean, each with its target."""
    type_, _, rest = value.partition(":")
    name, _, target = rest.partition(":")
    for one in table.references():
        is_meant = type_ in ("*", one.resource) and (name in (one.name, "*") or value == "*")
        if is_meant and not one.name.startswith(".") and (not target or one.leads_to(target)):
            yield one, target


def _count(name: str, value: str) -> dict[str, Any]:
    if not re.fullmatch("[0-9]{1,9}", value):
        raise Unsearchable("value", name, f"a number of 0 or more is wanted, not {value[:40]!r}")
    return {"per_page": min(int(value), MOST_PER_PAGE)}


def _total(name: str, value: str) -> dict[str, Any]:
    if value not in ("none", "estimate", "accurate"):
        raise Unsearchable("value", name, f"none, estimate or accurate is wanted, not {value[:40]!r}")
    return {"total": value != "none"}


def _summary(name: str, value: str) -> dict[str, Any]:
    if value not in ("true", "text", "data", "count", "false"):
        raise Unsearchable("value", name, f"true, text, data, count or false is wanted, not {value[:40]!r}")
    return {"summary": "" if value == "false" else value}


def _elements(name: str, value: str) -> dict[str, Any]:
    elements = tuple(one.strip().rpartition(".")[2] for one in value.split(",") if one.strip())
    if not all(map(_ELEMENT.fullmatch, elements)):
        raise Unsearchable("value", name, f"names of elements are wanted, not {value[:40]!r}")
    return {"elements": elements}


def _cursor(name: str, value: str) -> dict[str, Any]:
    if place := re.fullmatch("([0-9]{1,18})-([0-9]{1,18})", value):
        return {"after": int(place[1]), "until": int(place[2])}
    try:
        key, until, *values = json.loads(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        key, until, values = "", "", []
    if type(key) is not int or type(until) is not int or not all(map(_can_be_kept, (key, until, *values))):
        raise Unsearchable("value", name, "follow the next link as it stands")
    return {"after": key, "until": until, "after_values": tuple(values)}


def _can_be_kept(value: Any) -> bool:
    """Whether a database takes it for a value."""
    if isinstance(value, str):
        return not any("\ud800" <= one <= "\udfff" for one in value)
    return value is None or (type(value) in (int, float) and abs(value) < 2**62)


_RESULTS: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "_count": _count,
    "_total": _total,
    "_summary": _summary,
    "_elements": _elements,
    CURSOR: _cursor,
    "_format": lambda *_: {},
}
