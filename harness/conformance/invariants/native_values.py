"""The constraints of data types whose words need more than names: quantities, periods, ranges, timings, references."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from harness.conformance.invariants.native_forms import chosen, code, there
from harness.conformance.invariants.values import moment

if TYPE_CHECKING:
    from harness.conformance.scope import Scope

UCUM = "http://unitsofmeasure.org"


def number(value: Any) -> Any:
    """A JSON number; None for anything else."""
    return value if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None


def coded(value: Any, system: str) -> bool | None:
    """``(code.exists() or value.empty()) and (system.empty() or system = …)``"""
    said = code(value, "system")
    if said is None and there(value, "system"):
        return None
    return (there(value, "code") or not there(value, "value")) and said in (None, system)


def distance(value: Any, _: Scope) -> bool | None:
    """dis-1."""
    return coded(value, UCUM)


def money(value: Any, _: Scope) -> bool | None:
    """mqty-1."""
    return coded(value, "urn:iso:std:iso:4217")


def age(value: Any, _: Scope) -> bool | None:
    """age-1: an age is more than nothing."""
    amount = value.get("value")
    if amount is not None and number(amount) is None:
        return None
    fits = coded(value, UCUM)
    return fits if not fits else amount is None or amount > 0


def duration(value: Any, _: Scope) -> bool | None:
    """drt-1."""
    if not there(value, "code"):
        return True
    said = code(value, "system")
    return None if said is None else said == UCUM and there(value, "value")


def ratio(value: Any, _: Scope) -> bool:
    """rat-1: both numerator and denominator or neither, and without them an extension."""
    above, below = there(value, "numerator"), there(value, "denominator")
    return above == below and (above or there(value, "extension"))


def period(value: Any, _: Scope) -> bool | None:
    """per-1: the start is not after the end, as far as both are known."""
    start, end = value.get("start"), value.get("end")
    if start is None or end is None:
        return True
    if not isinstance(start, str) or not isinstance(end, str):
        return None
    first, last = moment(start, "DateTime"), moment(end, "DateTime")
    if first is None or last is None:
        return None
    order = first.compared(last)
    return order < 1 if order is not None else len(first.parts) >= len(last.parts)


def limits(value: Any, _: Scope) -> bool | None:
    """rng-2; left to FHIRPath unless both are numbers with the same unit."""
    low, high = value.get("low"), value.get("high")
    if low is None or high is None:
        return True
    if not isinstance(low, dict) or not isinstance(high, dict):
        return None
    least, most = number(low.get("value")), number(high.get("value"))
    same = all(low.get(name) == high.get(name) for name in ("code", "unit", "comparator"))
    if least is None or most is None or not same or low.get("comparator"):
        return None
    return bool(least <= most)


def not_negative(name: str) -> Any:
    """``duration.exists() implies duration >= 0``"""

    def judge(value: Any, _: Scope) -> bool | None:
        if not there(value, name):
            return True
        amount = number(value.get(name))
        return None if amount is None else bool(amount >= 0)

    return judge


MEALS = frozenset({"C", "CM", "CD", "CV"})


def offset(value: Any, _: Scope) -> bool | None:
    """tim-9: an offset goes with a time of the day that is no meal itself."""
    if not there(value, "offset"):
        return True
    when = value.get("when")
    if not isinstance(when, list) or not when or not all(isinstance(one, str) for one in when):
        return None if there(value, "when") else False
    return not all(one in MEALS for one in when)


def reference(value: Any, scope: Scope) -> bool | None:
    """ref-1: a fragment leads to a contained resource."""
    target = value.get("reference")
    if target is None or (isinstance(target, str) and not target.startswith("#")):
        return True
    if not isinstance(target, str) or target == "#":
        return None
    held = scope.root.get("contained")
    held = held if isinstance(held, list) else [held]
    return any(isinstance(one, dict) and one.get("id") == target[1:] for one in held)


NAME = re.compile(r"[A-Z]([A-Za-z0-9_]){0,254}")


def machine_name(value: Any, _: Scope) -> bool | None:
    """The name of a conformance resource (``sdf-0``, ``vsd-0`` …)."""
    said = value.get("name")
    if said is None:
        return True
    return bool(NAME.fullmatch(said)) if isinstance(said, str) else None


def expressible(value: Any, _: Scope) -> bool | None:
    """trd-3."""
    kind = code(value, "type")
    if kind is None:
        return None
    if kind == "named-event":
        return there(value, "name")
    if kind == "periodic":
        return chosen(value, "timing")
    return not kind.startswith("data-") or there(value, "data")
