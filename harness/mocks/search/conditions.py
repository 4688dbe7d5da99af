"""What a row of an index has to meet for a clause to hold, as SQL. Knows columns, not how a search is put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.mocks.search.index_rows import System
from harness.mocks.search.parameters import SearchParameter
from harness.mocks.search.query import Amount, Clause, Near, Token, Value, When
from harness.mocks.search.values import folded

Condition = tuple[str, list[Any]]
"""SQL, and the arguments of its question marks."""

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

_AMOUNTS: dict[str, Callable[[Amount], Condition]] = {
    "eq": lambda one: ("low >= ? AND high < ?", [one.low, one.high]),
    "ne": lambda one: ("NOT (low >= ? AND high < ?)", [one.low, one.high]),
    "gt": lambda one: ("high > ?", [one.number]),
    "lt": lambda one: ("low < ?", [one.number]),
    "ge": lambda one: ("high >= ?", [one.number]),
    "le": lambda one: ("low <= ?", [one.number]),
    "sa": lambda one: ("low > ?", [one.number]),
    "eb": lambda one: ("high < ?", [one.number]),
    "ap": lambda one: ("low <= ? AND high >= ?", [one.high, one.low]),
}
_TABLES = {"quantity": "number", "special": "position"}
_DEGREE = 111.0
"""Kilometres of a degree of latitude, at the least."""


def table_of(parameter: SearchParameter, modifier: str = "") -> str:
    """The index table, by its first word, where the values of a parameter are found."""
    if modifier == "identifier":
        return "token"
    return "string" if modifier == "text" else _TABLES.get(parameter.type, parameter.type)


def alternatives(clause: Clause, system: System) -> Condition:
    """That one of the values of `clause` is met."""
    if clause.modifier == "missing":
        return "1", []
    if not clause.values:
        return "0", []
    condition, arguments = joined(" OR ", [_one(clause, value, system) for value in clause.values])
    return f"({condition})", arguments


def joined(word: str, conditions: list[Condition]) -> Condition:
    """All `conditions` with `word` between them."""
    return word.join(one for one, _ in conditions), [argument for _, arguments in conditions for argument in arguments]


def _one(clause: Clause, value: Value, system: System) -> Condition:
    if isinstance(value, Token):
        return _token(value, system)
    if isinstance(value, When):
        condition, arguments = _DATES[value.prefix]
        return condition, arguments(value.stretch.low, value.stretch.high, clause.parameter.number)
    if isinstance(value, Amount):
        return _amount(value)
    if isinstance(value, Near):
        return _near(value)
    if clause.parameter.type == "reference":
        return "target = ?", [value]
    if clause.parameter.type == "uri":
        return _uri(clause.modifier, str(value))
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


def _uri(modifier: str, value: str) -> Condition:
    if modifier == "below":
        bare = value.rstrip("/")
        return "(value = ? OR value = ? OR (value >= ? AND value < ?))", [bare, value, f"{bare}/", f"{bare}0"]
    if modifier == "above":
        parts = value.split("/")
        above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        return f"value IN ({', '.join('?' * (2 * len(above)))})", [*above, *(f"{one}/" for one in above)]
    return "value = ?", [value]


def _amount(value: Amount) -> Condition:
    condition, arguments = _AMOUNTS[value.prefix](value)
    if value.code:
        condition, arguments = f"{condition} AND code = ?", [*arguments, value.code]
    if value.system is not None:
        condition, arguments = f"{condition} AND system = ?", [*arguments, value.system]
    return f"({condition})", arguments


def _near(value: Near) -> Condition:
    slack = value.kilometres / _DEGREE
    box: list[Any] = [value.latitude - slack, value.latitude + slack]
    way = "kilometres_between(latitude, longitude, ?, ?) <= ?"
    return f"(latitude >= ? AND latitude <= ? AND {way})", [*box, value.latitude, value.longitude, value.kilometres]
