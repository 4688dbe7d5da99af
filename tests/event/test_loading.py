"""An event's file is read whole, and kept in a ledger and read back from there."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path

import pytest

from harness import event
from harness.errors import UsageError
from harness.event import Entry, Event, Hours

WHOLE = """
[event]
name = "Connect-a-thon Nairobi"
begins = 2027-03-15
ends = 2027-03-19
zone = "Africa/Nairobi"

[[hours]]
day = 2027-03-15
opens = "08:30"
closes = 17:00:00

[[tracks]]
title = "Patient identity"
workflows = ["CRWF-1", "W-02"]

[[tracks]]
title = "Alerts"
slug = "mach"
workflows = ["W-23"]

[[mentors]]
name = "Wanjiru"
tracks = ["mach"]

[national]
title = "Kenya"
identifiers = ["urn:oid:2.16.404.1"]
levels."104-02" = { level = "SHOULD", because = "not before 2028" }

[[participants]]
name = "Amani"
actors = ["client_registry"]
endpoints.fhir = "http://localhost:1/fhir"
tracks = ["Patient identity"]
mentor = "Wanjiru"

[[participants]]
name = "Kengele"
actors = ["alert_aggregator"]
endpoints.fhir = "http://localhost:2/fhir"
"""


@pytest.fixture
def nairobi(tmp_path: Path) -> Event:
    """An event with everything that it can have."""
    file = tmp_path / "event.toml"
    file.write_text(WHOLE, encoding="utf-8")
    return event.load(file)


def test_all_that_stands_in_it_is_read(nairobi: Event) -> None:
    assert nairobi.hours == (Hours(date(2027, 3, 15), time(8, 30), time(17)),)
    assert nairobi.entry("Amani") == Entry("Amani", ("patient-identity",), "Wanjiru")
    assert [one.name for one in nairobi.participants] == ["Amani", "Kengele"]


def test_a_ledger_keeps_it(nairobi: Event) -> None:
    kept = json.loads(json.dumps(event.snapshot(nairobi)))
    again = event.restored(kept)
    assert (again.national, again.tracks, again.hours) == (nairobi.national, nairobi.tracks, nairobi.hours)
    assert json.loads(json.dumps(event.snapshot(again))) == kept


@pytest.mark.parametrize(
    ("name", "workflow", "takes_part"),
    [("Amani", "W-01", True), ("Amani", "CRWF-2", True), ("Amani", "W-23", False), ("Kengele", "W-01", True)],
)
def test_a_participant_takes_part_in_its_tracks_and_in_all_where_it_names_none(
    nairobi: Event, name: str, workflow: str, takes_part: bool
) -> None:
    assert nairobi.takes_part(name, workflow) is takes_part


def test_a_file_of_participants_is_no_event(tmp_path: Path) -> None:
    file = tmp_path / "event.toml"
    file.write_text(WHOLE[WHOLE.index("[[participants]]") :])
    with pytest.raises(UsageError, match=r"event.toml:1: event: missing; expected a table \[event\]"):
        event.load(file)
