"""Who is played on which worker: all who send to our listener on one, since it has one port."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import participants
from harness.pytest_plugin.workers import group_of, senders

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


@pytest.fixture
def sending(tmp_path: Path) -> frozenset[str]:
    file = tmp_path / "event.toml"
    file.write_text(FILE)
    return senders(participants.load(file))


def test_whoever_begins_exchanges_or_passes_on_sends_to_the_listener(sending: frozenset[str]) -> None:
    assert sending == {"Emr", "Joined", "Layer"}


@pytest.mark.parametrize(
    ("item", "group"),
    [
        ("x.py::test_a[Emr as point_of_service]", "the listener"),
        ("x.py::test_a[Joined as interlinked_registry, Places as facility_registry]", "the listener"),
        ("x.py::test_a[Places as facility_registry]", "Places"),
        ("x.py::test_a[rehearsal]", "x.py::test_a[rehearsal]"),
    ],
)
def test_a_participants_items_stay_together(sending: frozenset[str], item: str, group: str) -> None:
    assert group_of(item, sending) == group
