"""A search as SQL over the index tables of the store. Knows SQL, not where the rows come from.

The clause that promises to find the fewest leads, the others only look at what it found. Where a search finds most of
all there is, a page of it is walked to instead, in the order of creation: the walk ends when the page is full.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness.mocks.search.index_rows import System
from harness.mocks.search.query import Clause, Query, Token, When
from harness.mocks.search.values import folded

INDEX_TABLES = {
    "string": "CREATE TABLE string_index (parameter INTEGER, folded TEXT, value TEXT, key INTEGER, "
    "PRIMARY KEY (parameter, folded, value, key)) WITHOUT ROWID",
    "token": "CREATE TABLE token_index (parameter INTEGER, code TEXT, system TEXT, key INTEGER, "
    "PRIMARY KEY (parameter, code, system, key)) WITHOUT ROWID",
    "date": "CREATE TABLE date_index (parameter INTEGER, low INTEGER, high INTEGER, key INTEGER, "
    "PRIMARY KEY (parameter, low, high, key)) WITHOUT ROWID",
    "reference": "CREATE TABLE reference_index (parameter INTEGER, target TEXT, key INTEGER, "
    "PRIMARY KEY (parameter, target, key)) WITHOUT ROWID",
}

Condition = tuple[str, list[Any]]

# What ends after a moment begins no earlier than the longest stretch there is before it.
_LONGEST = "(SELECT max(high - low) FROM date_index WHERE parameter = ?)"

# Conditions on `low` that follow from the others stand beside them, since the index begins with it.
_DATES: dict[str, tuple[str, Callable[[int, int, int], list[int]]]] = {
    "eq": ("low >= ? AND low < ? AND high <= ?", lambda low, high, _: [low, high, high]),
    "ne": ("NOT (low >= ? AND high <= ?)", lambda low, high, _: [low, high]),
    "gt": (f"high > ? AND low > ? - {_LONGEST}", lambda _, high, number: [high, high, number]),
    "lt": ("low < ?", lambda low, *_: [low]),
    "ge": (
        f"(high > ? OR (low >= ? AND high <= ?)) AND low > ? - {_LONGEST}",
        lambda low, high, number: [high, low, high, low, number],
    ),
    "le": ("low < ? AND (low < ? OR (low >= ? AND high <= ?))", lambda low, high, _: [high, low, low, high]),
    "sa": ("low >= ?", lambda _, high, __: [high]),
    "eb": ("low < ? AND high <= ?", lambda low, *_: [low, low]),
    "ap": (f"low < ? AND high > ? AND low > ? - {_LONGEST}", lambda low, high, number: [high, low, low, number]),
}
_A_WEEK = 7 * 86_400_000_000
"""Microseconds. A shorter stretch tells people apart better than a name does."""


def statement(query: Query, *, system: System, walk: bool = False) -> Condition:
    """SQL and arguments that give the key of each that `query` finds, once, its page and `after` left aside.

    `walk` goes from one resource to the next instead, for a search that finds most of them.
    """
    clauses = sorted(query.clauses, key=_breadth)
    source, arguments = "SELECT key FROM resource WHERE type = ? AND deleted = 0", [query.resource_type]
    if clauses and not _is_negative(clauses[0]) and not walk:
        leading = [one for one in clauses if one is clauses[0] or _shares_a_row(one, clauses[0])]
        source, arguments = _leading(leading, system)
        clauses = [one for one in clauses if one not in leading]
    conditions = [_following(clause, system) for clause in clauses]
    if query.until is not None:
        conditions.append(("found.key <= ?", [query.until]))
    where, more = _joined(" AND ", conditions or [("1", [])])
    return f"SELECT found.key FROM ({source}) AS found WHERE {where}", [*arguments, *more]


def is_broad(query: Query) -> bool:
    """Whether nothing in `query` is likely to find few."""
    return min(map(_breadth, query.clauses), default=10) >= 8


def without_its_negative(query: Query) -> tuple[Query, Query] | None:
    """`query` without its only negative clause, and with the opposite of it: what the first finds more, `query` finds.

    None where there is no such clause, or more than one. Those who lack something are quicker counted so.
    """
    negative = [one for one in query.clauses if _is_negative(one)]
    if len(negative) != 1:
        return None
    others = tuple(one for one in query.clauses if one is not negative[0])
    missing = negative[0].modifier == "missing"
    opposite = replace(negative[0], values=(False,)) if missing else replace(negative[0], modifier="")
    return replace(query, clauses=others), replace(query, clauses=(*others, opposite))


def _breadth(clause: Clause) -> int:
    """How much a clause is likely to find, in no unit; one that cannot lead finds most."""
    if _is_negative(clause):
        return 10
    kind, name = clause.parameter.type, clause.parameter.name
    whole_system = any(isinstance(value, Token) and value.code is None for value in clause.values)
    if clause.modifier == "missing" or whole_system or name in ("active", "gender"):
        return 9
    if kind == "date":
        return _breadth_of_dates([value for value in clause.values if isinstance(value, When)])
    if name in ("_id", "identifier"):
        return 0
    narrow = {"reference": 1, "token": 2}.get(kind, 3 if name == "family" else 5)
    return narrow + (3 if clause.modifier == "contains" else 0)


def _breadth_of_dates(values: list[When]) -> int:
    if any(value.prefix != "eq" for value in values):
        return 8
    return 2 if all(value.stretch.high - value.stretch.low < _A_WEEK for value in values) else 4


def _shares_a_row(clause: Clause, leading: Clause) -> bool:
    """Whether both look at one and the same row, as in ``birthdate=ge1982&birthdate=le1983``."""
    return clause.parameter is leading.parameter and clause.parameter.once and not _is_negative(clause)


def _leading(clauses: list[Clause], system: System) -> Condition:
    table, number = f"{clauses[0].parameter.type}_index", clauses[0].parameter.number
    condition, arguments = _joined(" AND ", [_alternatives(clause, system) for clause in clauses])
    distinct = "" if clauses[0].parameter.once else "DISTINCT "
    return f"SELECT {distinct}key FROM {table} WHERE parameter = ? AND {condition}", [number, *arguments]


def _following(clause: Clause, system: System) -> Condition:
    condition, arguments = _alternatives(clause, system)
    table = f"{clause.parameter.type}_index"
    rows = f"SELECT 1 FROM {table} AS i INDEXED BY {table}_by_key WHERE i.key = found.key AND parameter = ?"
    negated = "NOT " if _is_negative(clause) else ""
    return f"{negated}EXISTS ({rows} AND {condition})", [clause.parameter.number, *arguments]


def _is_negative(clause: Clause) -> bool:
    return clause.modifier == "not" or (clause.modifier == "missing" and clause.values == (True,))


def _alternatives(clause: Clause, system: System) -> Condition:
    if clause.modifier == "missing":
        return "1", []
    if not clause.values:
        return "0", []
    condition, arguments = _joined(" OR ", [_one(clause, value, system) for value in clause.values])
    return f"({condition})", arguments


def _one(clause: Clause, value: str | bool | Token | When, system: System) -> Condition:
    if isinstance(value, Token):
        return _token(value, system)
    if isinstance(value, When):
        condition, arguments = _DATES[value.prefix]
        return condition, arguments(value.stretch.low, value.stretch.high, clause.parameter.number)
    if clause.parameter.type == "reference":
        return "target = ?", [value]
    return _string(clause.modifier, str(value))


def _string(modifier: str, value: str) -> Condition:
    bare = folded(value)
    if modifier == "exact":
        return "(folded = ? AND value = ?)", [bare, value]
    if modifier == "contains":
        return "instr(folded, ?) > 0", [bare]
    return "(folded >= ? AND folded < ?)", [bare, bare + "\U0010ffff"]


def _token(value: Token, system: System) -> Condition:
    if value.code is None:
        return "system = ?", [system(value.system or "")]
    if value.system is None:
        return "code = ?", [value.code]
    return "(code = ? AND system = ?)", [value.code, system(value.system)]


def _joined(word: str, conditions: list[Condition]) -> Condition:
    return word.join(one for one, _ in conditions), [argument for _, arguments in conditions for argument in arguments]
