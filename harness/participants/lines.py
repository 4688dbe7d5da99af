"""On which line each key of a TOML text stands. Knows tables, arrays and keys; values it only steps over.

The text is one that `tomllib` accepts: nothing is validated here. Keys come in the order in which `tomllib` holds them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
DEEPEST = 100
"""How many steps into a text a place can have a line of its own; no table of ours lies nearly as deep."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRINGS = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\]|\\.)*"' r"|'[^']*'",
    re.DOTALL,
)
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]*")
_LONG_NUMBER = re.compile(rf"{_STRINGS.pattern}|#[^\n]*|(?<!\w)(?P<number>\d\w{{100,}})", re.DOTALL | re.ASCII)


def lines(text: str) -> dict[Path, int]:
    """The line, counted from 1, of every table, key and item of an array in `text`, down to `DEEPEST`."""
    top = _Place(1)
    _Scanner(text).read_document(top)
    return dict(_walk(top, ()))


def line_of(path: Path, known: Mapping[Path, int]) -> int:
    """The line of `path`, or of the nearest thing around it that stands in the text; 1 when nothing does."""
    prefixes = (path[:length] for length in range(len(path), 0, -1))
    return next((known[prefix] for prefix in prefixes if prefix in known), 1)


def line_of_long_number(text: str) -> int:
    """The line of the first number of more than a hundred digits, 0 where there is none."""
    found = next((one for one in _LONG_NUMBER.finditer(text) if one["number"]), None)
    return text.count("\n", 0, found.start()) + 1 if found else 0


@dataclass(slots=True)
class _Place:
    line: int
    inside: dict[str | int, _Place] = field(default_factory=dict)
    is_tables: bool = False

    def step(self, key: str | int, line: int) -> _Place:
        return self.inside.setdefault(key, _Place(line))

    def table(self) -> _Place:
        """Where a header or key that leads through here goes on: the last table of an array of tables."""
        return self.inside[len(self.inside) - 1] if self.is_tables else self


def _walk(place: _Place, path: Path) -> Iterator[tuple[Path, int]]:
    for key, inner in place.inside.items():
        yield (*path, key), inner.line
        if len(path) < DEEPEST - 1:
            yield from _walk(inner, (*path, key))


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted, self.line_there = 0, 1

    def read_document(self, top: _Place) -> None:
        table = top
        while self.skip_blank():
            if self.text.startswith("[", self.at):
                table = self.read_header(top)
            else:
                self.read_pair(table)

    def read_header(self, top: _Place) -> _Place:
        line, brackets = self.line(), 2 if self.text.startswith("[[", self.at) else 1
        self.at += brackets
        *outer, last = self.read_key()
        self.skip_blank()
        self.at += brackets
        place = top
        for part in outer:
            place = place.step(part, line).table()
        place = place.step(last, line)
        if brackets == 1:
            place.line = line
            return place
        place.is_tables = True
        return place.step(len(place.inside), line)

    def read_pair(self, table: _Place) -> None:
        line = self.line()
        place = table
        for part in self.read_key():
            place = place.step(part, line)
        self.skip_blank()
        self.at += len("=")
        self.skip_blank()
        self.read_value(place)

    def read_key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self.skip_blank()
            parts.append(self.read_key_part())
            self.skip_blank()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += len(".")

    def read_key_part(self) -> str:
        quoted = _STRINGS.match(self.text, self.at)
        found = quoted or _BARE_KEY.match(self.text, self.at)
        if found is None:
            raise ValueError(f"no key at line {self.line()}")
        self.at = found.end()
        return str(tomllib.loads(f"key = {found[0]}")["key"]) if quoted else found[0]

    def read_value(self, place: _Place) -> None:
        if self.text.startswith("[", self.at):
            self.read_members(place, closing="]")
        elif self.text.startswith("{", self.at):
            self.read_members(place, closing="}")
        else:
            found = _STRINGS.match(self.text, self.at) or _BARE_VALUE.match(self.text, self.at)
            self.at = found.end() if found else self.at

    def read_members(self, place: _Place, *, closing: str) -> None:
        self.at += 1
        while self.skip_blank() and not self.text.startswith(closing, self.at):
            if closing == "]":
                self.read_value(place.step(len(place.inside), self.line()))
            else:
                self.read_pair(place)
            self.skip_blank()
            if self.text.startswith(",", self.at):
                self.at += 1
        self.at += 1

    def skip_blank(self) -> bool:
        """Step over space, line ends and comments; False at the end of the text."""
        blank = _BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at
        return self.at < len(self.text)

    def line(self) -> int:
        self.line_there += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line_there
