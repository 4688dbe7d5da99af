"""What people said beside the machine: what counts, what both words are, and where a reader sees it."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import jsonschema
import pytest

from harness.evidence.acts import Standing
from harness.report.assembly import read_run
from harness.report.counting import counted, counted_play, in_words, overrides, overrides_on
from harness.report.html import draw
from harness.report.html_acts import machine_word, people
from harness.report.model import DISPUTED, Run
from harness.report.results import SCHEMA, results
from harness.report.summary import exit_code, print_summary
from harness.report.tally import tally
from tests.report import demo
from tests.report.demo_acts import KIJANI, NAMELESS, PIXEL, RENAMED, said
from tests.report.demo_acts import people as people_say

PAGES = ("index.html", "systems/kijani-mpi.html", "coverage.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return people_say(demo.event(tmp_path_factory.mktemp("acts")))


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    return read_run(folder)


@pytest.fixture(scope="module")
def report(folder: Path) -> Path:
    return draw(folder).parent


def play_of(run: Run, name: str):
    return next(each for each in run.plays if each.id == name)


def test_what_a_mentor_overrode_counts_by_the_new_word_and_keeps_the_old_one(run: Run) -> None:
    now = play_of(counted(run), RENAMED)
    assert (now.verdict, now.verdicts, now.machine.verdict) == ("PASS", {KIJANI: "PASS"}, "FAIL")
    changed = {each.requirement: machine_word(now, each) for each in now.findings if machine_word(now, each)}
    assert changed == {"104-02": "FAIL", "CRWF-2": "FAIL"}


def test_the_machine_s_own_verdict_and_exit_code_stay(run: Run) -> None:
    assert play_of(run, RENAMED).verdict == "FAIL"
    assert exit_code(run) == 130


def test_a_disputed_scenario_counts_as_nothing_for_anybody(run: Run) -> None:
    plays = [each for each in counted(run).plays if each.scenario.scenario == NAMELESS]
    assert {each.verdict for each in plays} == {DISPUTED}
    assert [len(each.findings) for each in plays] == [0, 0]


def test_a_play_in_which_only_a_disputed_requirement_was_judged_counts_as_nothing(run: Run) -> None:
    (play,) = [each for each in counted(run).plays if any(one.requirement == "78-12" for one in each.disputed)]
    assert (play.machine.verdict, play.verdict) == ("FAIL", DISPUTED)
    assert tally(counted(run), KIJANI)[DISPUTED] == 2


def test_the_rest_of_a_play_counts_without_what_is_disputed(event: Run) -> None:
    standing = Standing([said(1, "dispute", "Unclear.", requirement="CRWF-2")])
    now = counted_play(play_of(event, RENAMED), standing)
    assert (now.verdict, [one.requirement for one in now.disputed]) == ("FAIL", ["CRWF-2"])


def test_a_run_that_nobody_spoke_of_is_left_as_it_is(event: Run) -> None:
    assert counted(event) is event
    assert not people(event)


def test_an_interruption_weighs_on_after_an_override(run: Run) -> None:
    cut = [each for each in counted(run).plays if each.interrupted]
    assert [each.verdict for each in cut] == ["INCONCLUSIVE"]


def test_each_act_is_told_once_however_many_findings_it_changes(run: Run) -> None:
    assert [one.act.id for one in overrides(counted(run))] == ["a1", "a2"]


def test_results_tell_both_verdicts_and_every_act(run: Run) -> None:
    told = results(run)
    jsonschema.validate(told, json.loads(SCHEMA.read_text()))
    (result,) = [one for one in told["results"] if "a1" in str(one["findings"])]
    assert (result["verdict"], result["counts_as"], result["counts_as_of"]) == ("FAIL", "PASS", {KIJANI: "PASS"})
    assert [one["id"] for one in told["acts"]] == [f"a{n}" for n in range(1, 8)]
    assert told["counted"][DISPUTED] == 3


def test_a_terminal_is_told_each_override_and_dispute(run: Run) -> None:
    told = in_words(run)
    assert told[0].startswith(
        "Overridden by Amina Wanjiru: 104-02 of Kijani MPI counts as PASS, the machine found FAIL."
    )
    assert [line.partition(" ")[0] for line in told] == ["Overridden", "Overridden", "Disputed", "Disputed", "Attested"]


@pytest.mark.parametrize(
    ("acts", "expected"), [(0, []), (1, ["1 verdict was overridden"]), (2, ["2 verdicts were overridden"])]
)
def test_the_end_of_a_run_says_how_many_verdicts_people_overrode(
    run: Run, event: Run, acts: int, expected: list[str]
) -> None:
    stream = io.StringIO()
    print_summary(dataclasses.replace(event, standing=Standing(run.standing.acts[:acts])), stream=stream)
    told = [line for line in stream.getvalue().splitlines() if "overridden" in line]
    assert [line.partition(" by people: the report shows both.")[0] for line in told] == expected


@pytest.mark.parametrize("page", PAGES)
def test_pages_say_who_changed_what(report: Path, page: str) -> None:
    text = (report / page).read_text()
    assert "Amina Wanjiru" in text
    assert "DISPUTED" in text


def test_the_play_s_page_shows_both_words_and_the_reason(report: Path) -> None:
    (page,) = report.glob("plays/a-changed-name*kijani-mpi*.html")
    text = page.read_text()
    assert "s verdict was <span" in text
    assert "kept as an alias" in text
    assert "s word</a>" in text


def test_a_picture_given_as_evidence_lies_beside_the_page(report: Path) -> None:
    (picture,) = (report / "bodies").glob("*.png")
    assert picture.read_bytes() == PIXEL
    assert f"bodies/{picture.name}" in (report / "systems/kijani-mpi.html").read_text()


def test_a_comment_stands_beside_what_it_is_about(report: Path) -> None:
    assert "Call me when it is up again." in (report / "systems/baobab-registry.html").read_text()
    assert "Call me when it is up again." not in (report / "systems/kijani-mpi.html").read_text()


def test_a_share_has_what_was_said_of_its_own_alone(folder: Path) -> None:
    share = draw(folder, only=KIJANI).parent
    text = "".join(page.read_text() for page in share.rglob("*.html"))
    assert "kept as an alias" in text
    assert "Call me when it is up again." not in text + (share / "results.json").read_text()


def test_an_override_tells_the_gravest_of_what_it_is_about(run: Run) -> None:
    play = play_of(counted(run), RENAMED)
    wrong = next(one for one in play.machine.findings if one.verdict == "FAIL")
    machine = dataclasses.replace(play.machine, findings=(dataclasses.replace(wrong, verdict="PASS"), wrong))
    found = overrides_on(dataclasses.replace(play, machine=machine), run.standing)
    assert [one.finding.verdict for one in found] == ["FAIL"]
