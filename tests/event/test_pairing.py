"""Who could meet whom in a workflow, and which pairs are tried next."""

from __future__ import annotations

from datetime import date

import pytest

from harness import participants as people
from harness.event import Entry, Event, Track
from harness.event.event import workflow_id
from harness.event.pairing import Need, next_pairs, partners, plays_in, spelled
from harness.participants import Participants

REGISTRY, SERVICE = "client_registry", "point_of_service"
CAME = {
    "Amani": [REGISTRY],
    "Baobab": [REGISTRY],
    "Chui": [SERVICE],
    "Duma": [SERVICE, REGISTRY],
    "Embe": ["shared_health_record"],
}


@pytest.fixture
def event() -> Event:
    told = [{"name": name, "slug": name.lower(), "actors": actors, "endpoints": {}} for name, actors in CAME.items()]
    everyone = people.restored(told).everyone
    day = date(2027, 3, 15)
    return Event(name="N", slug="n", begins=day, ends=day, participants=Participants(everyone=everyone))


def test_a_partner_plays_the_other_side(event: Event) -> None:
    assert partners(event, "Amani", "CRWF-1") == ("Chui", "Duma")
    assert partners(event, "Chui", "CRWF-1") == ("Amani", "Baobab", "Duma")
    assert partners(event, "Embe", "CRWF-1") == ()


def test_a_country_s_own_workflow_has_the_sides_that_were_cast(event: Event) -> None:
    assert partners(event, "Amani", "KE-1", cast=[REGISTRY, SERVICE]) == ("Chui", "Duma")
    assert partners(event, "Amani", "KE-1") == ()


def test_only_who_takes_part_in_the_track_is_a_partner(event: Event) -> None:
    import dataclasses

    tracks = (Track("ids", "Identity", ("CRWF-1",)), Track("shr", "Records", ("W-33",)))
    narrow = dataclasses.replace(event, tracks=tracks, entries=(Entry("Chui", ("shr",)),))
    assert partners(narrow, "Amani", "W-01") == ("Duma",)
    assert (plays_in(narrow, "Amani", "W-01"), plays_in(narrow, "Chui", "W-01")) == (True, False)


def test_the_pair_that_helps_most_comes_first_and_nobody_is_in_two() -> None:
    needs = [
        Need("Amani", "CRWF-1", 1, ("Chui", "Duma")),
        Need("Amani", "CRWF-2", 1, ("Chui",)),
        Need("Chui", "CRWF-1", 2, ("Amani", "Baobab")),
        Need("Baobab", "CRWF-1", 1, ("Chui", "Duma")),
    ]
    found = next_pairs(needs)
    assert [(one.one, one.other, one.helps) for one in found] == [("Amani", "Chui", 3), ("Baobab", "Duma", 1)]
    assert found[0].workflows == ("CRWF-1", "CRWF-2")


def test_of_equal_pairs_whoever_has_least_choice_is_served_first() -> None:
    needs = [Need("Amani", "CRWF-1", 1, ("Chui", "Duma")), Need("Baobab", "CRWF-1", 1, ("Chui",))]
    assert [(one.one, one.other) for one in next_pairs(needs)] == [("Baobab", "Chui"), ("Amani", "Duma")]


def test_a_workflow_has_one_id_and_the_name_that_people_use() -> None:
    assert (workflow_id("CRWF-1"), workflow_id("KE-1")) == ("W-01", "KE-1")
    assert (spelled("W-01"), spelled("W-33"), spelled("KE-1")) == ("CRWF-1", "W-33", "KE-1")
