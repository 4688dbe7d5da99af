"""What people and places are called: reads ``names.toml``. Knows words, not what bears them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Word:
    """A word in Latin letters, and as it is written in its own script (empty where that is Latin)."""

    latin: str
    native: str = ""

    def __add__(self, other: Word) -> Word:
        return Word(self.latin + other.latin, self.native and self.native + other.native)

    def within(self, frame: Word) -> Word:
        """`frame` with this word in the place of its braces."""
        return Word(frame.latin.format(self.latin), frame.native and frame.native.format(self.native))


@dataclass(frozen=True, slots=True)
class Tongue:
    """How one region speaks: `kinds` are a hospital, a health centre and a health post, with braces for the place."""

    code: str
    name: Word
    language: str
    first: Sequence[Word]
    second: Sequence[Word]
    kinds: Sequence[Word]
    women: Sequence[Word]
    men: Sequence[Word]
    family: Sequence[Word]

    def place(self, number: int) -> Word:
        """The name of a place; no two have the same below the number of all that can be made (49)."""
        turn, step = divmod(number, len(self.first))
        return _tidy(self.first[step] + self.second[(turn + step) % len(self.second)])

    def person(self, number: int) -> tuple[Word, Word, str]:
        """A given name, a family name and a gender; women and men take turns, and no name comes twice below 336."""
        turn, step = divmod(number, len(self.women) + len(self.men))
        given, gender = (self.men, "male") if step % 2 else (self.women, "female")
        return given[step // 2], self.family[(turn + step) % len(self.family)], gender


@cache
def tongues() -> tuple[Tongue, ...]:
    """The twelve regions' ways of speaking, in order."""
    return tuple(_tongue(table) for table in read("names.toml")["region"])


def read(name: str) -> dict[str, Any]:
    """One of the data files beside this module."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _tongue(table: dict[str, Any]) -> Tongue:
    lists = {key: tuple(map(_word, value)) for key, value in table.items() if isinstance(value, list)}
    return Tongue(code=table["code"], name=_word(table["name"]), language=table["language"], **lists)


def _word(text: str) -> Word:
    return Word(*text.split("|"))


def _tidy(word: Word) -> Word:
    return Word(word.latin[0].upper() + word.latin[1:], word.native)
