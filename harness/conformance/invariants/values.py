"""The values of FHIRPath's System types that Python lacks: partial dates and times, quantities. Knows no FHIR type."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

PATTERN = re.compile(
    r"(?:(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?)?"
    r"(?P<t>T)?(?:(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d(?:\.\d+)?))?)?)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?",
    re.ASCII,
)
NAMES = ("year", "month", "day", "hour", "minute")
LOWEST = {"year": 1, "month": 1, "day": 1}


@dataclass(frozen=True, slots=True)
class Moment:
    """A Date, DateTime or Time as far as it is known: `parts` from the greatest on, the seconds with their fraction.

    `zone` is minutes east of UTC, None where it is not said. `text` is how it was written.
    """

    kind: str
    parts: tuple[Decimal | int, ...]
    zone: int | None
    text: str

    @property
    def utc(self) -> tuple[Decimal | int, ...]:
        """The parts in UTC; as they are where there is no zone or no minute to move."""
        if not self.zone or self.kind == "Time" or len(self.parts) < 5:
            return self.parts
        year, month, day, hour, minute = (int(part) for part in self.parts[:5])
        try:
            moved = datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(minutes=self.zone)
        except (ValueError, OverflowError):
            return self.parts
        return (moved.year, moved.month, moved.day, moved.hour, moved.minute, *self.parts[5:])

    def compared(self, other: Moment) -> int | None:
        """-1, 0 or 1; None where the known parts are equal and one of the two knows more (FHIRPath §Comparison)."""
        if (self.kind == "Time") != (other.kind == "Time"):
            return None
        zones = [one.zone is not None for one in (self, other) if len(one.parts) > 3]
        if True in zones and False in zones:
            return None  # a time of the day beside one in another zone, perhaps
        mine, theirs = (self.utc, other.utc) if all(zones) and len(zones) == 2 else (self.parts, other.parts)
        for one, another in zip(mine, theirs, strict=False):
            if one != another:
                return -1 if one < another else 1
        return 0 if len(mine) == len(theirs) else None


@lru_cache(maxsize=4096)
def moment(text: str, kind: str = "") -> Moment | None:
    """What `text` says, as a value of `kind` (Date, DateTime, Time; by its form where none is given), or None."""
    found = PATTERN.fullmatch(text)
    if not found or not (found["year"] or found["hour"]):
        return None
    form = "Time" if not found["year"] else "DateTime" if found["t"] else "Date"
    if found["hour"] and found["year"] and not found["t"]:
        return None
    names = [name for name in NAMES if found[name]]
    parts: list[Decimal | int] = [int(found[name]) for name in names]
    if found["second"]:
        parts.append(Decimal(found["second"]))
    return Moment(kind or form, tuple(parts), offset(found["zone"]), text)


def offset(zone: str | None) -> int | None:
    """A zone in minutes east of UTC."""
    if not zone:
        return None
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


CALENDAR = {
    "year": "a", "month": "mo", "week": "wk", "day": "d", "hour": "h", "minute": "min", "second": "s",
    "millisecond": "ms",
}  # fmt: skip
"""The words of FHIRPath for durations, and their UCUM code."""

SCALES: dict[str, tuple[str, Decimal]] = {
    **{f"{prefix}{unit}": (unit, Decimal(factor)) for unit in ("g", "m", "L", "mol", "l")
       for prefix, factor in (("", "1"), ("k", "1e3"), ("d", "1e-1"), ("c", "1e-2"), ("m", "1e-3"), ("u", "1e-6"),
                              ("n", "1e-9"), ("p", "1e-12"))},
    "ms": ("s", Decimal("0.001")), "s": ("s", Decimal(1)), "min": ("s", Decimal(60)), "h": ("s", Decimal(3600)),
    "d": ("s", Decimal(86400)), "wk": ("s", Decimal(604800)), "mo": ("mo", Decimal(1)), "a": ("mo", Decimal(12)),
    "[in_i]": ("m", Decimal("0.0254")), "[lb_av]": ("g", Decimal("453.59237")), "%": ("1", Decimal("0.01")),
    "1": ("1", Decimal(1)),
}  # fmt: skip
"""UCUM codes that can be turned into each other here: their dimension's unit, and how many of it they are."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a UCUM unit (``mg``; ``1`` for none)."""

    value: Decimal
    unit: str

    def compared(self, other: Quantity) -> int | None:
        """-1, 0 or 1; None where the units cannot be turned into each other here."""
        mine, theirs = self.value, other.value
        if self.unit != other.unit:
            one, another = SCALES.get(self.unit), SCALES.get(other.unit)
            if not one or not another or one[0].lower() != another[0].lower():
                return None
            mine, theirs = mine * one[1], theirs * another[1]
        return (mine > theirs) - (mine < theirs)

    def __str__(self) -> str:
        return f"{self.value} '{self.unit}'"


MONTHS = {"a": 12, "mo": 1}
SECONDS: dict[str, int | Decimal] = {"wk": 604800, "d": 86400, "h": 3600, "min": 60, "s": 1, "ms": Decimal("0.001")}


def shifted(start: Moment, by: Quantity, sign: int) -> Moment | None:
    """A date or time moved by a duration, to its own precision (N1 §6.6.7); None where there is no such moment."""
    if start.kind == "Time" or (by.unit not in MONTHS and by.unit not in SECONDS):
        return None
    known = [int(part) for part in start.parts[:5]]
    year, month, day, hour, minute = [*known, *(1, 1, 1, 0, 0)[len(known) :]]
    seconds = Decimal(start.parts[5]) if len(start.parts) > 5 else Decimal(0)
    months = year * 12 + month - 1 + sign * int(by.value) * MONTHS.get(by.unit, 0)
    year, month = months // 12, months % 12 + 1
    try:
        day = min(day, monthrange(year, month)[1])
        whole = by.value if by.unit in ("s", "ms") else int(by.value)
        moved = sign * Decimal(whole) * Decimal(SECONDS.get(by.unit, 0)) + seconds
        micro = timedelta(microseconds=int(moved * 1_000_000))
        then = datetime(year, month, day, hour, minute, tzinfo=UTC) + micro
    except (ValueError, OverflowError):
        return None
    return moment(_written(then, len(start.parts), start.text), start.kind)


def _written(then: datetime, parts: int, text: str) -> str:
    zone = re.search(r"(?:Z|[+-]\d\d:\d\d)$", text) if "T" in text else None
    fraction = re.search(r"\.(\d+)", text)
    forms = {1: "%Y", 2: "%Y-%m", 3: "%Y-%m-%d", 4: "%Y-%m-%dT%H", 5: "%Y-%m-%dT%H:%M", 6: "%Y-%m-%dT%H:%M:%S"}
    said = then.strftime(forms[parts])
    if parts == 6 and (fraction or then.microsecond):
        said += f".{then.microsecond // 1000:03}"
    return said.zfill(len(forms[parts])) + (zone[0] if zone else "")
