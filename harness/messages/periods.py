"""Reporting periods: a first day and a length, in ISO 8601, as DHIS2 has them, as FHIR does. Knows no figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_DURATION = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_MONTH_OF = {"April": 4, "July": 7, "Oct": 10}


@dataclass(frozen=True, slots=True)
class Period:
    """A period that begins on `start`: so many whole `months`, or so many `days` where it has none."""

    start: date
    months: int = 0
    days: int = 0

    @property
    def end(self) -> date:
        """Its last day."""
        return self.next_start - timedelta(days=1)

    @property
    def next_start(self) -> date:
        """The day after it. Raises ValueError where no calendar goes so far."""
        if not self.months:
            return self.start + timedelta(days=self.days)
        years, month = divmod(self.start.month - 1 + self.months, 12)
        return self.start.replace(year=self.start.year + years, month=month + 1)

    @property
    def iso(self) -> str:
        """``2026-01-01/P1M``, as ADX writes it."""
        years, months = divmod(self.months, 12)
        if years and not months:
            return f"{self.start}/P{years}Y"
        return f"{self.start}/P{self.months}M" if self.months else f"{self.start}/P{_days(self.days)}"

    @property
    def dhis2(self) -> str:
        """``202601``, ``2026Q1``, as DHIS2 writes it; in ISO 8601 where DHIS2 has no such period."""
        start, month = self.start, self.start.month
        if start.day == 1 and self.months == 1:
            return f"{start:%Y%m}"
        if start.day == 1 and self.months == 3 and month % 3 == 1:
            return f"{start.year:04}Q{month // 3 + 1}"
        if start.day == 1 and self.months == 6 and month in (1, 7):
            return f"{start.year:04}S{month // 6 + 1}"
        if (start.month, start.day, self.months) == (1, 1, 12):
            return f"{start.year:04}"
        if not self.months and self.days == 7 and start.isoweekday() == 1:
            year, week, _ = start.isocalendar()
            return f"{year:04}W{week}"
        return f"{start:%Y%m%d}" if (self.months, self.days) == (0, 1) else self.iso

    def within(self, months: int) -> Period:
        """The period of so many months that it lies in, counted from January."""
        first = (self.start.month - 1) // months * months + 1
        return Period(self.start.replace(month=first, day=1), months)


def parse(text: str) -> Period:
    """The period that `text` names, in ISO 8601 (``2026-01-01/P1M``) or as DHIS2 has it (``202601``, ``2026W5``…).

    Raises ValueError, which says what is wrong.
    """
    begun, slash, duration = text.partition("/")
    found = _from_duration(begun, duration) if slash else _from_dhis2(text)
    _ = found.end  # a period that no calendar holds is none
    return found


def iso(text: str) -> Period:
    """The period of ``<first day>/<duration>``, the one form that ADX has. Raises ValueError."""
    if "/" not in text:
        raise ValueError(f"{text[:40]!r} has no duration, as 2026-01-01/P1M has")
    return parse(text)


def between(first: str, last: str) -> Period:
    """The period from the day `first` to the day `last`, both in it, as FHIR tells it. Raises ValueError."""
    start, after = date.fromisoformat(first[:10]), date.fromisoformat(last[:10]) + timedelta(days=1)
    if after <= start:
        raise ValueError(f"it ends ({last}) before it begins ({first})")
    months = (after.year - start.year) * 12 + after.month - start.month
    return Period(start, months) if months and after.day == start.day else Period(start, days=(after - start).days)


def _from_duration(begun: str, duration: str) -> Period:
    day, clock = begun[:10], begun[10:]
    if clock and not _MIDNIGHT.fullmatch(clock):
        raise ValueError(f"it begins at {clock}, and not with a day")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII):
        raise ValueError(f"{begun[:40]!r} is no day")
    found = _DURATION.fullmatch(duration)
    years, months, weeks, days = (int(one or 0) for one in found.groups()) if found else (0, 0, 0, 0)
    months += 12 * years
    days += 7 * weeks
    if bool(months) == bool(days):
        raise ValueError(f"{duration[:40]!r} is no duration of whole years and months, or of weeks and days")
    start = date.fromisoformat(day)
    if months and start.day > 28:
        raise ValueError(f"months are not counted from day {start.day}")
    return Period(start, months, days)


def _from_dhis2(text: str) -> Period:
    for pattern, made in _DHIS2 if text.isascii() else ():  # \d is the digits of all scripts
        if found := pattern.fullmatch(text):
            return made(*found.groups())
    raise ValueError(f"{text[:40]!r} is no period: 2026-01-01/P1M, or DHIS2's 202601, 2026Q1, 2026S1, 2026, 2026W5")


_DHIS2: tuple[tuple[re.Pattern[str], Callable[..., Period]], ...] = (
    (re.compile(r"(\d{4})"), lambda year: Period(date(int(year), 1, 1), 12)),
    (re.compile(r"(\d{4})(\d\d)"), lambda year, month: Period(date(int(year), int(month), 1), 1)),
    (re.compile(r"(\d{4})(\d\d)(\d\d)"), lambda *day: Period(date(*map(int, day)), days=1)),
    (re.compile(r"(\d{4})Q([1-4])"), lambda year, part: Period(date(int(year), 3 * int(part) - 2, 1), 3)),
    (re.compile(r"(\d{4})S([12])"), lambda year, part: Period(date(int(year), 6 * int(part) - 5, 1), 6)),
    (re.compile(r"(\d{4})(0[1-6])B"), lambda year, part: Period(date(int(year), 2 * int(part) - 1, 1), 2)),
    (re.compile(r"(\d{4})W(\d\d?)"), lambda year, week: Period(date.fromisocalendar(int(year), int(week), 1), days=7)),
    (re.compile(r"(\d{4})(April|July|Oct)"), lambda year, name: Period(date(int(year), _MONTH_OF[name], 1), 12)),
)


def _days(days: int) -> str:
    return f"{days // 7}W" if days % 7 == 0 else f"{days}D"
