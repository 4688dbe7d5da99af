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

    Raises UsageError where the file cannot be read, or has no columns that are known.
    """
    text = content(file)
    begun = next((line for line in text.splitlines() if line.strip()), "")
    if not begun:
        raise UsageError(f"{file}:1: the file says nothing; its first row has to name columns, as in name,actors,fhir")
    delimiter = max(_DELIMITERS, key=begun.count)
    records = list(_records(file, text, delimiter))
    header = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in records[0][1]]
    while header and not header[-1]:
        header.pop()
    if mistakes := list(_of_header(header)):
        raise UsageError(*(f"{file}:{records[0][0]}: row 1: {mistake}" for mistake in mistakes))
    found, wrong = [], []
    for number, (line, cells) in enumerate(records[1:], 2):
        if any(cells[len(header) :]):
            said = f"{len(cells)} cells, and row 1 names {len(header)} columns"
            wrong.append(
                (line, f'row {number}: {said}. A cell with {delimiter!r} in it stands in quotation marks: "a, b"')
            )
        elif any(cell.strip() for cell in cells):
            found.append(Row(number, line, dict(zip(header, cells, strict=False))))
    return found, wrong


def _records(file: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The line that each row begins on, and its cells; rows before the first that holds anything are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, begun = 1, False
    try:
        for cells in reader:
            begun = begun or any(cell.strip() for cell in cells)
            if begun:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{file}:{line}: is not CSV: {error}") from error


def _of_header(header: Sequence[str]) -> Iterator[str]:
    for name in dict.fromkeys(header):
        if name in SECRETS:
            yield (
                f'column "{name}": secrets stand in no spreadsheet. Take it out, and write into the event\'s file where '
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
