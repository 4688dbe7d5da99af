"""FHIRPath's conversions, its mathematics, and its clock (N1 §5.5, 5.7, 5.9). No collections, no texts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from harness.conformance.invariants import operators
from harness.conformance.invariants.boundaries import highest, lowest, precision
from harness.conformance.invariants.compiler import Evaluated
from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.function import Function, beside, simple
from harness.conformance.invariants.nodes import plain
from harness.conformance.invariants.operators import Items, number
from harness.conformance.invariants.run import Env
from harness.conformance.invariants.values import CALENDAR, Moment, Quantity, moment

WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
NUMERAL = re.compile(r"[+-]?\d{1,100}(\.\d{1,100})?", re.ASCII)
MEASURE = re.compile(r"([+-]?\d{1,100}(?:\.\d{1,100})?)\s*(?:'([^']+)'|([a-z]+))?", re.ASCII)
TRUE, FALSE = ("true", "t", "yes", "y", "1", "1.0"), ("false", "f", "no", "n", "0", "0.0")


def _to_integer(value: Any) -> Any:
    if isinstance(value, bool | int):
        return int(value)
    return int(value) if isinstance(value, str) and WHOLE.fullmatch(value) else None


def _to_decimal(value: Any) -> Any:
    if isinstance(value, bool | int | Decimal):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and NUMERAL.fullmatch(value) else None


def _to_boolean(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    said = value.lower() if isinstance(value, str) else str(value) if number(value) else ""
    return True if said in TRUE else False if said in FALSE else None


def _to_string(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Moment):
        return value.text
    return str(value) if isinstance(value, str | int | Decimal | Quantity) else None


def _to_quantity(value: Any) -> Any:
    if isinstance(value, Quantity):
        return value
    if isinstance(value, bool | int | Decimal):
        return Quantity(Decimal(value), "1")
    found = MEASURE.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    word = (found[3] or "").removesuffix("s")
    if found[3] and word not in CALENDAR:
        return None
    return Quantity(Decimal(found[1]), found[2] or CALENDAR.get(word, "1"))


def _to_moment(kind: str) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        read = moment(value) if isinstance(value, str) else value if isinstance(value, Moment) else None
        if read is None or (read.kind == "Time") != (kind == "Time"):
            return None
        if kind == "Date":
            return moment(read.text[:10], kind)
        return moment(read.text, kind)

    return convert


def converting(convert: Callable[[Any], Any]) -> Function:
    """A conversion of the one value; empty where it has none."""

    def run(*_units: Evaluated) -> Evaluated:
        def call(_: Env, focus: Items) -> Items:
            value = plain(operators.single(focus, "a conversion")) if focus else None
            found = None if value is None else convert(value)
            return [] if found is None else [found]

        return call

    return Function(run, 0, 1)


def _convertible(convert: Callable[[Any], Any]) -> Function:
    return simple(lambda focus: [convert(plain(operators.single(focus, "a conversion"))) is not None] if focus else [])


def numeric(calculate: Callable[..., Any], least: int = 0, most: int = 0) -> Function:
    """A function of one number; empty where the result is none."""

    def of(*arguments: Evaluated) -> Evaluated:
        def run(env: Env, focus: Items) -> Items:
            given = [argument(env, env.this) for argument in arguments]
            if not focus or not all(given):
                return []
            value = plain(operators.single(focus, "mathematics"))
            values = [plain(operators.single(items, "mathematics")) for items in given]
            if isinstance(value, Quantity):
                return [Quantity(calculate(value.value, *values), value.unit)]
            if not all(number(one) for one in (value, *values)):
                raise FhirPathError("mathematics needs numbers")
            return safely(calculate, value, *values)

        return run

    return Function(of, least, most)


def safely(calculate: Callable[..., Any], *values: Any) -> Items:
    """What comes of it; nothing where there is no such number."""
    try:
        found = calculate(*values)
    except (ValueError, ArithmeticError, InvalidOperation, TypeError):
        return []
    return [Decimal(repr(found)) if isinstance(found, float) else found] if not isinstance(found, complex) else []


def _power(value: Any, exponent: Any) -> Any:
    if isinstance(value, int) and isinstance(exponent, int) and 0 <= exponent * value.bit_length() < operators.WIDEST:
        return value**exponent
    return float(value) ** float(exponent)


def _rounded(value: Any, places: int = 0) -> Any:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def bounded(bound: Callable[[Any, int | None], Any]) -> Function:
    """lowBoundary, highBoundary."""

    def of(argument: Evaluated | None = None) -> Evaluated:
        def run(env: Env, focus: Items) -> Items:
            places = plain(operators.single(argument(env, env.this), "a precision")) if argument else None
            value = plain(operators.single(focus, "a boundary")) if focus else None
            found = None if value is None else bound(value, places if isinstance(places, int) else None)
            return [] if found is None else [found]

        return run

    return Function(of, 0, 1)


def _clock(form: str, kind: str) -> Function:
    def run(_: Env, __: Items) -> Items:
        now = datetime.now().astimezone()
        read = moment(now.isoformat(timespec="milliseconds") if kind == "DateTime" else now.strftime(form), kind)
        return [] if read is None else [read]

    return Function(lambda: run)


def _comparable(one: Items, another: Items) -> Items:
    values = [plain(operators.single(side, "comparable()")) for side in (one, another)]
    read = [_to_quantity(value) if not isinstance(value, Quantity) else value for value in values]
    return [all(read) and read[0].compared(read[1]) is not None]


CONVERSIONS: Mapping[str, Callable[[Any], Any]] = {
    "Integer": _to_integer,
    "Decimal": _to_decimal,
    "Boolean": _to_boolean,
    "String": _to_string,
    "Quantity": _to_quantity,
    "Date": _to_moment("Date"),
    "DateTime": _to_moment("DateTime"),
    "Time": _to_moment("Time"),
}

FUNCTIONS: Mapping[str, Function] = {
    **{f"to{kind}": converting(convert) for kind, convert in CONVERSIONS.items()},
    **{f"convertsTo{kind}": _convertible(convert) for kind, convert in CONVERSIONS.items()},
    "abs": numeric(abs),
    "ceiling": numeric(lambda value: int(Decimal(value).to_integral_value(ROUND_CEILING))),
    "floor": numeric(lambda value: int(Decimal(value).to_integral_value(ROUND_FLOOR))),
    "truncate": numeric(int),
    "round": numeric(_rounded, 0, 1),
    "sqrt": numeric(lambda value: math.sqrt(value)),
    "exp": numeric(lambda value: math.exp(value)),
    "ln": numeric(lambda value: math.log(value)),
    "log": numeric(lambda value, base: math.log(value, base), 1, 1),
    "power": numeric(_power, 1, 1),
    "lowBoundary": bounded(lowest),
    "highBoundary": bounded(highest),
    "precision": converting(precision),
    "comparable": beside(_comparable),
    "now": _clock("", "DateTime"),
    "today": _clock("%Y-%m-%d", "Date"),
    "timeOfDay": _clock("%H:%M:%S", "Time"),
}
