"""Reads a file that names participants: every mistake at once, each with its line. Knows files alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from harness.errors import UsageError
from harness.messages import toml_syntax
from harness.participants.building import build
from harness.participants.consistency import inconsistencies
from harness.participants.form import PARTICIPANTS, Form, Shape
from harness.participants.lines import line_of_long_number, lines
from harness.participants.mistakes import Mistake, from_shape, told
from harness.participants.participant import Participants
from harness.participants.ports import missing_certificates, missing_ports
from harness.participants.raw import Raw

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: what mistakes call it, its text, its tables, and the folder that its paths begin in."""

    file: str
    text: str
    data: Raw
    folder: Path

    @classmethod
    def read(cls, path: Path | str) -> Source:
        """The file at `path` (TOML 1.0, UTF-8). Raises UsageError where it is no TOML."""
        file = Path(path)
        return cls.parse(_text(file), file=str(path), folder=file.absolute().parent)

    @classmethod
    def parse(cls, text: str, *, file: str, folder: Path) -> Source:
        """The same from the text of a file."""
        data: Raw = {}
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UsageError(toml_syntax.told(str(error), text, file)) from error
        except RecursionError as error:
            raise UsageError(f"{file}:1: not TOML that can be read: lists stand in lists a thousand deep") from error
        except ValueError:  # Python makes no number of so many digits; what it is told of below
            pass
        if line := line_of_long_number(text):
            raise UsageError(
                f"{file}:{line}: a number here has more than a hundred digits; no number of ours is so long"
            )
        return cls(file, text, data, folder)


def load(path: Path | str, *, with_secrets: bool = True) -> Participants:
    """The participants in the file at `path`.

    Raises UsageError with every mistake, a line each: ``event.toml:14: Kijani EMR, actors[1]: …``. Without secrets,
    nothing is read from the environment or from files of secrets, and their values stay empty.
    """
    source = Source.read(path)
    return build(checked(source, PARTICIPANTS, with_secrets=with_secrets), source.folder, with_secrets=with_secrets)


def parse(text: str, *, file: str, folder: Path, with_secrets: bool = True) -> Participants:
    """The same from the text of a file; `file` is what mistakes call it, `folder` what its paths are read from."""
    source = Source.parse(text, file=file, folder=folder)
    return build(checked(source, PARTICIPANTS, with_secrets=with_secrets), folder, with_secrets=with_secrets)


def checked(source: Source, form: Form[Shape], *, with_secrets: bool) -> Shape:
    """The tables of `source`, all of them right. Raises UsageError with every mistake of every table."""
    if not source.data:
        raise UsageError(f"{source.file}:1: the file says nothing; begin with {form.begin}")
    mistakes, shaped = mistakes_in(source.data, source.folder, form, with_secrets=with_secrets)
    if mistakes or shaped is None:
        raise told(mistakes, file=source.file, known=lines(source.text), data=source.data)
    return shaped


def mistakes_in(
    data: Raw, folder: Path, form: Form[Shape], *, with_secrets: bool
) -> tuple[list[Mistake], Shape | None]:
    """Every mistake in the tables of a file, and the tables where there is none of shape."""
    mistakes = [*inconsistencies(data, folder, form=form, with_secrets=with_secrets), *missing_ports(data)]
    mistakes += [*missing_certificates(data), *form.between(data, folder)]
    shaped: Shape | None = None
    try:
        shaped = form.shape.model_validate(data)
    except ValidationError as error:
        mistakes += [from_shape(one, form) for one in error.errors(include_url=False)]
    return mistakes, shaped


def content(file: Path) -> str:
    """The text of a file in UTF-8. Raises UsageError where it cannot be read, or is written otherwise."""
    return _decoded(_bytes(file), file)


def _text(file: Path) -> str:
    if file.is_dir():
        found = ", ".join(sorted(each.name for each in file.glob("*.toml"))) or "no file that ends in .toml"
        raise UsageError(f"{file} is a folder; give the file of participants itself (in it: {found})")
    return content(file).replace("\r\n", "\n")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        ending = file.suffix or ".toml"
        beside = ", ".join(sorted(each.name for each in file.parent.glob(f"*{ending}"))) or "none"
        raise UsageError(f"There is no file {file}. Files beside it that end in {ending}: {beside}.") from error
    except OSError as error:
        raise UsageError(f"The file {file} cannot be read: {error.strerror}.") from error


def _decoded(raw: bytes, file: Path) -> str:
    if raw.startswith(_UTF_16):
        raise UsageError(f"{file}:1: the file is UTF-16 (Windows calls it Unicode); save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        raise UsageError(
            f"{file}:{line}: byte 0x{raw[error.start]:02x} in column {column} is not UTF-8; save the file as UTF-8"
        ) from error
