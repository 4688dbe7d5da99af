"""A run in the formats of others, a module each; every one is made of the same `Run`. Judges nothing, writes no file.

Modules are fetched when they are first used: one of them needs WeasyPrint, which not everybody has.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from harness.errors import UsageError
from harness.report.model import Run

FORMATS: Final = ("csv", "ctrf", "earl", "gitb", "har", "junit", "pdf", "postman", "testreport")
"""The formats by name: that of the module, and of the function in it, which takes a `Run` and gives its bytes."""


def export(run: Run, form: str) -> bytes:
    """`run` in the format `form`. A UsageError where there is no such format, or what it needs is not installed."""
    if form not in FORMATS:
        raise UsageError(f"--format {form}: there is no such format; there are {', '.join(FORMATS)}")
    made: bytes = getattr(import_module(f"harness.report.exports.{form}"), form)(run)
    return made
