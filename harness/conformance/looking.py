"""Safe looks at values that may be anything: a dict where a string should be, nothing where a list should be.

Knows the shapes of JSON, not what FHIR wants in them. Nothing here raises, whatever it is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

DEEPEST = 100
"""Levels of nesting that are judged; as many as are read (harness.messages.fhir). Real resources stay below 30."""

MOST_VALUES = 5_000_000
"""Objects and arrays that are judged in one resource: what some 100 MB of JSON hold."""


class Lexical(str):
    """What an XML attribute said where FHIR wants a number or a boolean and it is neither."""

    __slots__ = ()


def objects(value: object, name: str) -> list[tuple[int, dict[str, Any]]]:
    """The objects in the array `value[name]`, with their index; an object that should be in an array counts as 0."""
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, list):
        return [(index, one) for index, one in enumerate(found) if isinstance(one, dict)]
    return [(0, found)] if isinstance(found, dict) else []


def texts(value: object, name: str) -> list[tuple[int, str]]:
    """The strings in the array `value[name]`, with their index; a string that should be in an array counts as 0."""
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, list):
        return [(index, one) for index, one in enumerate(found) if isinstance(one, str)]
    return [(0, found)] if isinstance(found, str) else []


def one(value: object, name: str) -> dict[str, Any]:
    """The object `value[name]`, empty where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def text(value: object, name: str) -> str:
    """The string `value[name]`, empty where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def present(value: object, name: str) -> bool:
    """Whether a primitive or complex element `name` is there, as a value or only as ``_name``."""
    return isinstance(value, dict) and (value.get(name) is not None or value.get(f"_{name}") is not None)


def kind(value: object) -> str:
    """What `value` is in JSON: "an object", "a string" and so on."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    for types, words in _KINDS:
        if isinstance(value, types):
            return words
    return f"something JSON does not have ({type(value).__name__})"


_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (dict, "an object"),
    (list, "an array"),
    (str, "a string"),
    ((int, float, Decimal), "a number"),
)


def shown(value: object, most: int = 60) -> str:
    """`value` for a message: a string in quotes and not longer than `most`, a number as it is, else its `kind`."""
    if isinstance(value, str):
        cut = value if len(value) <= most else f"{value[:most]}…"
        return json.dumps(cut, ensure_ascii=False)
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 4 * most:
        return "a very large number"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)[:most]
    return kind(value)


def too_much(value: object) -> str:
    """Why `value` is more than can be judged in bounded time: nested too deep, too many values. Empty: it is not."""
    here: list[Any] = [value]
    seen = 0
    for _ in range(DEEPEST):
        below = [
            child
            for parent in here
            for child in _values(parent)
            if type(child) is not str and isinstance(child, (dict, list))
        ]
        seen += len(below)
        if not below:
            return ""
        if seen > MOST_VALUES:
            return f"more than {MOST_VALUES:,} objects and arrays"
        here = below
    return f"more than {DEEPEST} levels of nesting"


def _values(parent: Any) -> Iterable[Any]:
    return parent.values() if isinstance(parent, dict) else parent if isinstance(parent, list) else ()
