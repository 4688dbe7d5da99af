"""A run plays only what is asked for of what was played before; an event's runs are judged again together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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
