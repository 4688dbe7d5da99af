"""A search as SQL over the index tables of the store. Knows SQL, not where the rows come from.

The clause that promises to find the fewest leads, the others only look at what it found.
"""

from __future__ import annotations

from collections.abc import Callable
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

# Conditions on `low` that follow from the others stand beside them, since the index begins with it.
_DATES: dict[str, tuple[str, Callable[[int, int], list[int]]]] = {
    "eq": ("low >= ? AND low < ? AND high <= ?", lambda low, high: [low, high, high]),
    "ne": ("NOT (low >= ? AND high <= ?)", lambda low, high: [low, high]),
    "gt": ("high > ?", lambda _, high: [high]),
    "lt": ("low < ?", lambda low, _: [low]),
    "ge": ("(high > ? OR (low >= ? AND high <= ?))", lambda low, high: [high, low, high]),
    "le": ("(low < ? OR (low >= ? AND high <= ?))", lambda low, high: [low, low, high]),
    "sa": ("low >= ?", lambda _, high: [high]),
    "eb": ("low < ? AND high <= ?", lambda low, _: [low, low]),
    "ap": ("low < ? AND high > ?", lambda low, high: [high, low]),
}


def statement(query: Query, *, system: System) -> Condition:
    """SQL and arguments that give the keys of all that `query` finds, in order, its cursor left aside."""
    clauses = sorted(query.clauses, key=_breadth)
    source, arguments = "SELECT key FROM resource WHERE type = ? AND deleted = 0", [query.resource_type]
    if clauses and not _is_negative(clauses[0]):
        leading = [one for one in clauses if one is clauses[0] or _shares_a_row(one, clauses[0])]
        source, arguments = _leading(leading, system)
        clauses = [one for one in clauses if one not in leading]
    conditions = [_following(clause, system) for clause in clauses]
    if query.until is not None:
        conditions.append(("found.key <= ?", [query.until]))
    where, more = _joined(" AND ", conditions or [("1", [])])
    return f"SELECT found.key FROM ({source}) AS found WHERE {where} ORDER BY found.key", [*arguments, *more]


def _breadth(clause: Clause) -> int:
    """How much a clause is likely to find, in no unit; one that cannot lead finds most."""
    if _is_negative(clause):
        return 10
    kind, name = clause.parameter.type, clause.parameter.name
    whole_system = any(isinstance(value, Token) and value.code is None for value in clause.values)
    prefixes = {value.prefix for value in clause.values if isinstance(value, When)}
    if clause.modifier == "missing" or whole_system or name in ("active", "gender"):
        return 9
    if prefixes - {"eq"}:
        return 8
    if name in ("_id", "identifier"):
        return 0
    return {"reference": 1, "string": 2, "token": 3, "date": 4}[kind] + (3 if clause.modifier == "contains" else 0)


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
        return condition, list(arguments(value.stretch.low, value.stretch.high))
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
