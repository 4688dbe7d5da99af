"""What is wrong in a file of participants, said to the person who wrote it. Finds none itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from harness.errors import UsageError
from harness.participants.lines import Path, line_of
from harness.participants.shape import EXPECTED, TABLES
from harness.participants.values import offer

LONGEST = 60
_NEVER_SHOWN = {"authentication", "headers", "secret"}
_IN_TABLES_OF_NAMES = {
    "headers": "the header's value, as text",
    "not_supported": "the reason, in words",
    "sources": "one of its domains, by URI, OID or namespace",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, at `path` in the file, with what would be right."""

    path: Path
    sentence: str


def told(mistakes: Iterable[Mistake], *, file: str, known: Mapping[Path, int], data: Mapping[str, Any]) -> UsageError:
    """All `mistakes` as one error, each with its line (from `known`) and its place (from `data`), sorted by line."""
    found = {(line_of(each.path, known), f"{place(each.path, data)}{each.sentence}") for each in mistakes}
    return UsageError(*(f"{file}:{line}: {sentence}" for line, sentence in sorted(found)))


def place(path: Path, data: Mapping[str, Any]) -> str:
    """``Kijani EMR, actors[1]: `` for a path into the file, empty for the file as a whole."""
    if path[:1] != ("participants",):
        return _dotted(path)
    if len(path) == 1 or not isinstance(path[1], int):
        return ""
    inside = _dotted(path[2:])
    label = _label(path[1], data)
    return f"{label}, {inside}" if inside else f"{label}: "


def _label(index: int, data: Mapping[str, Any]) -> str:
    table = data["participants"][index]
    name = table.get("name") if isinstance(table, dict) else None
    return name.strip() if isinstance(name, str) and name.strip() else f"participant {index + 1}"


def _dotted(path: Path) -> str:
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"{text.removeprefix('.')}: " if text else ""


def from_shape(error: ErrorDetails) -> Mistake:
    """What pydantic found, in our words."""
    path = tuple(error["loc"])
    if path[-1:] == ("[key]",):  # a key that a table of names refuses
        path = path[:-1]
    match error["type"]:
        case "extra_forbidden":
            return Mistake(path, _unknown_key(path))
        case "missing":
            return Mistake(path, f"missing; expected {_expected(path)}")
        case "sentence":
            return Mistake(path, error["msg"])
        case _:
            return Mistake(path, f"found {_shown(error['input'], path)}, expected {_expected(path)}")


def _unknown_key(path: Path) -> str:
    *outer, key = (step for step in path if isinstance(step, str))
    valid = list(TABLES[tuple(outer)].model_fields)
    if moved := misplaced(tuple(outer), key):
        return moved
    if not outer and key in TABLES[("participants",)].model_fields:
        return f"this belongs to a participant; write [participants.{key}] under its [[participants]]"
    return f"there is no such key.{offer(key, valid)}"


def misplaced(outer: tuple[str, ...], key: str) -> str:
    """The sentence for a participant's own key that landed in a table inside it, as TOML has it; else empty."""
    own = TABLES[("participants",)].model_fields
    if len(outer) != 2 or key not in own or key in getattr(TABLES.get(outer), "model_fields", ()):
        return ""
    return (
        f"this stands inside [participants.{outer[1]}], because it comes after that line; "
        f"move it up, above the first [participants. …] line of its participant"
    )


def _expected(path: Path) -> str:
    if len(path) == 4 and path[2] in _IN_TABLES_OF_NAMES:
        return _IN_TABLES_OF_NAMES[str(path[2])]
    if path[-2:] == ("endpoints", "hl7v2"):
        return EXPECTED["endpoints.hl7v2"]
    return next(
        (EXPECTED[step] for step in reversed(path) if isinstance(step, str) and step in EXPECTED), "no such value"
    )


def _shown(value: object, path: Path) -> str:
    if _NEVER_SHOWN & set(path) and path[-1] not in ("kind", "user"):
        return _kind(value)
    if isinstance(value, dict | list):
        return _kind(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _kind(value: object) -> str:
    match value:
        case dict():
            return "a table"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case str():
            return "a text"
        case _:
            return "a value"
