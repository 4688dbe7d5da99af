"""A run plays only what is asked for of what was played before; an event's runs are judged again together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.reading import read
from harness.evidence.record import Act, Ending, Fact, Finding, Start
from tests.commands.conftest import HarnessIn, Ran, ran
from tests.commands.unsteady import Unsteady, table

EVENT = '[event]\nname = "Spring"\nbegins = 2026-11-26\nends = 2026-11-27\n'
Played = set[tuple[str, str]]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, harness_in: HarnessIn) -> Iterator[Callable[..., Ran]]:
    """`run("run", "--only", "Good")` in the folder of an event of two registries, one with a fault; played once."""
    folder, good, bad = tmp_path_factory.mktemp("event"), Unsteady(), Unsteady("keeps-the-first-name")
    (folder / "event.toml").write_text(EVENT + table("Good", good) + table("Bad", bad), encoding="utf-8")

    def run(*words: str) -> Ran:
        own = ("CRWF-2", "--listen-port", "0") if words[0] == "run" else ()
        done = harness_in(folder, *words, "--event", "event.toml", *own)
        return ran(done.returncode, done.stdout, done.stderr, folder / "reports")

    assert run("run").code == 1
    yield run
    good.close()
    bad.close()


def played(found: Ran) -> Played:
    """Who was played in which scenario, where it applies."""
    told = (one for one in found.results["results"] if one["verdict"] != "NOT APPLICABLE")
    return {(one["scenario"], one["casting"]["client_registry"]) for one in told}


def test_what_failed_is_played_again_and_nothing_else(run: Callable[..., Ran]) -> None:
    found = run("run", "--only-failed")
    assert {name for _, name in played(found)} == {"Bad"}
    assert found.verdicts() == {"FAIL"}


def test_nothing_is_left_of_one_participant_that_passed(run: Callable[..., Ran]) -> None:
    found = run("run", "--only-failed", "--only", "Good")
    assert (found.code, "nothing is left to play with --only=Good --only-failed" in found.err) == (3, True)


@pytest.fixture
def met(tmp_path: Path) -> Path:
    """The folder of an event at which Good and Bad were played against each other, and did not pass."""
    never = [f'[[participants]]\nname = "{one}"\nactors = ["client_registry"]\n' for one in ("Good", "Bad")]
    text = EVENT + "".join(f'{one}endpoints.fhir = "http://127.0.0.1:9/fhir"\n' for one in never)
    (tmp_path / "event.toml").write_text(text, encoding="utf-8")
    ledger, casting = Ledger(tmp_path / "reports" / "first"), {"client_registry": "Good", "point_of_service": "Bad"}
    told = Fact("run", {"started": 1.0}), Fact("event", {"slug": "spring"})
    for one in (*told, Start("p", "s", "W-01", casting, 2.0), Ending("p", "FAIL", {}, 3.0)):
        ledger.add(one)
    ledger.close()
    return tmp_path


@pytest.mark.parametrize(("selected", "which"), [((), "them"), (("CRWF-2",), "those of them that you selected")])
def test_what_failed_in_pairs_alone_is_said(
    met: Path, harness_in: HarnessIn, selected: tuple[str, ...], which: str
) -> None:
    words = ("--event", "event.toml", "--only-failed", "--only", "Good", "--listen-port", "0")
    done = harness_in(met, "run", *selected, *words)
    told = f"Of the plays with other participants, 1 did not pass when played last: --pairs plays {which}."
    assert (done.returncode, told in done.stderr) == (3, True)


def test_since_a_time_to_come_and_since_nothing_are_told(run: Callable[..., Ran]) -> None:
    ahead, empty = run("run", "--since", "2999-01-01"), run("run", "--since", "")
    assert (ahead.code, "which is yet to come; expected a time that is over" in ahead.err) == (2, True)
    assert (empty.code, "expected a time, or a run, found nothing" in empty.err) == (2, True)


def test_what_was_played_since_is_not_played_again(run: Callable[..., Ran]) -> None:
    found = run("run", "--since", "2026-01-01")
    assert (found.code, "nothing is left to play with --since=2026-01-01" in found.err) == (3, True)


def test_all_runs_of_an_event_are_judged_again(run: Callable[..., Ran], tmp_path: Path) -> None:
    found = run("judge")
    assert (found.code, found.out.count("Report: ")) == (1, 2)
    nobody = run("judge", "--reports", str(tmp_path))
    assert (nobody.code, "there is no run of Spring" in nobody.err) == (2, True)


def test_an_unknown_participant_is_told_with_who_came(run: Callable[..., Ran]) -> None:
    found = run("run", "--only", "Goood")
    assert (found.code, "There is no participant 'Goood'" in found.err) == (2, True)


def test_what_a_mentor_overrode_is_not_played_again(run: Callable[..., Ran]) -> None:
    folder = run("run", "--only", "Bad").folder
    ledger = Ledger(folder, writer="review")
    for number, one in enumerate(one for one in read(folder).records if isinstance(one, Finding)):
        about = {"participant": one.participant, "play": one.play, "requirement": one.requirement, "verdict": "NOTED"}
        ledger.add_act(Act(f"a{number}", "override", "Amina", "mentor", time.time(), "Agreed.", **about))
    ledger.close()
    found = run("run", "--only-failed")
    assert (found.code, "nothing is left to play with --only-failed" in found.err) == (3, True)


def test_what_failed_before_a_run_of_less_is_played_again(
    harness: Callable[..., Ran], mock: Callable[..., str]
) -> None:
    url = mock("client-registry", "--defect", "keeps-the-first-name", "--defect", "refuses-to-remove")
    words = ("--against", f"client_registry={url}", "--listen-port", "0")
    whole, less, again = (harness("run", *which, *words) for which in (["CRWF-2"], ["104-02"], ["--only-failed"]))
    failed = {(one["scenario"], one["verdict"]) for one in whole.results["results"] if one["verdict"] == "FAIL"}
    assert less.failed < whole.failed
    assert {(one["scenario"], one["verdict"]) for one in again.results["results"]} == failed
