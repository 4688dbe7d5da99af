"""The nouns of an event."""

from __future__ import annotations

from datetime import date

from harness.event import Entry, Event

NAIROBI = Event(
    name="Nairobi 2027",
    slug="nairobi-2027",
    begins=date(2027, 3, 1),
    ends=date(2027, 3, 5),
    entries=(Entry("Kijani EMR", tracks=("identity",)),),
)


def test_who_is_entered_for_tracks_has_them() -> None:
    assert NAIROBI.entry("Kijani EMR").tracks == ("identity",)


def test_who_is_entered_for_nothing_has_no_tracks() -> None:
    assert NAIROBI.entry("Baobab LIS") == Entry("Baobab LIS")
