"""What a single value in an event's file has to look like. Knows no tables, and no other value beside it."""

from __future__ import annotations

import zoneinfo
from contextlib import suppress
from datetime import time

from harness.language import known
from harness.openhie.spelling import did_you_mean
from harness.participants.values import mistaken


def zone(value: str) -> str:
    """The name of a time zone of IANA that is a place's: an area and a place in it; or UTC."""
    known = {one for one in zoneinfo.available_timezones() if "/" in one} | {"UTC"}
    if value not in known:
        said = f'there is no place "{value}" that has a time zone.{did_you_mean(value, known)}'
        raise mistaken(f"{said} Expected one of IANA, as in Africa/Nairobi")
    return value


def language(value: str) -> str:
    """The code of a language that pages can be written in."""
    there = known()
    if value not in there:
        raise mistaken(f'there is no language "{value}" here.{did_you_mean(value, there)} Valid: {", ".join(there)}')
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
