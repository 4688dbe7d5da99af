"""How plays ended in earlier runs is read from their endings, the newest counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.evidence.history import Ended, cast, facts, newest, not_passed_together, past, runs
from harness.evidence.ledger import Ledger
from harness.evidence.record import Act, Ending, Fact, Finding, NotPlayed, Record, Start

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


def failing(play: str = "p", requirement: str = "R-1") -> tuple[Record, ...]:
    """A playing in which One breaks two requirements."""
    asked = [Finding(play, 1, each, "a", "One", "SHALL", "FAIL", "do so") for each in (requirement, "R-2")]
    return Start(play, "s", "W-01", ONE, 1.0, anew=True), *asked, Ending(play, "FAIL", {"One": "FAIL"}, 9.0)


def override(requirement: str, at: float = 10.0, deed: Any = "override", **about: str) -> Act:
    about = {"play": "p", "participant": "One", "verdict": "NOTED"} | about
    return Act(f"a{requirement}", deed, "Amina", "mentor", at, requirement=requirement, **about)


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ((*failing(), override("R-1")), "FAIL"),
        ((*failing(), override("R-1"), override("R-2")), "PASS"),
        ((*failing(), override("R-1"), override("R-2"), override("", 11, "withdraw", about="aR-2")), "FAIL"),
        ((*failing(), override("R-1"), override("R-2"), *failing("p#2")), "FAIL"),
        ((*failing(), override("R-1"), override("R-2"), start("p", ONE)), "FAIL"),
    ],
    ids=["one of two", "both", "taken back", "played again since", "cut off since"],
)
def test_what_people_overrode_counts_by_their_word(tmp_path: Path, told: tuple[Record, ...], word: str) -> None:
    ended = past(written(tmp_path / "run", 10, *told)).ended
    assert ended[cast("s", ONE)].verdict == word


def test_what_weighed_more_than_the_findings_still_does(tmp_path: Path) -> None:
    *told, _ = failing()
    broken = Ending("p", "ERROR", {"One": "FAIL"}, 9.0), override("R-1"), override("R-2"), override("R-3", play="q")
    assert past(written(tmp_path / "run", 10, *told, *broken)).ended == {cast("s", ONE): Ended("ERROR", 9.0)}


def test_the_newest_facts_are_told_by_their_topics(tmp_path: Path) -> None:
    told = Fact("run", {"seed": "1"}), *failing(), Fact("end", {"at": 1.0}), Fact("end", {"at": 2.0})
    found = facts(written(tmp_path / "run", 10, *told))
    assert (found["run"]["seed"], found["end"]) == ("1", {"at": 2.0})
