"""Reads the configuration file of a mock (TOML). Knows files, not what stands in them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from harness.errors import UsageError
from harness.messages import toml_syntax
from harness.mocks.errands.values import mistakes

Table = TypeVar("Table", bound=BaseModel)


def read_as(kind: type[Table], file: Path, *, example: str) -> Table:
    """What `file` holds, as a table of this `kind`. Raises UsageError with every mistake in it."""
    content = read_configuration(file, example=example)
    try:
        return kind.model_validate(content)
    except ValidationError as fault:
        raise UsageError(*(f"{file}: {one}" for one in mistakes(fault))) from None


def read_configuration(file: Path, *, example: str) -> dict[str, Any]:
    """What `file` holds. Raises UsageError with an `example` where it cannot be read, or is no TOML."""
    try:
        text = file.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{file}: byte 0x{error.object[error.start]:02x} in it is not UTF-8; save the file as UTF-8"
        ) from None
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {why(error)}. Name a TOML file, for example with:\n{example}"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{toml_syntax.told(str(error), text, str(file))}\nFor example:\n{example}") from None


def why(error: Exception) -> str:
    """In words why a file cannot be read; what the system says of it without its number and the name again."""
    return (isinstance(error, OSError) and error.strerror) or str(error)
