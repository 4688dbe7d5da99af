"""Finds the line that a finding's `where` speaks of. Knows paths in the words of FHIR and of HTTP; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from harness.report.line import Line

STATUS = re.compile(r"\b(status|status line)\b", re.IGNORECASE)
HEADER = re.compile(r"^(?:HTTP )?header(?: field)? ([!#$%&'*+.^_`|~0-9A-Za-z-]+)", re.IGNORECASE)
FIRST = re.compile(r"\[0\]")
PATH = re.compile(r"[A-Za-z_$][\w$-]*(?:\[\d+\]|\.[\w$-]+)*")
LAST_STEP = re.compile(r"(?:\[\d+\]|\.[^.\[]+)$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A line by its number from 0; `missing` when the place itself is not there and this is what should hold it."""

    number: int
    missing: bool = False


def in_head(where: str, head: Sequence[str]) -> int | None:
    """The number of the line of `head` that `where` speaks of: the status line, or a header field."""
    if named := HEADER.match(where):
        wanted = named.group(1).lower() + ":"
        return next((number for number, line in enumerate(head) if line.lower().startswith(wanted)), 0)
    return 0 if STATUS.search(where) and "." not in where else None


def in_body(where: str, lines: Sequence[Line]) -> Spot | None:
    """The line of a decoded body that `where` speaks of, or the nearest one around it; None where there is none."""
    found = PATH.match(where)
    if not found or not lines:
        return None
    place, missing = FIRST.sub("", found.group()), False
    while place:
        number = _at(place, lines)
        if number is not None:
            return Spot(number, missing)
        shorter = LAST_STEP.sub("", place)
        if shorter == place:
            break
        place, missing = shorter, True
    return None


def _at(place: str, lines: Sequence[Line]) -> int | None:
    first = None
    for number, line in enumerate(lines):
        if line.place == place:
            return number
        if first is None and line.near == place:
            first = number
    return first
