"""Finds the line that a finding's `where` speaks of. Knows paths in the words of FHIR and of HTTP; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from harness.report.decoded_hl7v2 import spot
from harness.report.line import Line

START = re.compile(r"\b(status|method)\b", re.IGNORECASE)
HEADER = re.compile(r"(?:(HTTP )?header (?:field )?)?([!#$%&'*+.^_`|~0-9A-Za-z-]+)", re.IGNORECASE)
FIRST = re.compile(r"\[0\]")
PATH = re.compile(r"[A-Za-z_$][\w$-]*(?:\[\d+\]|\.[\w$-]+)*")
LAST_STEP = re.compile(r"(?:\[\d+\]|\.[^.\[]+)$")
STEP = re.compile(r"\[(\d+)\]|\.([^.\[]+)")


@dataclass(frozen=True, slots=True)
class Spot:
    """A line by its number from 0; `missing` when the place itself is not there and this is what should hold it."""

    number: int
    missing: bool = False


def in_head(where: str, head: Sequence[str]) -> int | None:
    """The number of the line of `head` that `where` speaks of: the start line, or a header field by its name.

    A header field that is missing is looked for in the start line, where every eye begins.
    """
    named = HEADER.match(where)
    if named:
        wanted = named.group(2).lower() + ":"
        number = next((number for number, line in enumerate(head) if line.lower().startswith(wanted)), None)
        if number is not None or where.lower().startswith(("header", "http header")):
            return number or 0
    return 0 if START.search(where) and "." not in where else None


def place_in(where: str) -> str:
    """The path that `where` begins with, without the index of a first element; "" where it begins with none."""
    found = PATH.match(where)
    return FIRST.sub("", found.group()) if found else ""


def steps(path: str) -> Iterator[str | int]:
    """The steps of a path, such as ``.entry[3].resource``: names, and indices that are not the first."""
    return (int(index) if index else name for index, name in STEP.findall(path))


def in_body(where: str, lines: Sequence[Line]) -> Spot | None:
    """The line of a decoded body that `where` speaks of, or the nearest one around it; None where there is none."""
    if not lines:
        return None
    if lines[0].place.startswith("MSH-"):
        there = spot(where, lines)
        return Spot(*there) if there else None
    place, places, lost = place_in(where), [line.place for line in lines], ""
    while place:
        number = _at(place, lines, places, member=lost.startswith("."))
        if number is not None:
            return Spot(number, bool(lost))
        last = LAST_STEP.search(place)
        if last is None:
            break
        place, lost = place[: last.start()], last.group()
    return None


def _at(place: str, lines: Sequence[Line], places: Sequence[str], *, member: bool) -> int | None:
    """The line at `place`; where a `member` is missing, that of the element and not of the list that it stands in."""
    numbers = sorted({*_all(place, places), *_all(f"{places[0]}.{place}", places)})
    if not numbers:
        near = next((line.place for line in lines if line.near == place), None)
        numbers = _all(near, places) if near else []
    return (numbers[-1] if member else numbers[0]) if numbers else None


def _all(place: str, places: Sequence[str]) -> list[int]:
    """Where `place` stands among `places`."""
    found: list[int] = []
    with suppress(ValueError):
        while True:
            found.append(places.index(place, found[-1] + 1 if found else 0))
    return found
