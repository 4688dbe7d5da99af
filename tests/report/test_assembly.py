from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Fact, Finding, NotPlayed, Record, Start
from harness.report.assembly import read_run
from harness.report.model import REFERENCE_MOCK, Coverage, Play, Run
from harness.report.summary import exit_code
from tests.report.demo_exchanges import exchange

CASTING = {"point_of_service": "", "client_registry": "Kijani MPI"}


def play_of(run: Run, function: str, participant: str) -> Play:
    return next(
        play for play in run.plays if play.scenario.function == function and play.participants == (participant,)
    )


def coverage_of(run: Run, requirement: str) -> Coverage:
    return next(each for each in run.coverage if each.requirement.requirement == requirement)


def written(folder: Path, *records: Record) -> Run:
    ledger = Ledger(folder)
    for record in records:
        ledger.add(record)
    ledger.close()
    return read_run(folder)


def start(at: float = 1.0) -> Start:
    return Start("s[k]", "file.test_a_thing_happens", "CRWF-1", CASTING, at)


def finding(verdict: str, *, play: str = "s[k]") -> Finding:
    return Finding(play, 1, "104-01", "client_registry", "Kijani MPI", "SHALL", verdict, "create her")  # type: ignore[arg-type]


def test_a_folder_without_a_ledger_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected the folder of a run"):
        read_run(tmp_path)


def test_a_reference_mock_is_named_in_the_casting(event: Run) -> None:
    play = play_of(event, "a_patient_sent_twice_is_registered_once", "Kijani MPI")
    assert play.casting == {"point_of_service": REFERENCE_MOCK, "client_registry": "Kijani MPI"}


def test_exchanges_of_a_play_stand_in_order(event: Run) -> None:
    play = play_of(event, "a_patient_sent_twice_is_registered_once", "Kijani MPI")
    assert [each.request.method for each in play.exchanges] == ["PUT", "PUT", "GET"]


def test_each_side_of_a_play_between_peers_has_its_own_verdict(event: Run) -> None:
    play = next(each for each in event.plays if len(each.participants) == 2)
    assert dict(play.verdicts) == {"Mlima EMR": "PASS", "Kijani MPI": "FAIL"}


def test_a_play_without_an_ending_is_inconclusive(event: Run) -> None:
    play = play_of(event, "an_unknown_id_is_not_found", "Kijani MPI")
    assert (play.verdict, play.reason, play.interrupted) == ("INCONCLUSIVE", "interrupted", True)


def test_what_was_judged_before_an_interruption_stays_judged(tmp_path: Path) -> None:
    play = written(tmp_path, start(), finding("FAIL")).plays[0]
    assert (play.verdict, play.verdicts, play.reason) == ("FAIL", {"Kijani MPI": "FAIL"}, "interrupted")


def test_a_pass_before_an_interruption_makes_no_pass(tmp_path: Path) -> None:
    assert written(tmp_path, start(), finding("PASS")).plays[0].verdicts == {"Kijani MPI": "INCONCLUSIVE"}


def test_the_newest_attempt_at_a_play_counts(tmp_path: Path) -> None:
    ending = Ending("s[k]", "PASS", {"Kijani MPI": "PASS"}, 3.0)
    run = written(tmp_path, start(), finding("FAIL"), start(2.0), finding("PASS"), ending)
    assert [(play.verdict, len(play.findings)) for play in run.plays] == [("PASS", 1)]


def test_what_is_only_noted_counts_as_pass(tmp_path: Path) -> None:
    ending = Ending("s[k]", "NOTED", {"Kijani MPI": "NOTED"}, 3.0)
    play = written(tmp_path, start(), finding("NOTED"), ending).plays[0]
    assert (play.verdict, play.verdicts["Kijani MPI"], len(play.noted)) == ("PASS", "PASS", 1)


def test_a_play_that_judged_nothing_is_inconclusive(tmp_path: Path) -> None:
    assert written(tmp_path, start(), Ending("s[k]", "NONE", {}, 2.0)).plays[0].verdict == "INCONCLUSIVE"


def test_a_scenario_that_the_ledger_does_not_tell_has_a_title(tmp_path: Path) -> None:
    assert written(tmp_path, start()).plays[0].scenario.title == "A thing happens"


def test_what_was_not_played_is_a_play_with_its_reason(event: Run) -> None:
    play = play_of(event, "likely_patients_are_graded", "Kijani MPI")
    assert (play.verdict, play.played, play.caused_by) == ("NOT APPLICABLE", False, "Kijani MPI")


def test_a_message_that_nobody_waited_for_stands_apart(event: Run) -> None:
    assert [each.request.method for each in event.unexpected] == ["GET"]


