from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Finding, Start
from harness.report.assembly import read_run
from harness.report.html import draw
from harness.report.model import REFERENCE_MOCK, Run
from harness.report.results import results
from harness.report.troubles import Trouble, left_open, troubles

CASTING = {"client_registry": "Kijani MPI"}


def told(folder: Path, *verdicts: str, found: str = "", **ending: Any) -> list[Trouble]:
    """The troubles of one play in which each of `verdicts` was found."""
    ledger = Ledger(folder)
    ledger.add(Start("p", "f.test_p", "CRWF-1", CASTING, 1.0))
    for number, verdict in enumerate(verdicts):
        name = f"104-0{number}"
        ledger.add(Finding("p", 1, name, "client_registry", "Kijani MPI", "SHALL", verdict, "do", found=found))  # type: ignore[arg-type]
    verdict = ending.pop("verdict", "INCONCLUSIVE")
    ledger.add(Ending("p", verdict, {"Kijani MPI": verdict}, 2.0, **ending))
    ledger.close()
    return troubles(read_run(folder))


def test_failures_come_first(event: Run) -> None:
    words = [trouble.verdict for trouble in troubles(event)]
    assert words == sorted(words, key=("FAIL", "ERROR", "INCONCLUSIVE", "NOTED").index)


def test_one_requirement_stands_together(event: Run) -> None:
    failing = [
        t.finding.requirement for t in troubles(event, participant="Kijani MPI", verdicts=("FAIL",)) if t.finding
    ]
    places = [number for number, name in enumerate(failing) if name == "104-02"]
    assert places == list(range(places[0], places[0] + 2))


def test_a_dead_socket_is_one_trouble_of_many_plays(event: Run) -> None:
    found = troubles(event, participant="Baobab Registry")
    assert [(trouble.reason, len(trouble.plays)) for trouble in found] == [
        ("10.20.30.41:8080 refuses the connection", 6)
    ]


def test_what_was_not_reached_is_told_once_and_not_for_each_requirement(tmp_path: Path) -> None:
    found = told(tmp_path, "INCONCLUSIVE", "INCONCLUSIVE", reason="no connection", caused_by="the network")
    assert [(trouble.reason, trouble.caused_by) for trouble in found] == [("no connection", "the network")]


def test_a_reason_that_only_the_findings_know_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, "FAIL", "INCONCLUSIVE", found="the play did not reach it", verdict="FAIL")
    assert [(trouble.verdict, trouble.reason) for trouble in found] == [
        ("FAIL", ""),
        ("INCONCLUSIVE", "the play did not reach it"),
    ]


@pytest.mark.parametrize(
    "ending", [{"reason": "no answer"}, {"reason": "it lacks a name: see 104-00", "caused_by": "Kijani MPI"}]
)
def test_a_failure_that_ended_the_play_is_told_once(tmp_path: Path, ending: dict[str, str]) -> None:
    assert [trouble.verdict for trouble in told(tmp_path, "FAIL", "INCONCLUSIVE", verdict="FAIL", **ending)] == ["FAIL"]


def test_what_a_failure_left_open_is_there_for_who_asks(tmp_path: Path) -> None:
    told(tmp_path, "FAIL", "INCONCLUSIVE", verdict="FAIL", reason="no answer")
    found = troubles(read_run(tmp_path), following=True)
    assert [(trouble.verdict, trouble.reason) for trouble in found] == [("FAIL", ""), ("INCONCLUSIVE", "no answer")]


def test_a_network_that_failed_after_a_failure_is_told_as_that(tmp_path: Path) -> None:
    told(tmp_path, "FAIL", "INCONCLUSIVE", verdict="FAIL", reason="no connection", caused_by="the network")
    page = next(draw(tmp_path).parent.glob("plays/*.html")).read_text(encoding="utf-8")
    assert "so nothing counts against anybody" not in page
    assert "What was judged before stays; what came after counts against nobody." in page


def test_a_bug_of_ours_is_told_by_the_last_line_of_its_traceback(tmp_path: Path) -> None:
    found = told(tmp_path, "INCONCLUSIVE", verdict="ERROR", traceback="Traceback\n  File\nKeyError: 'a'\n")
    assert [(each.verdict, each.participant, each.reason) for each in found] == [
        ("ERROR", REFERENCE_MOCK, "KeyError: 'a'")
    ]


def test_an_interrupted_play_keeps_its_failure_and_says_it_was_interrupted(event: Run) -> None:
    stopped = [each for each in troubles(event, participant="Kijani MPI") if each.plays[0].interrupted]
    assert [each.reason for each in stopped] == ["interrupted"]


def test_what_most_plays_show_comes_first(event: Run) -> None:
    widest = [max(len(each.plays) for each in found) for found in _by_requirement(event)]
    assert widest == sorted(widest, reverse=True)


def _by_requirement(run: Run) -> list[list[Trouble]]:
    found: dict[str, list[Trouble]] = {}
    for each in troubles(run, verdicts=("FAIL",)):
        found.setdefault(each.finding.requirement if each.finding else "", []).append(each)
    return list(found.values())


def test_one_reason_is_told_once_whoever_was_named_for_it(event: Run) -> None:
    told = [(each.participant, each.reason) for each in troubles(event, verdicts=("INCONCLUSIVE",))]
    assert len(told) == len(set(told))


def test_what_was_left_open_at_a_place_tells_the_difference() -> None:
    finding = Finding(
        "p", 1, "90-16", "point_of_service", "", "SHALL", "INCONCLUSIVE", "follow", "page", "none", "page=2"
    )
    assert left_open(finding) == "page: expected none, found page=2"


def test_results_say_why_where_only_a_finding_does(tmp_path: Path) -> None:
    told(tmp_path, "PASS", "INCONCLUSIVE", found="nothing was asked", verdict="PASS")
    (result,) = results(read_run(tmp_path))["results"]
    assert result["inconclusive"]["reason"] == "nothing was asked"
