"""What became of each requirement of the catalogue in a run, and how many of which there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Fact, Finding, Start
from harness.report.assembly import read_run
from harness.report.tally import JUDGED, states, words
from tests.report.demo_catalogue import requirement

SYSTEM = "Kijani MPI"
REQUIREMENTS = [
    requirement("104-01", "create her"),
    requirement("104-02", "update her"),
    requirement("104-09", "name her", actor="point_of_service"),
    requirement("78-01", "return her"),
    requirement("78-02", "be told of by nobody", not_tested="Nothing shows it."),
]
SCENARIOS = [
    {
        "scenario": "f.test_p",
        "title": "P",
        "workflow": "CRWF-1",
        "verifies": ["104-01", "104-02", "104-09"],
        "judged": [],
    },
    {"scenario": "f.test_q", "title": "Q", "workflow": "CRWF-3", "verifies": ["78-01"], "judged": []},
]


@pytest.fixture
def became(tmp_path: Path) -> dict[str, str]:
    """Of a run in which one of two scenarios was played, with a registry that somebody brought."""
    ledger = Ledger(tmp_path)
    ledger.add(Fact("run", {"participants": [{"name": SYSTEM, "slug": "k", "actors": ["client_registry"]}]}))
    ledger.add(Fact("catalogue", {"requirements": REQUIREMENTS}))
    ledger.add(Fact("scenarios", {"scenarios": SCENARIOS}))
    ledger.add(Start("p", "f.test_p", "CRWF-1", {"client_registry": SYSTEM, "point_of_service": ""}, 1.0))
    for name, who, verdict in (("104-01", SYSTEM, "PASS"), ("104-02", SYSTEM, "INCONCLUSIVE"), ("104-09", "", "PASS")):
        told: Any = verdict
        ledger.add(Finding("p", 1, name, "client_registry", who, "SHALL", told, "do"))
    ledger.add(Ending("p", "PASS", {SYSTEM: "PASS"}, 2.0))
    ledger.close()
    return states(read_run(tmp_path))


def test_what_was_judged_is_told_from_what_was_not_played_and_what_nobody_tests(became: dict[str, str]) -> None:
    assert became == {
        "104-01": "judged",
        "104-02": "not reached",
        "104-09": "judged of our mocks alone",
        "78-01": "not played",
        "78-02": "not tested",
    }


def test_what_is_judged_of_systems_is_one_number(event: Any) -> None:
    said = {name for one in event.subjects for name, word in words(event, one.name).items() if word in JUDGED}
    assert [*states(event).values()].count("judged") == len(said) > 0
