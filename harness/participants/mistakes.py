"""What is wrong in a file that names participants, said to the person who wrote it. Finds none itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from harness.errors import UsageError
from harness.openhie.spelling import did_you_mean
from harness.participants.form import Form
from harness.participants.lines import Path, line_of
from harness.participants.raw import text
from harness.participants.values import offer

LONGEST = 60
_NEVER_SHOWN = {"authentication", "headers", "secret"}
_OTHERS = {"participants": "participant", "tracks": "track", "mentors": "mentor"}
_CALLED_BY = ("name", "title")
_LITERAL = re.compile(r"'([^']*)'")
_NUMBERS = ("float_type", "int_type")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, at `path` in the file, with what would be right."""

    path: Path
    sentence: str
    beside: Path = ()
    """The place of what it clashes with, which is told in the sentence at ``({line})``. Empty where there is none."""
    in_cells: str = ""
    """The sentence for whoever fills in cells of a spreadsheet, where that is another."""

    def said(self, beside: str = "") -> str:
        """The sentence, with where that is which it clashes with, as far as it is known: ``line 7``."""
        return self.sentence.replace(" ({line})", f" ({beside})" if beside else "") if self.beside else self.sentence


def told(mistakes: Iterable[Mistake], *, file: str, known: Mapping[Path, int], data: Mapping[str, Any]) -> UsageError:
    """All `mistakes` as one error, each with its line (from `known`) and its place (from `data`), sorted by line."""
    found = {
        (line_of(each.path, known), f"{place(each.path, data)}{each.said(f'line {line_of(each.beside, known)}')}")
        for each in mistakes
    }
    return UsageError(*(f"{file}:{line}: {sentence}" for line, sentence in sorted(found)))


def place(path: Path, data: Mapping[str, Any]) -> str:
    """``Kijani EMR, actors[1]: `` for a path into the file, empty for the file as a whole."""
    if len(path) == 1 and path[0] == "participants":
        return ""
    if len(path) < 2 or not isinstance(path[1], int):
        return _dotted(path)
    inside = _dotted(path[2:])
    label = _label(str(path[0]), path[1], data)
    return f"{label}, {inside}" if inside else f"{label}: "


def _label(outer: str, index: int, data: Mapping[str, Any]) -> str:
    """What one of many tables is called: by its own name, else ``participant 2``."""
    one = data[outer][index]
    names = (text(one, key) for key in _CALLED_BY)
    return next((name for name in names if name.isprintable() and name), f"{_OTHERS.get(outer, outer)} {index + 1}")


def _dotted(path: Path) -> str:
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"{text.removeprefix('.')}: " if text else ""


def from_shape(error: ErrorDetails, form: Form[Any]) -> Mistake:
    """What pydantic found in a file of this form, in our words."""
    path = tuple(error["loc"])
    if path[-1:] == ("[key]",):  # a key that a table of names refuses
        path = path[:-1]
    match error["type"]:
        case "extra_forbidden":
            return Mistake(path, _unknown_key(path, form))
        case "missing":
            return Mistake(path, f"missing; expected {_expected(path, form)}")
        case "sentence":
            return Mistake(path, error["msg"])
        case "literal_error":
            valid = _LITERAL.findall(error["ctx"]["expected"])
            said = f"found {_shown(error['input'], path)}, expected one of {_quoted(valid)}"
            meant = did_you_mean(str(error["input"]), valid)
            return Mistake(path, f"{said}.{meant}" if meant else said)
        case kind:
            said = f"found {_shown(error['input'], path)}, expected {_expected(path, form)}"
            return Mistake(path, f"{said}{_rewritten(kind, error['input'], path)}", in_cells=said)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names if name)


def _rewritten(kind: str, found: object, path: Path) -> str:
    """How the value is written rightly, where it is the right one in the wrong dress; else empty."""
    if not isinstance(found, str) or _NEVER_SHOWN & set(path):
        return ""
    if kind == "list_type" and found.strip():
        return f"; write it in brackets: {path[-1]} = [{json.dumps(found.strip(), ensure_ascii=False)}]"
    if kind in _NUMBERS:
        number = found.strip().replace(".", "", 1).isdecimal()
        return f"; write it without quotes: {path[-1]} = {found.strip()}" if number else "; write a number, in digits"
    if kind == "bool_type":
        return "; write true or false without quotes"
    return ""


def _unknown_key(path: Path, form: Form[Any]) -> str:
    *outer, key = (step for step in path if isinstance(step, str))
    if moved := misplaced(tuple(outer), key, form):
        return moved
    if not outer and key in form.keys("participants"):
        return f"this belongs to a participant; write [participants.{key}] under its [[participants]]"
    if len(outer) < 2 and key in form.elsewhere:
        return form.elsewhere[key]
    return f"there is no such key.{offer(key, form.keys(*outer))}"


def misplaced(outer: tuple[str, ...], key: str, form: Form[Any]) -> str:
    """The sentence for a participant's own key that landed in a table inside it, as TOML has it; else empty."""
    own = form.keys("participants")
    if len(outer) != 2 or outer[0] != "participants" or key not in own or key in form.keys(*outer):
        return ""
    return (
        f"this stands inside [participants.{outer[1]}], because it comes after that line; "
        f"move it up, above the first [participants. …] line of its participant"
    )


def _expected(path: Path, form: Form[Any]) -> str:
    return form.takes(tuple(step for step in path if isinstance(step, str)))


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
