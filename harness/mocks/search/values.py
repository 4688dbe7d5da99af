"""What search compares: folded strings, stretches of time, tokens. Knows values, not resources and not SQL."""

from __future__ import annotations

import calendar
import re
import time
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

DAY = 86_400_000_000
"""A day in microseconds, the unit of all times here, counted from the first day of the year 1."""

DISTANT_PAST, DISTANT_FUTURE = -1, 10_000 * 366 * DAY

_NO_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(-(?P<month>[0-9]{2})(-(?P<day>[0-9]{2})"
    r"(T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(:(?P<second>[0-9]{2})(\.(?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<zone>Z|[+ -][0-9]{2}:[0-9]{2})?)?)?)?"
)
_PREFIX = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time from `low` up to and without `high`, in microseconds: ``1982`` is a year long."""

    low: int
    high: int


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """`text` without case, accents, punctuation and surplus space, as string search compares it (3.1.1.4.8)."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(one for one in decomposed if not unicodedata.combining(one)).translate(_NO_DECOMPOSITION)
    words = "".join(one for one in bare if not unicodedata.category(one).startswith("P"))
    return " ".join(words.split()) or " ".join(bare.split())


def stretch(text: str) -> Stretch:
    """The stretch of time that a FHIR date, dateTime or instant covers. Raises ValueError if it is none of them.

    A time without a zone is taken as UTC. A space where the zone's plus sign was is what URL decoding left of it.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date")
    part = {name: value for name, value in match.groupdict().items() if value is not None}
    year, month, day = int(part["year"]), int(part.get("month", 1)), int(part.get("day", 1))
    low = (date(year, month, day).toordinal() - 1) * DAY
    if "month" not in part:
        return Stretch(low, low + (366 if calendar.isleap(year) else 365) * DAY)
    if "day" not in part:
        return Stretch(low, low + calendar.monthrange(year, month)[1] * DAY)
    if "hour" not in part:
        return Stretch(low, low + DAY)
    return _moment(low, part)


def _moment(day: int, part: dict[str, str]) -> Stretch:
    hour, minute, second = int(part["hour"]), int(part["minute"]), int(part.get("second", 0))
    if hour > 23 or minute > 59 or second > 60:
        raise ValueError(f"{hour:02}:{minute:02}:{second:02} is not a time")
    low = day + ((hour * 60 + minute) * 60 + second) * 1_000_000 - _offset(part.get("zone", "Z"))
    if "second" not in part:
        return Stretch(low, low + 60_000_000)
    fraction = part.get("fraction", "")[:6]
    return Stretch(low + int(fraction.ljust(6, "0")), low + int(fraction.ljust(6, "0")) + 10 ** (6 - len(fraction)))


def _offset(zone: str) -> int:
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return (-minutes if zone[0] == "-" else minutes) * 60_000_000


def prefixed_stretch(text: str) -> tuple[str, Stretch]:
    """The prefix of a date that is searched for (``eq`` where it has none), and its stretch. Raises ValueError."""
    match = _PREFIX.fullmatch(text)
    prefix, rest = match.groups() if match else (None, text)
    return prefix or "eq", stretch(rest)


def approximately(wanted: Stretch, now: float | None = None) -> Stretch:
    """`wanted` with a tenth of its distance from now on either side: what ``ap`` means (3.1.1.4.6).

    `now` is Unix time in seconds, the clock's where it is not given.
    """
    today = ((time.time() if now is None else now) + (date(1970, 1, 1).toordinal() - 1) * 86_400) * 1_000_000
    slack = int(max(abs(today - wanted.low), abs(today - wanted.high)) * 0.1)
    return Stretch(wanted.low - slack, wanted.high + slack)


def split_unescaped(text: str, separator: str) -> list[str]:
    r"""`text` cut at each `separator` that no backslash escapes (``\,``, ``\|``; 3.1.1.4.17). Escapes stay."""
    if "\\" not in text:
        return text.split(separator)
    parts: list[str] = []
    current: list[str] = []
    escaped = False
    for one in text:
        if one == separator and not escaped:
            parts.append("".join(current))
            current = []
            continue
        current.append(one)
        escaped = one == "\\" and not escaped
    return [*parts, "".join(current)]


def unescaped(text: str) -> str:
    r"""`text` with ``\,``, ``\|``, ``\$`` and ``\\`` as the characters they stand for."""
    return re.sub(r"\\([,|$\\])", r"\1", text)
