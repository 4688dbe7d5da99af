"""The event: its file, who meets whom, how it is graded. Plays nothing and draws nothing.

What reads a file is fetched when it is first used: it needs pydantic, and most of the harness does not.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from harness.event.confidence import restored, snapshot
from harness.event.event import Entry, Event, Hours, Mentor, National, Track

if TYPE_CHECKING:
    from harness.event.choosing import chosen
    from harness.event.loading import load, systems
    from harness.event.overlay import catalogue

_HOMES = {"catalogue": "overlay", "chosen": "choosing", "load": "loading", "systems": "loading"}

__all__ = [
    "Entry",
    "Event",
    "Hours",
    "Mentor",
    "National",
    "Track",
    "catalogue",
    "chosen",
    "load",
    "restored",
    "snapshot",
    "systems",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'harness.event' has no attribute {name!r}")
    return getattr(import_module(f"harness.event.{_HOMES[name]}"), name)
