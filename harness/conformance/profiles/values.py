"""Fixed values and patterns (R4 elementdefinition.html#ElementDefinition.fixed_x_): where a value differs from one.

Knows JSON values, no types. Numbers are equal by their value, so 1.0 is 1.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from harness.conformance.looking import shown

_NUMBER = (int, float, Decimal)


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where a value is not what it should be; `path` is empty for the value itself."""

    path: str
    expected: str
    found: str


def from_fixed(fixed: Any, value: Any, path: str = "") -> Difference | None:
    """How `value` differs from a fixed one: all that is there has to be in both. An element's ``id`` may differ."""
    if isinstance(fixed, dict) and isinstance(value, dict):
        for name in [*fixed, *(name for name in value if name not in fixed and name != "id")]:
            if name not in fixed:
                return Difference(_joined(path, name), f"no {name}", told(value[name]))
            if name not in value:
                return Difference(_joined(path, name), told(fixed[name]), "nothing")
            if found := from_fixed(fixed[name], value[name], _joined(path, name)):
                return found
        return None
    if isinstance(fixed, list) and isinstance(value, list):
        if len(fixed) != len(value):
            return Difference(path, f"{len(fixed)} values", f"{len(value)}")
        pairs = enumerate(zip(fixed, value, strict=True))
        return next((found for at, (one, other) in pairs if (found := from_fixed(one, other, f"{path}[{at}]"))), None)
    return None if equal(fixed, value) else Difference(path, told(fixed), told(value))


def from_pattern(pattern: Any, value: Any, path: str = "") -> Difference | None:
    """How `value` falls short of a pattern: what the pattern has must be there, each of an array's items somewhere."""
    if isinstance(pattern, dict) and isinstance(value, dict):
        pairs = ((name, one, value.get(name)) for name, one in pattern.items())
        return next(
            (found for name, one, other in pairs if (found := from_pattern(one, other, _joined(path, name)))), None
        )
    if isinstance(pattern, list):
        values = value if isinstance(value, list) else [] if value is None else [value]
        for one in pattern:
            if one is not None and all(from_pattern(one, other) for other in values):
                return Difference(path, f"one that is {told(one)}", told(value))
        return None
    return None if equal(pattern, value) else Difference(path, told(pattern), told(value))


def equal(one: Any, other: Any) -> bool:
    """Whether two primitive values are the same; true is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, _NUMBER) and isinstance(other, _NUMBER):
        try:
            return Decimal(str(one)) == Decimal(str(other))
        except (InvalidOperation, ValueError):
            return False
    return (type(one) is type(other) and one == other) or (
        isinstance(one, str) and isinstance(other, str) and one == other
    )


def told(value: Any) -> str:
    """A value in a message: codings as system|code, other objects as short JSON."""
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        if isinstance(value, dict) and isinstance(value.get("coding"), list):
            return ", ".join(told(one) for one in value["coding"][:3]) or "no coding"
        if isinstance(value, dict) and isinstance(value.get("code"), str) and "value" not in value:
            return f"{value.get('system') or ''}|{value['code']}"[:120]
        return _short(value)
    return shown(value)


def _short(value: Any) -> str:
    try:
        written = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, TypeError, RecursionError):
        return "something else"
    return written if len(written) <= 120 else f"{written[:120]}…"


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
