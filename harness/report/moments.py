"""Times as a report writes them, in UTC or the time zone of an event, in the language in use.

Unix seconds in, text out; 0 is no time at all. Where no time zone is named, it is the one in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import get_decimal_symbol

from harness.language import ENGLISH, spoken

LONG = "d MMMM y, HH:mm"
_in_use: ContextVar[str] = ContextVar("zone", default="UTC")


@contextmanager
def times_in(zone_name: str) -> Iterator[None]:
    """While it lasts, the time zone in use is the one that IANA calls `zone_name`; before and after it is UTC."""
    before = _in_use.set(zone_name)
    try:
        yield
    finally:
        _in_use.reset(before)


def iso(at: float) -> str | None:
    """``2026-11-22T14:05:11.234Z`` (ISO 8601), None where there is no time."""
    if not at:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def zone(name: str) -> tzinfo:
    """The time zone that IANA calls `name`; UTC where this machine knows none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "", a folder, and what only a newer machine knows
        return UTC


def day_and_time(at: float, zone_name: str = "") -> str:
    """``22 November 2026, 14:05 UTC``, or with the sign of another time zone of IANA; "" where there is no time."""
    return _day_and_time(at // 60 * 60, zone_name or _in_use.get(), spoken()) if at else ""


@lru_cache(maxsize=256)  # every page of a run tells when that began, and of many plays one minute
def _day_and_time(minute: float, zone_name: str, language: str) -> str:
    moment = datetime.fromtimestamp(minute, zone(zone_name))
    told = format_datetime(moment, LONG, tzinfo=moment.tzinfo, locale=_locale(language))
    return f"{told} {sign(moment)}"


def sign(moment: datetime) -> str:
    """What clocks in the time zone of `moment` show then: ``EAT``, or ``UTC+0545`` where nobody has letters for it."""
    letters = moment.tzname() or ""
    return f"UTC{letters}" if letters[:1] in ("+", "-") else letters


def day(told: date) -> str:
    """``22 November 2026``."""
    return format_date(told, "d MMMM y", locale=_locale(spoken()))


def weekday(day: date) -> str:
    """``Sunday 22 November``."""
    return format_date(day, "EEEE d MMMM", locale=_locale(spoken()))


def short_day(moment: datetime) -> str:
    """``22 November, 14:05``, in the time zone of `moment`."""
    return format_datetime(moment, "d MMMM, HH:mm", tzinfo=moment.tzinfo, locale=_locale(spoken()))


def clock(at: float) -> str:
    """``14:05:11.234``, "" where there is no time."""
    return datetime.fromtimestamp(at, zone(_in_use.get())).isoformat(timespec="milliseconds")[11:23] if at else ""


def time_of_day(at: float) -> str:
    """``14:05:11 UTC``, "" where there is no time."""
    moment = datetime.fromtimestamp(at, zone(_in_use.get()))
    return f"{moment:%H:%M:%S} {sign(moment)}" if at else ""


def duration(seconds: float) -> str:
    """How long something took, in the unit that reads best: ``34 ms``, ``4.1 s``, ``3 min 20 s``."""
    if seconds < 1:
        milliseconds = max(seconds, 0) * 1000
        return f"{decimal(milliseconds)} ms" if 0 < milliseconds < 9.95 else f"{milliseconds:.0f} ms"
    if seconds < 60:
        return f"{decimal(seconds)} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def decimal(number: float) -> str:
    """`number` with one decimal: ``4.1``, in French ``4,1``."""
    return f"{number:.1f}".replace(".", _decimal_symbol(spoken()))


@cache
def _decimal_symbol(language: str) -> str:
    return get_decimal_symbol(_locale(language))


@cache
def _locale(language: str) -> Locale:
    return Locale("en", "GB") if language == ENGLISH else Locale.parse(language)
