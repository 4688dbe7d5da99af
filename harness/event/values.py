"""What a single value in an event's file has to look like. Knows no tables, and no other value beside it."""

from __future__ import annotations

import random
import re
import zoneinfo
from contextlib import suppress
from datetime import time

from harness.language import known
from harness.openhie.spelling import did_you_mean
from harness.participants.values import mistaken

TRIED = 20  # numbers made of a pattern, to see whether they are as it says


def zone(value: str) -> str:
    """The name of a time zone of IANA."""
    zones = zoneinfo.available_timezones()
    if value not in zones:
        said = f'there is no time zone "{value}".{did_you_mean(value, zones)}'
        raise mistaken(f"{said} Expected one of IANA, as in Africa/Nairobi")
    return value


def language(value: str) -> str:
    """The code of a language that pages can be written in."""
    there = known()
    if value not in there:
        raise mistaken(f'there is no language "{value}" here.{did_you_mean(value, there)} Valid: {", ".join(there)}')
    return value


def pattern(value: str) -> str:
    """A regular expression of which a number can be made."""
    from rstr import Rstr  # only where a country says how its numbers look

    try:
        whole = re.compile(value)
        made = [Rstr(random.Random(seed)).xeger(value) for seed in range(TRIED)]
    except (re.error, ValueError, TypeError, KeyError, IndexError) as error:
        raise mistaken(f"no number can be made of {value} ({error})") from error
    if not all(one and whole.fullmatch(one) for one in made):
        raise mistaken(f"no number can be made of {value}; expected one without conditions, as in [1-9][0-9]{{7}}")
    return value


def moment(value: object) -> time | None:
    """A time of day: ``"08:30"``, or TOML's own kind, which wants seconds; None where it is neither."""
    if isinstance(value, str):
        with suppress(ValueError):
            return time.fromisoformat(value.strip())
    return value if isinstance(value, time) else None


def clock(value: object) -> object:
    """The same where there is one, else `value` as it is, to be told of."""
    return moment(value) or value
