"""A secret and where it is kept: an environment variable or a file. A file of participants never holds it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is shown to nobody.

    `where` is its place in the participant's table (``authentication.token``, ``headers.X-API-Key``). Exactly one of
    `env` (the name of an environment variable) and `file` (a path) is set. `value` is never printed; it is empty where
    secrets were not asked for.
    """

    where: str
    env: str = ""
    file: str = ""
    value: str = field(default="", repr=False, compare=False)

    @property
    def source(self) -> str:
        """Where the value comes from, in words for a person."""
        return f"the environment variable {self.env}" if self.env else f"the file {self.file}"

    @property
    def reference(self) -> dict[str, str]:
        """The inline table that stands for it in TOML."""
        return {"env": self.env} if self.env else {"file": self.file}


def reveal(reference: dict[str, str], folder: Path) -> str:
    """The value behind ``{"env": NAME}`` or ``{"file": path}``, the path read from `folder`.

    Raises LookupError with a sentence that says what to do, never with the value in it.
    """
    value = _variable(reference["env"]) if "env" in reference else _content(folder / reference["file"])
    if any(not letter.isprintable() for letter in value):
        raise LookupError(
            "the secret has a line break or another character that no credential has; keep it on one line"
        )
    return value


def _variable(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        state = "empty" if name in os.environ else "not set"
        raise LookupError(f"the environment variable {name} is {state}; set it where the harness is started")
    return value


def _content(path: Path) -> str:
    try:
        value = path.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        raise LookupError(
            f"the file {path} cannot be read ({error.strerror}); create it, with the secret alone in it"
        ) from error
    except UnicodeDecodeError as error:
        raise LookupError(
            f"the file {path} is not UTF-8 text; save it as UTF-8, with the secret alone in it"
        ) from error
    if not value:
        raise LookupError(f"the file {path} is empty; put the secret into it")
    return value
