"""An event in values that JSON can hold, without secrets, and back. Reads no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, time
from typing import Any

from harness import participants as people
from harness.event.event import Entry, Event, Hours, Mentor, National, Track
from harness.participants import Listener, Participants


def snapshot(event: Event) -> dict[str, Any]:
    """`event` as a ledger keeps it: days and times as ISO 8601 writes them, of secrets only where they are kept."""
    national = event.national
    return {
        **{name: getattr(event, name) for name in ("name", "slug", "place", "zone", "grading", "language")},
        "begins": event.begins.isoformat(),
        "ends": event.ends.isoformat(),
        "hours": [{"day": str(each.day), "opens": str(each.opens), "closes": str(each.closes)} for each in event.hours],
        "tracks": [asdict(each) for each in event.tracks],
        "mentors": [asdict(each) for each in event.mentors],
        "entries": [asdict(each) for each in event.entries],
        "national": national and asdict(national),
        "listener": asdict(event.participants.listener),
        "participants": [people.snapshot(each) for each in event.participants],
    }


def restored(told: Mapping[str, Any]) -> Event:
    """The event that a ledger tells of; enough to judge and to report, not to reach anybody."""
    everyone = people.restored(told.get("participants", ())).everyone
    return Event(
        **{name: told.get(name, "") for name in ("name", "slug", "place", "zone", "grading", "language")},
        begins=date.fromisoformat(told["begins"]),
        ends=date.fromisoformat(told["ends"]),
        hours=tuple(map(_hours, told.get("hours", ()))),
        tracks=tuple(Track(**_several(each)) for each in told.get("tracks", ())),
        mentors=tuple(Mentor(**_several(each)) for each in told.get("mentors", ())),
        entries=tuple(Entry(**_several(each)) for each in told.get("entries", ())),
        national=_national(told["national"]) if told.get("national") else None,
        participants=Participants(everyone=everyone, listener=Listener(**told.get("listener", {}))),
    )


def _several(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same with every list as a tuple, as nouns have it."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def _hours(told: Mapping[str, str]) -> Hours:
    opens, closes = (time.fromisoformat(told[key]) for key in ("opens", "closes"))
    return Hours(date.fromisoformat(told["day"]), opens, closes)


def _national(told: Mapping[str, Any]) -> National:
    levels = {name: (level, because) for name, (level, because) in told.get("levels", {}).items()}
    return National(**_several(told) | {"levels": levels})
