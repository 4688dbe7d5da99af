"""Follows a run's ledger while it grows: each line once, as soon as it is whole. Keeps no line; changes nothing.

A ledger may be much larger than memory. Whoever follows it keeps what it needs, and comes back with a `Place` for the
rest: a line can be read again, with the bodies that it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from harness.errors import UsageError
from harness.evidence.order import in_order
from harness.evidence.reading import Evidence, of_lines


class Place(NamedTuple):
    """Where a line lies: the number of its file among those that are followed, and the byte that it begins at."""

    file: int
    at: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger as it stands there: its `kind`, its fields, and where it lies."""

    kind: str
    fields: dict[str, Any]
    place: Place


@dataclass(slots=True)
class _File:
    path: Path
    read: int = 0


@dataclass(slots=True)
class Follower:
    """Follows the run in `folder`, of its files those of a `pattern`. Not safe to call from several threads.

    A UsageError when there is no run there; one that has only begun, and written nothing yet, is one.
    """

    folder: Path
    pattern: str = "*.jsonl"
    _files: list[_File] = field(default_factory=list)
    _known: set[Path] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not (self.folder / "ledger").is_dir():
            found = "a folder without one" if self.folder.is_dir() else "a file" if self.folder.exists() else "nothing"
            raise UsageError(f"{self.folder}: expected the folder of a run, with ledger/ in it; found {found}")

    def news(self) -> Iterator[Line]:
        """Every whole line that was not given before, in the order of each writer; what cannot be read is left out."""
        paths = (path for path in (self.folder / "ledger").glob(self.pattern) if path not in self._known)
        for path in in_order(paths):
            self._known.add(path)
            self._files.append(_File(path))
        for number, file in enumerate(self._files):
            yield from _whole_lines(file, number)

    def evidence(self, places: Iterable[Place]) -> Evidence:
        """What stands in these lines, bodies too, as `reading.read` would give it of a run that has no others."""
        return of_lines(self.folder, ((self._files[one.file].path.stem, self._line(one)) for one in places))

    def said(self, lines: Iterable[Line]) -> Evidence:
        """What these lines say, as `evidence` gives it of their places, of which none has to be read again."""
        told = ((self._files[one.place.file].path.stem, {"kind": one.kind, **one.fields}) for one in lines)
        return of_lines(self.folder, told)

    def _line(self, place: Place) -> dict[str, Any]:
        with self._files[place.file].path.open("rb") as file:
            file.seek(place.at)
            return _parsed(file.readline()) or {}


def _whole_lines(file: _File, number: int) -> Iterator[Line]:
    with file.path.open("rb") as stream:
        stream.seek(file.read)
        for content in stream:
            if not content.endswith(b"\n"):
                return  # its writer is in the middle of it
            place, file.read = Place(number, file.read), file.read + len(content)
            if fields := _parsed(content):
                yield Line(str(fields.pop("kind", "")), fields, place)


def _parsed(content: bytes) -> dict[str, Any] | None:
    try:
        line = json.loads(content.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None
