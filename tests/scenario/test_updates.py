"""Who asks for updates: what comes early is taken in its time, and our own registry learns what it was answered."""

from __future__ import annotations

from dataclasses import replace

from harness.evidence.exchange import Exchange
from harness.scenario.inbox import Inbox, Wait
from harness.scenario.proof import played
from harness.transactions import CareServicesUpdates
from tests.library import CATALOGUE, LIBRARY
from tests.seen import crossed, request

ADDRESS, BASE = ("follower", "facility_registry", "fhir"), "/follower/facility_registry/fhir"


def polled(kind: str, at: float) -> Exchange:
    """A request for updates that arrived at this time."""
    asked = request("GET", f"{BASE}/{kind}/_history?_since=2026-11-26T00:00:00Z")
    return crossed(replace(asked, at=at))


def taken(*arrived: Exchange, since: float) -> Exchange | None:
    """What a wait for Locations takes that opens after these arrived; it began at `since`."""
    inbox = Inbox(lambda *_: None)
    inbox.keep(ADDRESS)
    for one in arrived:
        inbox.deliver(one, *ADDRESS[:2], BASE)
    return inbox.open(Wait(*ADDRESS[:2], CareServicesUpdates("Location"), BASE, since)).exchange


def test_what_was_asked_before_anybody_waited_is_taken() -> None:
    assert taken(polled("Organization", 5.0), polled("Location", 6.0), since=4.0) == polled("Location", 6.0)


def test_what_was_asked_before_the_step_began_tells_nothing_of_it() -> None:
    assert taken(polled("Location", 3.0), since=4.0) is None


def test_a_layer_stands_in_nobody_s_way_to_a_registry_that_is_followed() -> None:
    found = {one.script.name: one.script for one in LIBRARY}
    script = found["query_care_services_records.all_of_them_work_together"]
    assert [one.direct for one in script.transactions] == [True, True, False]


def test_our_registry_knows_what_it_was_answered_in_its_name() -> None:
    library = [one for one in LIBRARY if one.script.name.endswith("all_of_them_work_together")]
    findings, broken = played("point-of-service", [], library, CATALOGUE)
    assert (broken, {one.verdict for one in findings["90-16"]}) == ([], {"PASS"})
