"""Who is played on which worker: all who send to our listener on one, since it has one port, and all who meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import participants
from harness.participants import Participants
from harness.pytest_plugin.shares import cast_in, groups, senders, shares

FILE = """
[[participants]]
name = "Emr"
actors = ["point_of_service"]
ihe_actors = ["query_client"]

[[participants]]
name = "Joined"
actors = ["interlinked_registry"]
[participants.endpoints]
fhir = "http://127.0.0.1:8081/fhir"

[[participants]]
name = "Layer"
actors = ["interoperability_layer"]
[participants.endpoints]
fhir = "http://127.0.0.1:8082/fhir"

[[participants]]
name = "Places"
actors = ["facility_registry"]
[participants.endpoints]
fhir = "http://127.0.0.1:8083/fhir"
"""
ALONE = ["a[Emr as point_of_service]", "b[Places as facility_registry]", "b[Others as facility_registry]"]
PAIR = "c[Places as facility_registry + Joined as interlinked_registry through a layer]"


@pytest.fixture
def everybody(tmp_path: Path) -> Participants:
    file = tmp_path / "event.toml"
    file.write_text(FILE)
    return participants.load(file)


def test_whoever_begins_exchanges_or_passes_on_sends_to_the_listener(everybody: Participants) -> None:
    assert senders(everybody) == {"Emr", "Joined", "Layer"}


def test_names_are_read_from_an_items_id() -> None:
    assert cast_in(PAIR) == ["Places", "Joined"]
    assert cast_in("a[rehearsal]") == cast_in("test_other.py::test_it") == []


def test_all_who_send_to_the_listener_stay_together() -> None:
    assert groups(ALONE, {"Emr", "Ünal"})["Emr"] == groups(["a[\\xdcnal as point_of_service]"], {"Ünal"})["\\xdcnal"]


def test_whoever_meets_a_sender_is_played_beside_it() -> None:
    found = groups([*ALONE, PAIR], {"Emr", "Joined"})
    assert found["Places"] == found["Emr"] != found["Others"]


def test_shares_hold_whole_participants_and_are_about_equal(everybody: Participants) -> None:
    found = shares([*ALONE, "d[Places as facility_registry]"], everybody, count=2)
    assert found["b[Places as facility_registry]"] == found["d[Places as facility_registry]"]
    assert found[ALONE[0]] == found[ALONE[2]] != found[ALONE[1]]
