"""Knows the files of hints: a mentor's words on each requirement. Knows nothing of findings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from harness.openhie.requirement import Hint

WORDS = ("explanation", "likely", "mend")
_ALL = {*WORDS, "example"}


def read(files: Iterable[Path]) -> tuple[dict[str, Hint], list[str]]:
    """The hint of each requirement id in `files` (TOML, a table an id), and every mistake found, a sentence each."""
    hints: dict[str, Hint] = {}
    mistakes: list[str] = []
    for file in files:
        tables, wrong = _tables(file)
        mistakes += wrong
        for name, words in tables.items():
            wrong = _mistakes(words) + ["has another hint already"] * (name in hints)
            mistakes += [f"{file} [{name}]: {text}." for text in wrong]
            if not wrong:
                hints[name] = Hint(**{key: text.strip() for key, text in words.items()})
    return hints, mistakes


def _tables(file: Path) -> tuple[dict[str, dict[str, str]], list[str]]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")), []
    except (OSError, ValueError) as error:
        return {}, [f"{file}: {error}."]


def _mistakes(words: object) -> list[str]:
    if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
        return ["expected a table of texts"]
    missing = [f"{key} is missing or empty" for key in WORDS if not str(words.get(key, "")).strip()]
    return missing + [f"there is no key {key!r}" for key in words if key not in _ALL]
