"""The event: its file, who meets whom, how it is graded. Plays nothing and draws nothing."""

from __future__ import annotations

from harness.event.event import Entry, Event, Hours, Mentor, National, Track

__all__ = ["Entry", "Event", "Hours", "Mentor", "National", "Track"]
