"""Reads numbers, quantities and places as a search asks for them (FHIR R4 3.1.1.4.5, 3.1.1.4.11, Location's near)."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from harness.mocks.search.query import Amount, Near, Unsearchable
from harness.mocks.search.values import split_unescaped, unescaped

KILOMETRES = {
    "km": 1.0,
    "m": 0.001,
    "cm": 0.000_01,
    "[mi_us]": 1.609_347_218_694,
    "[mi_i]": 1.609_344,
    "mi": 1.609_344,
    "[nmi_i]": 1.852,
    "[ft_i]": 0.000_304_8,
    "[ft_us]": 0.000_304_800_609_601_2,
    "[yd_i]": 0.000_914_4,
}
"""Units of length (UCUM, and the everyday name of a mile) in kilometres."""
NEARBY = 50.0
"""Kilometres that are near where nobody says how many: the standard leaves it to the server."""
EARTH = 6371.0088
"""The mean radius of the earth in kilometres."""

_AMOUNT = re.compile(
    r"(?P<prefix>eq|ne|gt|lt|ge|le|sa|eb|ap)?(?P<number>[+-]?[0-9]{1,30}(\.[0-9]{1,30})?(e[+-]?[0-9]{1,2})?)"
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,20})?")


def amount(text: str, name: str, *, quantity: bool) -> Amount:
    """``ge5.40``, and for a quantity ``5.4|http://unitsofmeasure.org|mg``. Raises Unsearchable."""
    first, *rest = split_unescaped(text, "|")
    match = _AMOUNT.fullmatch(first.lower())
    if match is None or (rest and not quantity) or len(rest) not in (0, 2):
        wanted = "a quantity (5.4, ge5.4|http://unitsofmeasure.org|mg)" if quantity else "a number (5.4, ge5.40, 1e3)"
        raise Unsearchable("value", name, f"{text[:40]!r} is not {wanted}")
    number = Decimal(match["number"])
    half = Decimal((0, (5,), int(number.as_tuple().exponent) - 1))
    if match["prefix"] == "ap":
        half = abs(number) / 10
    system, code = (unescaped(one) for one in rest or ("", ""))
    whole, low, high = (float(one) for one in (number, number - half, number + half))
    return Amount(match["prefix"] or "eq", whole, low, high, system or None, code)


def near(text: str, name: str) -> Near:
    """``latitude|longitude``, ``…|distance``, ``…|distance|unit``; kilometres without a unit. Raises Unsearchable."""
    parts = [one.strip() for one in text.split("|")]
    numbers = [one for one in parts[:3] if _NUMBER.fullmatch(one)]
    blank = parts[2:3] in ([], [""])
    if not 2 <= len(parts) <= 4 or len(numbers) < (2 if blank else 3) or not all(map(_NUMBER.fullmatch, parts[:2])):
        raise Unsearchable("value", name, f"{text[:40]!r} is not latitude|longitude|distance|units (-1.28|36.82|5|km)")
    unit = parts[3] if len(parts) > 3 and parts[3] else "km"
    if unit not in KILOMETRES:
        raise Unsearchable("value", name, f"{unit[:20]!r} is no unit of length here, only {', '.join(KILOMETRES)}")
    latitude, longitude = float(parts[0]), float(parts[1])
    distance = NEARBY if blank else float(parts[2]) * KILOMETRES[unit]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180 and distance >= 0):
        raise Unsearchable("value", name, f"{text[:40]!r} is no place on earth, or no distance from one")
    return Near(latitude, longitude, distance)


def kilometres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The way between two points in degrees, along a great circle, in kilometres."""
    one, other = math.radians(latitude), math.radians(other_latitude)
    height, width = math.sin((other - one) / 2), math.sin(math.radians(other_longitude - longitude) / 2)
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(height**2 + math.cos(one) * math.cos(other) * width**2)))