def test_a_requirement_is_covered_by_scenarios_defects_and_findings(event: Run) -> None:
    covered = coverage_of(event, "104-02")
    assert [each.name for each in covered.defects] == ["keeps-the-first-name"]
    assert (len(covered.scenarios), covered.verdicts["Kijani MPI"], covered.unproven) == (2, "FAIL", False)


def test_a_shall_without_a_defect_is_unproven(event: Run) -> None:
    assert coverage_of(event, "104-01").unproven


def test_a_requirement_that_nobody_tests_says_why(event: Run) -> None:
    covered = coverage_of(event, "104-08")
    assert covered.requirement.not_tested == "It needs the Audit Record Repository."
    assert (covered.verdict, covered.unproven) == ("", False)


def test_a_finding_on_a_requirement_outside_the_catalogue_is_covered(tmp_path: Path) -> None:
    run = written(tmp_path, start(), finding("PASS"))
    assert coverage_of(run, "104-01").requirement.text == "create her"


def test_a_run_that_was_stopped_says_so(event: Run, rehearsal: Run) -> None:
    assert (event.interrupted, rehearsal.interrupted) == (True, False)


def test_a_run_that_was_killed_in_a_play_is_interrupted(tmp_path: Path) -> None:
    run = written(tmp_path, start())
    assert (run.interrupted, run.cut_off) == (True, True)


def test_a_torn_last_line_is_told(tmp_path: Path) -> None:
    written(tmp_path, start())
    with (tmp_path / "ledger" / "main.jsonl").open("ab") as file:
        file.write(b'{"n":2,')
    assert "torn" in read_run(tmp_path).faults[0]


def test_every_play_has_a_page_name_of_its_own(event: Run) -> None:
    assert len({play.slug for play in event.plays}) == len(event.plays)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"command": "harness run --participants event.toml"}, "harness run --participants event.toml"),
        ({"command": "-c run.ini -p harness"}, "harness run"),
        ({"arguments": {"listen": "", "listen_port": 0, "pairs": False}}, "harness run --listen-port 0"),
        (
            {
                "arguments": {
                    "against": ["client_registry=http://h/a b"],
                    "against_name": "K",
                    "pairs": True,
                    "ca": None,
                }
            },
            "harness run --against 'client_registry=http://h/a b' --as K --pairs",
        ),
    ],
)
def test_the_command_of_the_run_is_one_that_can_be_given_again(
    tmp_path: Path, told: dict[str, object], expected: str
) -> None:
    assert written(tmp_path, Fact("run", told)).command == expected


def test_a_run_that_was_judged_again_began_when_it_first_did(tmp_path: Path) -> None:
    assert written(tmp_path, Fact("run", {"started": 5.0}), Fact("run", {"started": 9.0})).started == 5.0


def test_what_is_judged_again_is_one_play_with_its_earlier_verdict(tmp_path: Path) -> None:
    before = Ending("s[k]", "FAIL", {"Kijani MPI": "FAIL"}, 2.0)
    again = Start("s[k]#2", "file.test_a_thing_happens", "CRWF-1", CASTING, 3.0)
    after = Ending("s[k]#2", "PASS", {"Kijani MPI": "PASS"}, 4.0)
    run = written(tmp_path, start(), finding("FAIL"), before, again, finding("PASS", play="s[k]#2"), after)
    assert [(play.verdict, play.earlier[0].verdict) for play in run.plays] == [("PASS", "FAIL")]


@pytest.mark.parametrize(("anew", "shown"), [(True, ["b"]), (False, ["a", "b"])])
def test_what_is_played_again_shows_its_own_messages_alone(tmp_path: Path, anew: bool, shown: list[str]) -> None:
    ledger = Ledger(tmp_path)
    again = Start("s[k]#2", "file.test_a_thing_happens", "CRWF-1", CASTING, 9.0, anew=anew)
    for begun, path, at in ((start(), "a", 2.0), (again, "b", 9.5)):
        ledger.add(begun)
        ledger.add_exchange(exchange("GET", f"http://registry.example/{path}", at=at), play=begun.play, step=1)
    ledger.close()
    play = read_run(tmp_path).plays[0]
    assert [one.request.target[1:] for one in play.exchanges] == shown
    assert play.started == (9.0 if anew else 2.0)


def test_a_scenario_that_was_played_after_all_is_not_told_as_left_out(tmp_path: Path) -> None:
    left_out = NotPlayed("file.test_a_thing_happens", "CRWF-1", CASTING, "no connection", verdict="INCONCLUSIVE")
    run = written(tmp_path, left_out, start(), Ending("s[k]", "PASS", {}, 2.0))
    assert [play.played for play in run.plays] == [True]


def test_a_run_that_ended_before_its_first_play_is_interrupted(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.add(Fact("run", {"run": "r", "started": 1.0}))
    ledger.close()
    run = read_run(tmp_path)
    assert (run.interrupted, exit_code(run)) == (True, 130)
