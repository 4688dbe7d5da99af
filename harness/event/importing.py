"""Participants from a spreadsheet, as tables for an event's file; every mistake with its line and column.

What stands in the event's file already stays as it is: tables are added at its end.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.event.columns import column_of, in_cells, table
from harness.event.loading import EVENT
from harness.event.spreadsheet import Row, at_row, rows
from harness.participants.lines import Path as Place
from harness.participants.lines import lines
from harness.participants.loading import Source, checked, mistakes_in
from harness.participants.mistakes import Mistake
from harness.participants.mistakes import told as as_told
from harness.participants.raw import tables, text
from harness.participants.writing import block

OF_THE_EVENT = ("tracks", "mentor")
"""What can be told to be right only beside the event that it is about."""


def imported(file: Path, into: Source | None = None) -> tuple[str, int]:
    """The participants of a spreadsheet in TOML, and how many; `into` is the event's file that they go to.

    Raises UsageError with every mistake: ``people.csv:4: column actors: …``.
    """
    found, wrong = rows(file)
    told = [(line, sentence) for line, sentence in wrong]
    made = [table(row.cells) for row in found]
    told += [(found[index].line, sentence) for index, sentence in _mistakes(made, found, into)]
    if told:
        raise UsageError(*(f"{file}:{line}: {sentence}" for line, sentence in sorted(set(told))))
    if not made:
        raise UsageError(f"{file}: no row follows the one that names the columns")
    return "\n\n".join(map(_as_toml, made)) + "\n", len(made)


def unchecked(participants: str) -> list[str]:
    """The columns that can be told to be right only beside an event, where `participants` in TOML have them."""
    told = tomllib.loads(participants)["participants"]
    return [column for column in OF_THE_EVENT if any(column in one for one in told)]


def add(file: Path, into: Path) -> int:
    """Add the participants of a spreadsheet to an event's file; how many. A UsageError leaves the file as it was."""
    if into.exists() and not into.is_file():
        raise UsageError(f"{into}: is no file; participants are added to the file of an event")
    source = Source.read(into)
    _checked_alone(source)
    more, count = imported(file, source)
    before = into.read_bytes()
    end = "\r\n" if b"\r\n" in before else "\n"
    after = before.rstrip() + f"\n\n# From {file.name}\n{more}".replace("\n", end).encode()
    whole = Source.parse(after.decode("utf-8-sig").replace("\r\n", "\n"), file=str(into), folder=source.folder)
    checked(whole, EVENT, with_secrets=False)
    try:
        _replace(into.resolve(), after)
    except OSError as error:
        raise UsageError(f"{into} cannot be written: {error.strerror}") from error
    return count


def _replace(file: Path, content: bytes) -> None:
    """Put `content` in the place of what a file holds, all of it or nothing; it is no link, which would be lost."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.chmod(file.stat().st_mode)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _checked_alone(source: Source) -> None:
    """Raises UsageError with every mistake of the file itself; that it lacks participants, who are to come, is none."""
    if "participants" in source.data:
        checked(source, EVENT, with_secrets=False)
        return
    mistakes, _ = mistakes_in(source.data, source.folder, EVENT, with_secrets=False)
    if own := [one for one in mistakes if one.path[:1] != ("participants",)]:
        raise as_told(own, file=source.file, known=lines(source.text), data=source.data)


def _as_toml(told: dict[str, Any]) -> str:
    """A participant's table: its single lines, and after them the tables inside it."""
    plain = {name: value for name, value in told.items() if name not in ("endpoints", "domains")}
    parts = [block("[[participants]]", plain)]
    parts += [block("[participants.endpoints]", told["endpoints"])] if "endpoints" in told else []
    parts += [block("[[participants.domains]]", one) for one in told.get("domains", ())]
    return "\n\n".join(parts)


def _mistakes(made: list[dict[str, Any]], found: list[Row], into: Source | None) -> Iterator[tuple[int, str]]:
    """What is wrong with the participants, each with the index of its row; those that were there are all right."""
    there = [one for _, one in tables(into.data.get("participants"))] if into else []
    data = {**(into.data if into else {}), "participants": [*there, *made]}
    wrong, _ = mistakes_in(data, into.folder if into else Path.cwd(), EVENT, with_secrets=False)
    known = {text(one, "name") for one in there}
    for each in _ours(wrong, len(there), beside_event=into is not None):
        index, inside = int(each.path[1]) - len(there), each.path[2:]
        row, column = found[index], column_of(inside)
        sentence = in_cells(each.in_cells or each.said(_row_of(each.beside, found, len(there))))
        if column == "name" and text(made[index], "name") in known:
            sentence = f'"{text(made[index], "name")}" is in {into.file if into else ""} already'
        yield index, f"{at_row(row.number, row.line, _named(column, inside))}{sentence}"


def _row_of(path: Place, found: list[Row], there: int) -> str:
    """``row 3`` for a participant that is added; empty for one that was there."""
    index = path[1] - there if len(path) > 1 and isinstance(path[1], int) else -1
    return f"row {found[index].number}" if index >= 0 else ""


def _named(column: str, inside: Place) -> str:
    """The column, and which of several in its cell."""
    which = f"[{inside[-1] + 1}]" if inside and isinstance(inside[-1], int) and column != "domain" else ""
    return f"{column}{which}" if column else ""


def _ours(mistakes: Iterable[Mistake], there: int, *, beside_event: bool) -> Iterator[Mistake]:
    """The mistakes that lie in what is added."""
    for each in mistakes:
        outer, index, *inside = (*each.path, "", "")
        apart = not beside_event and inside[:1] and inside[0] in OF_THE_EVENT
        if outer == "participants" and isinstance(index, int) and index >= there and not apart:
            yield each
