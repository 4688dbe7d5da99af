"""Reads a spreadsheet in CSV as Excel and LibreOffice write it: rows by their columns, each with its place.

Knows columns by name alone; what their cells mean is for others to say.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import UsageError
from harness.event.columns import COLUMNS, SECRETS
from harness.openhie.spelling import did_you_mean
from harness.participants.loading import content

_DELIMITERS = ",;\t"
_NEEDED = ("name", "actors")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as a spreadsheet shows it, the line of the file that it begins on, its cells by column."""

    number: int
    line: int
    cells: dict[str, str]


def rows(file: Path) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows that hold anything, and what is wrong with any as a whole: its line, and a sentence.

    Raises UsageError where the file cannot be read, or names columns that nobody knows.
    """
    text = content(file)
    delimiter = max(_DELIMITERS, key=text.strip().split("\n", 1)[0].count)
    records = [one for one in _records(file, text, delimiter) if any(cell.strip() for cell in one[2])]
    if not records:
        raise UsageError(f"{file}:1: the file says nothing; its first row has to name columns, as in name,actors,fhir")
    first, line, header = records[0]
    header = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in header]
    while not header[-1]:
        header.pop()
    if mistakes := list(_of_header(header)):
        raise UsageError(*(f"{file}:{line}: row {first}: {mistake}" for mistake in mistakes))
    wide = f'cells, and row {first} names {len(header)} columns; a cell with {delimiter!r} in it has to stand in "…"'
    wrong = [(at, f"row {number}: {len(cells)} {wide}") for number, at, cells in records if any(cells[len(header) :])]
    told = (Row(number, at, dict(zip(header, cells, strict=False))) for number, at, cells in records[1:])
    return [row for row in told if row.line not in {at for at, _ in wrong}], wrong


def _records(file: Path, text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Each row: its number, the line that it begins on, its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for number, cells in enumerate(reader, 1):
            yield number, line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{file}:{line}: is not CSV: {error}") from error


def _of_header(header: Sequence[str]) -> Iterator[str]:
    for name in dict.fromkeys(header):
        if name in SECRETS:
            yield (
                f'column "{name}": secrets stand in no spreadsheet. Take it out, and say in the event\'s file where '
                "each is kept, as fixtures/participants/example.toml shows"
            )
        elif name not in COLUMNS:
            called = f'there is no column "{name}".' if name else "a column has no name."
            yield f"{called}{did_you_mean(name, COLUMNS)} Valid: {', '.join(COLUMNS)}"
        elif header.count(name) > 1:
            yield f'the column "{name}" is there {header.count(name)} times; keep one'
    for name in _NEEDED:
        if name not in header:
            yield f'the column "{name}" is missing'
