"""The least and the greatest value that something imprecise can mean (FHIRPath's lowBoundary and highBoundary)."""

from __future__ import annotations

from calendar import monthrange
from decimal import Decimal
from typing import Any

from harness.conformance.invariants.values import Moment, Quantity, moment

FIRST = ("0001", "01", "01", "00", "00", "00.000")
FULL = {"Date": 3, "DateTime": 6, "Time": 3}
DIGITS = {"Date": (4, 6, 8), "DateTime": (4, 6, 8, 10, 12, 17), "Time": (2, 4, 9)}


def lowest(value: Any, places: int | None) -> Any:
    """The least that a value can mean; None where it has no boundary."""
    return bound(value, places, low=True)


def highest(value: Any, places: int | None) -> Any:
    """The greatest that a value can mean; None where it has no boundary."""
    return bound(value, places, low=False)


def bound(value: Any, places: int | None, *, low: bool) -> Any:
    """Either of them; `places` are decimals of a number, digits of a moment."""
    if isinstance(value, Quantity):
        edge = bound(value.value, places, low=low)
        return None if edge is None else Quantity(edge, value.unit)
    if isinstance(value, Moment):
        return edge_of(value, places, low=low)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    wanted = 8 if places is None else places
    number = Decimal(value)
    if not 0 <= wanted <= 28 or not number.is_finite():
        return None
    half = Decimal(5).scaleb(int(number.as_tuple().exponent) - 1)
    edge = number - half if low else number + half
    return edge.quantize(Decimal(1).scaleb(-wanted), "ROUND_FLOOR" if low else "ROUND_CEILING")


def edge_of(value: Moment, digits: int | None, *, low: bool) -> Moment | None:
    """The first or the last instant inside a partial date or time, to a number of digits."""
    full = FULL[value.kind]
    if digits is not None:
        if digits not in DIGITS[value.kind]:
            return None
        full = DIGITS[value.kind].index(digits) + 1
    parts = [written(part, index, value) for index, part in enumerate(value.parts[:full])]
    while len(parts) < full:
        parts.append(missing(parts, value.kind, low=low))
    zone = "" if value.kind != "DateTime" or full < 4 else zoned(value.zone, low=low)
    return moment(together(parts, value.kind) + zone, value.kind)


def written(part: Decimal | int, index: int, value: Moment) -> str:
    """A part as two digits, the year as four, seconds to the millisecond."""
    seconds = index == (2 if value.kind == "Time" else 5)
    if seconds:
        return f"{Decimal(part):06.3f}"
    return f"{int(part):04}" if index == 0 and value.kind != "Time" else f"{int(part):02}"


def missing(parts: list[str], kind: str, *, low: bool) -> str:
    """The next part, where it is not known."""
    at = len(parts) + (3 if kind == "Time" else 0)
    if low:
        return FIRST[at]
    if at == 2:
        return f"{monthrange(max(int(parts[0]), 1), min(max(int(parts[1]), 1), 12))[1]:02}"
    return ("9999", "12", "31", "23", "59", "59.999")[at]


def together(parts: list[str], kind: str) -> str:
    """The parts as a date, a time or both."""
    if kind == "Time":
        return ":".join(parts)
    date, time = "-".join(parts[:3]), ":".join(parts[3:])
    return f"{date}T{time}" if time or (kind == "DateTime" and len(parts) > 3) else date


def zoned(zone: int | None, *, low: bool) -> str:
    """The zone; where there is none, the one that makes the instant earliest or latest."""
    if zone is None:
        return "+14:00" if low else "-12:00"
    sign = "-" if zone < 0 else "+"
    return f"{sign}{abs(zone) // 60:02}:{abs(zone) % 60:02}" if zone else "Z"


def precision(value: Any) -> int | None:
    """How many digits of a number's fraction, or of a moment, are known."""
    if isinstance(value, Moment):
        return len("".join(written(part, at, value) for at, part in enumerate(value.parts)).replace(".", ""))
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return max(-int(Decimal(value).as_tuple().exponent), 0)
    return None
