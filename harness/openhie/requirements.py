"""Knows every requirement there is, with its hint. Knows nothing of who tests it.

The columns of the files are described in ``fixtures/requirements/README.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from harness import folders
from harness.errors import UsageError
from harness.openhie import hints, requirement_files
from harness.openhie.requirement import Change, Hint, Requirement
from harness.openhie.spelling import unknown

__all__ = ["Catalogue", "Change", "Hint", "Requirement"]


class Catalogue:
    """The requirements in a fixed order: OpenHIE's, then each family by its number, then a country's own as given."""

    def __init__(self, requirements: Iterable[Requirement]) -> None:
        self._by_id = {each.requirement: each for each in requirements}
        self.identifiers = {each.requirement: each.identifier for each in self._by_id.values() if each.identifier}
        """The identifier domains (URIs) that a country wants patients to be known by, by their requirements' ids."""
        asked = (each.national for each in self._by_id.values() if each.national)
        self.numbers = {each.identifier: each.numbers for each in asked if each.numbers}
        """How the numbers of such a domain (URI) look, a regular expression, where the country says so."""

    @classmethod
    def load(cls, *files: Path | str) -> Catalogue:
        """The catalogue that came with the harness, and after it the requirements of `files` (CSV).

        Raises UsageError with every mistake of every file, each with file and line, what was found and what is valid.
        """
        return cls.read((*_own(), *map(Path, files)), sorted((folders.fixtures() / "hints").glob("*.toml")))

    @classmethod
    def read(cls, files: Iterable[Path], hint_files: Iterable[Path] = ()) -> Catalogue:
        """The requirements of `files` alone, with the hints of `hint_files`. Raises UsageError as `load` does."""
        requirements, mistakes = _requirements(files)
        words, wrong = hints.read(hint_files)
        wrong += [f"A hint is given for {name}, which no file describes." for name in words if name not in requirements]
        if mistakes or wrong:
            raise UsageError(*mistakes, *([] if mistakes else wrong))
        return cls(replace(each, hint=words.get(name)) for name, each in requirements.items())

    def requirement(self, identifier: str) -> Requirement:
        """The requirement with this normalised id. Raises UsageError with what was meant and what is valid."""
        if identifier not in self._by_id:
            meant = next((each.requirement for each in self if each.spec_id == identifier), None)
            raise unknown("requirement", identifier, self._by_id, meant=meant, listed_by="harness catalogue")
        return self._by_id[identifier]

    def counting(self, identifiers: Iterable[str]) -> tuple[str, ...]:
        """Those of `identifiers` that no country left out; one that nobody knows stays, to be told of."""
        return tuple(one for one in identifiers if one not in self._by_id or not self._by_id[one].left_out)

    def of_option(self, option: str) -> tuple[Requirement, ...]:
        """The requirements that fall away for a participant that does without `option`."""
        return tuple(each for each in self if each.option == option)

    def __iter__(self) -> Iterator[Requirement]:
        """Every requirement, in the fixed order."""
        return iter(self._by_id.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_id)

    def __contains__(self, identifier: object) -> bool:
        """Whether there is a requirement with this normalised id."""
        return identifier in self._by_id


def _own() -> list[Path]:
    files = (folders.fixtures() / "requirements").glob("*.csv")
    return sorted(files, key=lambda file: (file.stem != "openhie", _by_number(file.stem)))


def _by_number(name: str) -> list[str | int]:
    """`name` in pieces that sort ITI-78 before ITI-104."""
    return [int(piece) if piece.isdigit() else piece for piece in re.split(r"(\d+)", name)]


def _requirements(files: Iterable[Path]) -> tuple[dict[str, Requirement], list[str]]:
    requirements: dict[str, Requirement] = {}
    places: dict[str, str] = {}
    mistakes: list[str] = []
    for file in files:
        found, here, wrong = requirement_files.read(file)
        mistakes += wrong
        mistakes += [f"{here[name]}: {name} is already described at {places[name]}." for name in here if name in places]
        requirements |= {each.requirement: each for each in found}
        places = here | places
    return requirements, mistakes
