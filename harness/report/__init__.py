"""Draws the ledger: results, pages, exports. Reads what was written down; runs nothing, asks nobody.

Names are fetched when they are first used: drawing needs jinja2 and lxml, and most commands need neither.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.report.assembly import read_run
    from harness.report.finishing import finish

_HOMES = {"finish": "finishing", "read_run": "assembly"}

__all__ = ["finish", "read_run"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'harness.report' has no attribute {name!r}")
    return getattr(import_module(f"harness.report.{_HOMES[name]}"), name)
