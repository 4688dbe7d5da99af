"""What a run says to do next has the very options of the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.commands.steps import next_steps
from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Fact, Finding, NotPlayed, Start
from harness.report.assembly import read_run
from harness.report.model import Run

CAST = {"client_registry": "My CR"}
OPTIONS: dict[str, Any] = {"against": ("client_registry=http://x/fhir",), "name": "My CR", "listen_port": 0}


def ran(folder: Path, *records: Any) -> Run:
    ledger = Ledger(folder)
    for one in (Fact("run", {"participants": [{"name": "My CR", "slug": "my-cr"}]}), *records):
        ledger.add(one)
    ledger.close()
    return read_run(folder)


def failed(folder: Path) -> Run:
    finding = Finding("p", 1, "78-05", "client_registry", "My CR", "SHALL", "FAIL", "do", "HTTP", "200", "404")
    start, end = Start("p", "f.test_p", "CRWF-3", CAST, 1.0), Ending("p", "FAIL", {"My CR": "FAIL"}, 2.0)
    return ran(folder, start, finding, end)


def test_whoever_was_never_met_is_to_be_looked_at_by_the_doctor(tmp_path: Path) -> None:
    run = ran(tmp_path, NotPlayed("f.test_a", "CRWF-1", CAST, "Nothing listens there.", "My CR", "INCONCLUSIVE"))
    doctor = "harness doctor --against client_registry=http://x/fhir --as 'My CR' --listen-port 0"
    assert next_steps(run, OPTIONS)[0] == f"What stands in the way: {doctor}"


def test_what_failed_first_is_to_be_played_again_with_the_same_systems(tmp_path: Path) -> None:
    line = next_steps(failed(tmp_path), OPTIONS | {"pairs": True})[1]
    assert line.startswith("To play one again: harness run 78-05 -v --against client_registry=http://x/fhir --as ")
    assert line.endswith(" --pairs")


def test_among_several_only_whose_it_is_is_played_again(tmp_path: Path) -> None:
    others = Fact("run", {"participants": [{"name": "My CR", "slug": "a"}, {"name": "Mto", "slug": "b"}]})
    start, end = Start("p", "f.test_p", "CRWF-3", CAST, 1.0), Ending("p", "FAIL", {"My CR": "FAIL"}, 2.0)
    finding = Finding("p", 1, "78-05", "client_registry", "My CR", "SHALL", "FAIL", "do", "HTTP", "200", "404")
    steps = next_steps(ran(tmp_path, others, start, finding, end), {"event": "event.toml"})
    assert steps[1] == "To play one again: harness run 78-05 -v --only 'My CR' --event event.toml"


def test_a_rehearsal_has_no_next_step(tmp_path: Path) -> None:
    assert next_steps(failed(tmp_path), {"against": ()}) == []


def test_nothing_is_to_be_done_where_nothing_failed(tmp_path: Path) -> None:
    start, end = Start("p", "f.test_p", "CRWF-3", CAST, 1.0), Ending("p", "PASS", {"My CR": "PASS"}, 2.0)
    assert next_steps(ran(tmp_path, start, end), OPTIONS) == []
