"""How plays ended in earlier runs is read from their endings, the newest counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.evidence.history import Ended, cast, newest, not_passed_together, past, runs
from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Fact, NotPlayed, Record, Start

ONE, TWO, MOCK = {"a": "One"}, {"a": "Two"}, {"a": ""}


def start(name: str, casting: dict[str, str], at: float = 1.0) -> Start:
    return Start(name, "s", "W-01", casting, at)


def end(name: str, verdict: str, at: float) -> Ending:
    return Ending(name, verdict, {}, at)


def written(folder: Path, began: float, *records: Record, event: str = "") -> Path:
    ledger = Ledger(folder)
    for one in (Fact("run", {"started": began}), *((Fact("event", {"slug": event}),) if event else ()), *records):
        ledger.add(one)
    ledger.close()
    return folder


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Two runs, of two events, and a folder that is none."""
    plays = start("p", ONE), end("p", "FAIL", 11), start("q", TWO, 12), NotPlayed("s", "W-01", MOCK, "gone")
    written(tmp_path / "old", 10, *plays, event="spring")
    written(tmp_path / "new", 20, start("p", ONE), end("p", "PASS", 21), event="autumn")
    (tmp_path / "other").mkdir()
    return tmp_path


def test_a_play_ended_as_it_is_told_and_one_that_was_cut_off_is_inconclusive(reports: Path) -> None:
    ended = past(reports / "old").ended
    assert ended[cast("s", ONE)] == Ended("FAIL", 11)
    assert ended[cast("s", TWO)] == Ended("INCONCLUSIVE", 12)
    assert ended[cast("s", MOCK)] == Ended("NOT APPLICABLE", 10)


def test_runs_are_those_of_the_event_that_began_before(reports: Path) -> None:
    assert [one.folder.name for one in runs(reports, before=99)] == ["old", "new"]
    assert [one.folder.name for one in runs(reports, before=20)] == ["old"]
    assert [one.folder.name for one in runs(reports, before=99, event="autumn")] == ["new"]


def test_the_newest_run_counts_for_each_play(reports: Path) -> None:
    found = newest(runs(reports, before=99))
    assert (found[cast("s", ONE)].passed, found[cast("s", TWO)].passed) == (True, False)


@pytest.mark.parametrize(("only", "count"), [((), 2), (("One",), 2), (("Three",), 1), (("Four",), 0)])
def test_what_several_did_not_pass_together_is_counted(only: tuple[str, ...], count: int) -> None:
    casts = [ONE, TWO, ONE | {"b": "Two"}, ONE | {"b": "Three"}, ONE | {"b": ""}]
    ended = {cast("s", one): Ended("FAIL", 1) for one in casts} | {cast("t", ONE | {"b": "Four"}): Ended("PASS", 1)}
    assert not_passed_together(ended, only) == count


def test_a_line_that_cannot_be_read_is_passed_over(reports: Path) -> None:
    with (reports / "new" / "ledger" / "main.jsonl").open("ab") as file:
        file.write(b'{"n":9,"kind":"ending","play":')
    assert past(reports / "new").ended == {cast("s", ONE): Ended("PASS", 21)}
