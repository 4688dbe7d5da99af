"""Draws by lot, the same lot each time: from a hash of what is asked about. Knows no country.

What one question draws does not move when another is asked before it, so that a name added here changes little there.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import TypeVar

Thing = TypeVar("Thing")
_ALPHABET = string.ascii_letters + string.digits


def number(*about: object) -> int:
    """A number from 0 to 2^64 - 1 that belongs to `about`."""
    return int.from_bytes(sha256("/".join(map(str, about)).encode()).digest()[:8], "big")


def one_of(things: Sequence[Thing], *about: object) -> Thing:
    """One of `things`."""
    return things[number(*about) % len(things)]


def fraction(*about: object) -> float:
    """From 0 up to but not 1, in steps of a ten-thousandth."""
    return number(*about) % 10_000 / 10_000


def chance(one_in: int, *about: object) -> bool:
    """True for one in so many."""
    return number(*about) % one_in == 0


def digits(count: int, *about: object) -> str:
    """A number of so many digits, as text."""
    return str(number(*about) % 10**count).zfill(count)


def letters(count: int, *about: object) -> str:
    """So many letters and digits, the first a letter."""
    drawn = [number(*about, place) for place in range(count)]
    return _ALPHABET[drawn[0] % 52] + "".join(_ALPHABET[one % 62] for one in drawn[1:])


def day(first: date, last: date, *about: object) -> date:
    """A day from `first` to `last`."""
    return first + timedelta(days=number(*about) % ((last - first).days + 1))


def day_in(first: int, last: int, *about: object) -> date:
    """A day from the year `first` to the year `last`."""
    return day(date(first, 1, 1), date(last, 12, 31), *about)
