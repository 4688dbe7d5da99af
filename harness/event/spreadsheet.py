"""Reads a spreadsheet in CSV as Excel and LibreOffice write it: rows by their columns, each with its place.

Knows columns by name alone; what their cells mean is for others to say.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.errors import UsageError
from harness.event.columns import COLUMNS, SECRETS
from harness.openhie.spelling import did_you_mean
from harness.participants.loading import content

_DELIMITERS = ",;\t"
_NEEDED = ("name", "actors")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*(?:\r?\n|$)', re.IGNORECASE)
"""A first line for Excel alone, which shows no row for it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as a spreadsheet shows it, the line of the file that it begins on, its cells by column."""

    number: int
    line: int
    cells: dict[str, str]


def rows(file: Path) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows that hold anything, and what is wrong with any as a whole: its line, and a sentence.

    Raises UsageError where the file cannot be read, is none, or names columns that nobody knows.
    """
    if file.exists() and not file.is_file():
        raise UsageError(f"{file}: is no file; save the spreadsheet as CSV, in UTF-8, and name that")
    if _is_workbook(file):
        raise UsageError(f"{file}:1: this is an Excel workbook: save it as CSV, in UTF-8")
    text = content(file)
    told = _SEPARATOR.match(text)
    delimiter = told[1] if told else max(_DELIMITERS, key=text.strip().split("\n", 1)[0].count)
    records = [one for one in _records(file, text, delimiter) if any(cell.strip() for cell in one[2])]
    if not records:
        raise UsageError(f"{file}:1: the file says nothing; its first row has to name columns, as in name,actors,fhir")
    first, line, header = records[0]
    header = [name.strip().lower().replace(" ", "_").replace("-", "_") for name in header]
    while not header[-1]:
        header.pop()
    if mistakes := list(_of_header(header)):
        raise UsageError(*(f"{file}:{line}: {at_row(first, line)}{mistake}" for mistake in mistakes))
    wide = f'cells, and row {first} names {len(header)} columns; a cell with {delimiter!r} in it has to stand in "…"'
    wrong = [
        (at, f"{at_row(number, at)}{len(cells)} {wide}") for number, at, cells in records if any(cells[len(header) :])
    ]
    broken = {at for at, _ in wrong}
    cut = (Row(number, at, dict(zip(header, cells, strict=False))) for number, at, cells in records[1:])
    return [row for row in cut if row.line not in broken], wrong


def at_row(number: int, line: int, column: str = "") -> str:
    """``row 4, column actors: ``, for a sentence that follows the line; the row is told where that is another."""
    where = ", ".join(filter(None, (f"row {number}" * (number != line), f"column {column}" * bool(column))))
    return f"{where}: " * bool(where)


def _is_workbook(file: Path) -> bool:
    """Whether it begins as a workbook does, one of today (a ZIP file) or of before 2007; no where it cannot be read."""
    try:
        with file.open("rb") as content:
            return content.read(8).startswith(_WORKBOOKS)
    except OSError:
        return False


def _records(file: Path, text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Each row: its number, the line that it begins on, its cells. A line that names the separator is no row."""
    told = _SEPARATOR.match(text)
    skipped, text = (1, text[told.end() :]) if told else (0, text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1 + skipped
    try:
        for number, cells in enumerate(reader, 1):
            yield number, line, cells
            line = reader.line_num + 1 + skipped
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
