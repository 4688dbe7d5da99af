"""Reads a file of participants: every mistake at once, each with its line. Knows files; the rest it asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from harness.errors import UsageError
from harness.participants.building import build
from harness.participants.consistency import inconsistencies
from harness.participants.lines import lines
from harness.participants.mistakes import from_shape, told
from harness.participants.participant import Participants
from harness.participants.ports import missing_certificates, missing_ports
from harness.participants.shape import File

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_NOTHING = (
    'the file says nothing; begin with [[participants]] and name = "…" under it '
    "(fixtures/participants/example.toml is one to copy)"
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def load(path: Path | str, *, with_secrets: bool = True) -> Participants:
    """The participants in the file at `path` (TOML 1.0, UTF-8).

    Raises UsageError with every mistake, a line each: ``event.toml:14: Kijani EMR, actors[1]: …``. Without secrets,
    nothing is read from the environment or from files of secrets, and their values stay empty.
    """
    file = Path(path)
    return parse(_text(file), file=str(path), folder=file.absolute().parent, with_secrets=with_secrets)


def parse(text: str, *, file: str, folder: Path, with_secrets: bool = True) -> Participants:
    """The same from the text of a file; `file` is what mistakes call it, `folder` what its paths are read from."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(_syntax(str(error), text, file)) from error
    except RecursionError as error:
        raise UsageError(f"{file}:1: not TOML that can be read: lists stand in lists a thousand deep") from error
    if not data:
        raise UsageError(f"{file}:1: {_NOTHING}")
    mistakes = [*inconsistencies(data, folder, with_secrets=with_secrets), *missing_ports(data)]
    mistakes += missing_certificates(data)
    try:
        shaped = File.model_validate(data)
    except ValidationError as error:
        mistakes += map(from_shape, error.errors(include_url=False))
    if mistakes:
        raise told(mistakes, file=file, known=lines(text), data=data)
    return build(shaped, folder, with_secrets=with_secrets)


def _text(file: Path) -> str:
    if file.is_dir():
        found = ", ".join(sorted(each.name for each in file.glob("*.toml"))) or "no file that ends in .toml"
        raise UsageError(f"{file} is a folder; give the file of participants itself (in it: {found})")
    try:
        content = file.read_bytes()
    except FileNotFoundError as error:
        beside = ", ".join(sorted(each.name for each in file.parent.glob("*.toml"))) or "none"
        raise UsageError(f"There is no file {file}. Files beside it that end in .toml: {beside}.") from error
    except OSError as error:
        raise UsageError(f"The file {file} cannot be read: {error.strerror}.") from error
    return _decoded(content, file).replace("\r\n", "\n")


def _decoded(content: bytes, file: Path) -> str:
    if content.startswith(_UTF_16):
        raise UsageError(f"{file}:1: the file is UTF-16 (Windows calls it Unicode); save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise UsageError(
            f"{file}:{line}: byte 0x{content[error.start]:02x} in column {column} is not UTF-8; save the file as UTF-8"
        ) from error


def _syntax(message: str, text: str, file: str) -> str:
    found = _PLACE.search(message)
    reason = _PLACE.sub("", message)
    hint = " (a key or table stands twice)" if reason.startswith(("Cannot overwrite", "Cannot declare")) else ""
    if found is None or found[1] is None:
        return f"{file}:{text.count(chr(10)) + 1}: not TOML: {reason}, at the end of the file{hint}"
    return f"{file}:{found[1]}: not TOML: {reason}, in column {found[2]}{hint}"
