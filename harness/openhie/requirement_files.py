"""Knows the columns of a requirements file and every mistake one can hold. Knows nothing of hints or scenarios."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.errors import UsageError
from harness.openhie.actors import ACTORS, actor, openhie_actor_of
from harness.openhie.options import option
from harness.openhie.requirement import ANY, HARNESS, LEVELS, Requirement
from harness.openhie.spelling import did_you_mean, unknown

REQUIRED = ("requirement", "level", "actor", "text")
OPTIONAL = ("spec_id", "ihe_actor", "transaction", "option", "source", "not_tested", "attest", "note")
COLUMNS = (*REQUIRED, *OPTIONAL)

_ID = re.compile(r"[A-Za-z0-9]+([-.][A-Za-z0-9]+)*")
_JUDGED = (*(each.name for each in ACTORS), HARNESS, ANY)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read: the file, the line it starts on, its cells by column, stripped."""

    file: Path
    line: int
    cells: dict[str, str]

    @property
    def place(self) -> str:
        """``kenya.csv:12``"""
        return f"{self.file}:{self.line}"


def read(file: Path) -> tuple[list[Requirement], dict[str, str], list[str]]:
    """The requirements of `file`, the place (``file:line``) of each id, and every mistake found, a sentence each.

    A file with mistakes still gives the rows that have none, so that all files can be read before anything is said.
    """
    rows, mistakes = _rows(file)
    found: dict[str, Requirement] = {}
    places: dict[str, str] = {}
    for row in rows:
        wrong = [f"{row.place}: {text}" for text in _mistakes(row.cells)]
        name = row.cells["requirement"]
        if name and name in places:
            wrong.append(f"{row.place}: {name} is already described at {places[name]}. One id, one row.")
        mistakes.extend(wrong)
        places.setdefault(name, row.place)
        if not wrong:
            found[name] = _requirement(row)
    return list(found.values()), places, mistakes


def _requirement(row: Row) -> Requirement:
    cell = row.cells.get
    return Requirement(
        requirement=row.cells["requirement"],
        spec_id=cell("spec_id") or row.cells["requirement"],
        level=row.cells["level"],
        actor=row.cells["actor"],
        ihe_actor=cell("ihe_actor", ""),
        text=row.cells["text"],
        source=cell("source", ""),
        not_tested=cell("not_tested", ""),
        option=cell("option", ""),
        transaction=cell("transaction", ""),
        family=row.file.stem,
        note=cell("note", ""),
        attest=cell("attest", ""),
    )


def _rows(file: Path) -> tuple[list[Row], list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        return [], [f"{file}: cannot be read as UTF-8 text: {error.strerror or error}."]
    except UnicodeDecodeError as error:
        return [], [f"{file}: cannot be read as UTF-8 text: {error}."]
    lines, mistakes = _lines(file, text)
    header = [name.strip() for name in lines[0][1]] if lines else []
    mistakes += [f"{file}:1: {wrong}" for wrong in _header_mistakes(header)]
    if mistakes:
        return [], mistakes
    rows = [(start, cells) for start, cells in lines[1:] if any(cells)]
    mistakes += [_uneven(f"{file}:{start}", header, cells) for start, cells in rows if len(cells) != len(header)]
    return [_row(file, start, header, cells) for start, cells in rows if len(cells) == len(header)], mistakes


def _lines(file: Path, text: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """The cells of each row with the line it starts on, as far as `text` is CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        return lines, [f"{file}:{start}: is not CSV: {error}."]
    return lines, []


def _row(file: Path, line: int, header: list[str], cells: list[str]) -> Row:
    return Row(file, line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})


def _uneven(place: str, header: list[str], cells: list[str]) -> str:
    return (
        f"{place}: expected {len(header)} cells, as in the first line, found {len(cells)}. "
        'A cell with a comma in it needs quotation marks: "a, b".'
    )


def _header_mistakes(header: list[str]) -> Iterator[str]:
    if len(header) == 1 and ";" in header[0]:
        yield f"expected columns separated by commas, found semicolons: {header[0]}."
        return
    for name in header:
        if name not in COLUMNS:
            yield f"there is no column {name!r}.{did_you_mean(name, COLUMNS)} Valid: {', '.join(COLUMNS)}."
        elif header.count(name) > 1:
            yield f"the column {name!r} is there {header.count(name)} times. Keep one."
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        yield f"the first line has to name the column{'s' * (len(missing) > 1)} {', '.join(missing)}."


def _mistakes(cells: dict[str, str]) -> Iterator[str]:
    if not _ID.fullmatch(cells["requirement"]):
        yield (
            f"requirement: expected an id of letters, digits and single hyphens (TSF-10), "
            f"found {cells['requirement']!r}. The standard's own spelling belongs in spec_id."
        )
    if cells["level"] not in LEVELS:
        yield f"level: {unknown('level', cells['level'], LEVELS)}"
    if not cells["text"]:
        yield 'text: is empty. Write what completes "the <actor> SHALL …".'
    yield from _actor_mistakes(cells["actor"], cells.get("ihe_actor", ""))
    if cells.get("option"):
        yield from _said("option", option, cells["option"])


def _actor_mistakes(judged: str, inside: str) -> Iterator[str]:
    if judged not in _JUDGED:
        yield f"actor: {_unknown_actor(judged)}"
    elif inside:
        yield from _said("ihe_actor", actor, inside) or _not_inside(judged, inside)


def _unknown_actor(judged: str) -> str:
    try:
        home = openhie_actor_of(judged)
    except UsageError:
        return str(unknown("actor", judged, _JUDGED, listed_by="harness catalogue --actors"))
    return f"{judged} is an actor of IHE and belongs in ihe_actor; the OpenHIE actor it lies in is {home.name}."


def _said(column: str, look_up: Callable[[str], object], name: str) -> list[str]:
    try:
        look_up(name)
    except UsageError as error:
        return [f"{column}: {error}"]
    return []


def _not_inside(judged: str, inside: str) -> list[str]:
    homes = actor(inside).inside
    if judged in homes or judged in (HARNESS, ANY):
        return []
    where = f"lies in {', '.join(homes)}" if homes else "is no actor of IHE"
    return [f"ihe_actor: {inside} {where}, not in {judged}."]
