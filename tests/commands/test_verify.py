from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli import cli
from harness.evidence.ledger import Ledger
from harness.evidence.record import Act
from harness.evidence.seals import newest
from harness.report import finish
from tests.report import demo


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A rehearsal that came to its end, sealed and drawn."""
    folder = demo.rehearsal(tmp_path / "run")
    finish(folder, seal=True)
    return folder


def said(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def test_a_run_that_ended_is_whole_and_says_its_seal(run: Path) -> None:
    done = said("verify", run, "--seal", newest(run).upper()[:20])
    assert done.exit_code == 0
    assert done.output.splitlines()[1].startswith(f"Seal: {newest(run)}, of 20")


def test_the_seal_stands_on_the_report_and_in_the_results(run: Path) -> None:
    for name in ("report/index.html", "report/coverage.html", "results.json"):
        assert newest(run) in (run / name).read_text("utf-8")


def test_the_pages_of_plays_are_drawn_before_there_is_a_seal_and_say_none(run: Path) -> None:
    pages = [one for name in ("plays", "exchanges") for one in (run / "report" / name).glob("*.html")]
    assert pages
    assert [one.name for one in pages if newest(run) in one.read_text("utf-8")] == []


def test_what_was_changed_is_told(run: Path) -> None:
    file = run / "ledger" / "main.jsonl"
    file.write_bytes(file.read_bytes().replace(b"Okoth", b"Otieno"))
    done = said("verify", run)
    assert done.exit_code == 1
    assert done.output.startswith("changed: ledger/main.jsonl: line ")


def test_another_seal_is_not_this_runs(run: Path) -> None:
    assert said("verify", run, "--seal", "0" * 64).exit_code == 1


@pytest.mark.parametrize("seal", ["abc", "x" * 64, "0" * 65, "", " "])
def test_what_is_no_seal_is_wrong_use(run: Path, seal: str) -> None:
    done = said("verify", run, "--seal", seal)
    assert (done.exit_code, "expected the 64 hexadecimal signs" in done.output) == (2, True)


def test_what_people_say_later_is_not_sealed_until_it_is(run: Path) -> None:
    ledger = Ledger(run, writer="review")
    ledger.add(Act("1", "comment", "Amina", "mentor", 1.0))
    ledger.close()
    assert said("verify", run).exit_code == 3
    assert said("seal", run).output.startswith("Seal: ")
    assert said("verify", run).exit_code == 0


def test_a_run_that_was_cut_off_is_not_sealed_when_it_is_drawn(tmp_path: Path) -> None:
    file = demo.rehearsal(tmp_path) / "ledger" / "main.jsonl"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    finish(tmp_path, seal=True)
    assert (newest(tmp_path), said("verify", tmp_path).exit_code) == ("", 3)


def test_evidence_that_was_changed_is_not_sealed_again(run: Path) -> None:
    file = run / "ledger" / "main.jsonl"
    file.write_bytes(file.read_bytes().replace(b"Okoth", b"Otieno"))
    assert (finish(run, seal=True)[0].seal, said("seal", run).exit_code) == (newest(run), 2)
    assert any("not sealed: ledger/main.jsonl" in one for one in finish(run, seal=True)[0].faults)
