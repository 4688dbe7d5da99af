"""A run is drawn by one at a time, whoever asks for it."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from harness.report import finish
from harness.report.html import draw
from harness.report.turns import turn
from tests.commands.conftest import HARNESS
from tests.report import demo


def pages(report: Path) -> set[str]:
    return {str(path.relative_to(report)) for path in report.rglob("*")}


def test_drawings_of_one_run_at_the_same_time_leave_it_whole(tmp_path: Path) -> None:
    run = demo.event(tmp_path / "run")
    whole = pages(draw(run).parent)
    with ThreadPoolExecutor(4) as together:
        for drawn in [together.submit(finish, run) for _ in range(4)]:
            drawn.result()

    assert pages(run / "report") == whole


def test_who_comes_second_waits_says_so_and_draws_it(tmp_path: Path) -> None:
    run = demo.rehearsal(tmp_path / "run")
    words = [*HARNESS, "report", str(run)]
    with ExitStack() as first:
        first.enter_context(turn(run))
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as second:
            said = second.stderr.readline() if second.stderr else ""
            drawn_meanwhile = (run / "report").exists()
            first.close()

    assert (second.returncode, drawn_meanwhile, (run / "report/index.html").is_file()) == (0, False, True)
    assert said == f"harness: the report of {run} is being drawn already; waiting for that to end.\n"


def test_a_turn_leaves_nothing_behind(tmp_path: Path) -> None:
    with turn(tmp_path):
        pass

    assert list(tmp_path.iterdir()) == []


def test_what_is_not_there_has_no_turns(tmp_path: Path) -> None:
    with turn(tmp_path / "nowhere"), turn(tmp_path / "nowhere"):
        assert not (tmp_path / "nowhere").exists()
