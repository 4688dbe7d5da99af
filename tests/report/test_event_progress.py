"""How a participant came along in an event: what each run changed, what people changed, what is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.event import rules
from harness.report.event_finishing import report_event
from harness.report.event_pages import EventSite
from harness.report.event_reading import read_event
from tests.report.demo_event import BAOBAB, KIJANI, RENAMED, TWICE, Playing, disputing, event, overriding, two_runs

MISSED = "could not be judged this time (what was judged before still counts)"
AGAIN = "failing again (what people said of the time before does not hold for this one)"


def run(reports: Path, number: int, *, plays: bool = True, wrong: bool = False) -> Path:
    """Kijani's registry is played with, or is away."""
    made = Playing(reports, number)
    for scene, requirement in ((TWICE, "104-02"), (RENAMED, "CRWF-2")):
        if plays:
            made.plays(scene, requirement, registry=KIJANI, wrong=wrong and scene == TWICE)
        else:
            made.misses(scene, KIJANI)
    return made.ends()


def stages(reports: Path, name: str = KIJANI) -> list[tuple[str, dict[str, int]]]:
    site = EventSite(read_event(reports, "nakuru"), rules.load(), reports / "x")
    (report,) = [one for one in site.reports if one.name == name]
    return [(one.in_words, dict(one.counts)) for one in report.stages]


def page(reports: Path) -> str:
    return (report_event(event(), reports)[0].parent / "participants" / "kijani-mpi.html").read_text()


@pytest.mark.parametrize(
    ("name", "words"),
    [(KIJANI, "2 mended"), (BAOBAB, f"1 {MISSED}, 1 changed by the word of people, 1 played for the first time")],
)
def test_a_run_tells_what_it_changed(tmp_path: Path, name: str, words: str) -> None:
    assert stages(two_runs(tmp_path), name)[-1][0] == words


def test_what_was_never_judged_is_judged_for_the_first_time(tmp_path: Path) -> None:
    run(tmp_path, 1, plays=False)
    run(tmp_path, 2, wrong=True)
    assert stages(tmp_path) == [
        ("nothing could be judged", {"INCONCLUSIVE": 2}),
        ("2 judged for the first time", {"FAIL": 1, "PASS": 1}),
    ]


def test_who_is_away_keeps_what_was_judged_before_and_both_are_told(tmp_path: Path) -> None:
    run(tmp_path, 1, wrong=True)
    run(tmp_path, 2, plays=False)
    assert stages(tmp_path)[-1] == (f"2 {MISSED}", {"FAIL": 1, "PASS": 1})


def test_what_was_played_and_not_judged_takes_the_place_of_what_was_until_it_is_again(tmp_path: Path) -> None:
    run(tmp_path, 1)
    made = Playing(tmp_path, 2)
    made.tells_nothing(TWICE, KIJANI)
    made.ends()
    run(tmp_path, 3)
    assert [one[0] for one in stages(tmp_path)[1:]] == ["1 not judged any more", "1 judged again"]


def test_an_override_is_told_where_it_changed_something(tmp_path: Path) -> None:
    overriding(run(tmp_path, 1, wrong=True), "104-02")
    assert stages(tmp_path) == [("1 changed by the word of people, 2 played for the first time", {"PASS": 2})]


def test_what_fails_again_after_an_override_is_not_broken_and_the_act_says_so(tmp_path: Path) -> None:
    overriding(run(tmp_path, 1, wrong=True), "104-02")
    assert "does not count any more" not in page(tmp_path)
    run(tmp_path, 2, wrong=True)
    assert stages(tmp_path)[-1] == (f"1 {AGAIN}", {"FAIL": 1, "PASS": 1})
    assert "It does not count any more: the play was played again since then." in page(tmp_path)


def test_an_override_counts_on_while_the_system_is_away(tmp_path: Path) -> None:
    overriding(run(tmp_path, 1, wrong=True), "104-02")
    run(tmp_path, 2, plays=False)
    assert "does not count any more" not in page(tmp_path)


def test_an_override_of_an_earlier_playing_in_the_same_run_says_that_it_is_outdone(tmp_path: Path) -> None:
    made = Playing(tmp_path, 1)
    made.plays(TWICE, "104-02", registry=KIJANI, wrong=True)
    overriding(made.folder, "104-02")
    made.plays(TWICE, "104-02", registry=KIJANI, wrong=True, times=2)
    made.ends()
    assert stages(tmp_path)[-1][1] == {"FAIL": 1}
    assert "It does not count any more" in page(tmp_path)


def test_what_is_disputed_is_not_judged_again(tmp_path: Path) -> None:
    disputing(run(tmp_path, 1), "CRWF-2")
    run(tmp_path, 2)
    assert "judged" not in stages(tmp_path)[-1][0]
