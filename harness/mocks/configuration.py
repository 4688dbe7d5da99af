"""Reads the configuration file of a mock (TOML). Knows files, not what stands in them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from harness.errors import UsageError


def read_configuration(
    file: Path, mistakes: Callable[[dict[str, Any]], Iterable[str]], *, example: str
) -> dict[str, Any]:
    """What `file` says. Raises UsageError with all the `mistakes` in it, or with an `example` where it is no TOML."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}. Name a TOML file, for example with:\n{example}") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: expected TOML, found {error}. For example:\n{example}") from None
    if found := [f"{file}: {mistake}" for mistake in mistakes(content)]:
        raise UsageError(*found)
    return content
