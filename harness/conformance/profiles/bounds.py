"""How long and how great a value may be (R4 elementdefinition.html: maxLength, minValue, maxValue).

Knows how to compare numbers, dates and quantities in units it can turn into each other; what it cannot, it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from harness.conformance.invariants.values import Quantity, moment
from harness.conformance.issue import Issue, mismatch, not_checked
from harness.conformance.looking import shown
from harness.conformance.profiles.overlay import Rules
from harness.conformance.profiles.places import Place
from harness.conformance.profiles.values import told

_UCUM = "http://unitsofmeasure.org"


def check_bounds(place: Place, rules: Rules) -> Iterator[Issue]:
    """A value against the lengths and bounds that a profile sets."""
    value, element = place.value, rules.element
    if isinstance(value, str):
        if element.max_length is not None and len(value) > element.max_length:
            expected = f"at most {element.max_length} characters"
            yield mismatch("too-long", place.where, expected=expected, found=str(len(value)), source=rules.source)
        if len(value) < rules.min_length:
            expected = f"at least {rules.min_length} characters"
            yield mismatch("value", place.where, expected=expected, found=str(len(value)), source=rules.source)
    for name, bound in element.bounds.items():
        yield from _bounded(place, name == "minValue", bound, rules.source)


def _bounded(place: Place, lowest: bool, bound: Any, source: str) -> Iterator[Issue]:
    order = _compared(place.value, bound)
    expected = f"{'at least' if lowest else 'at most'} {_shown(bound)}"
    if order is None:
        reason = f"whether this is {expected}: the two cannot be compared here"
        yield not_checked(place.where, reason, source=source)
    elif order and (order < 0) == lowest:
        yield mismatch("value", place.where, expected=expected, found=_shown(place.value), source=source)


def _compared(value: Any, bound: Any) -> int | None:
    """-1, 0 or 1 as the value is below, at or above the bound; None where they cannot be compared."""
    if isinstance(bound, dict):
        return _quantities(value, bound) if isinstance(value, dict) else None
    if isinstance(bound, str) and isinstance(value, str):
        one, other = moment(value), moment(bound)
        return one.compared(other) if one and other else None
    one_number, other_number = _number(value), _number(bound)
    if one_number is None or other_number is None:
        return None
    return (one_number > other_number) - (one_number < other_number)


def _quantities(value: dict[str, Any], bound: dict[str, Any]) -> int | None:
    mine, other = _number(value.get("value")), _number(bound.get("value"))
    if mine is None or other is None or value.get("system") != bound.get("system"):
        return None
    if value.get("code") == bound.get("code") and (value.get("code") or value.get("unit") == bound.get("unit")):
        return (mine > other) - (mine < other)
    units = value.get("code"), bound.get("code")
    if value.get("system") != _UCUM or not all(isinstance(unit, str) for unit in units):
        return None
    return Quantity(mine, str(units[0])).compared(Quantity(other, str(units[1])))


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() else None


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"{told(value.get('value'))} {value.get('unit') or value.get('code') or ''}".strip()
    return shown(value)
