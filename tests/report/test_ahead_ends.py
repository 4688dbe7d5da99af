"""Whatever becomes of who draws beside a run, the run is drawn; and nothing of it stays behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.report import finish
from harness.report.ahead import DRAWING, DRAWN, WORTH_IT, Ahead
from tests.evidence.test_mishaps import no_file_larger_than
from tests.report.demo_ahead import drawn_ahead, ended, gone, is_as_drawn_anew, taken, told, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="whoever goes is killed by a signal here")

BEGIN = "import sys; from pathlib import Path; from harness.report.ahead import Ahead; "
BEGIN += "one = Ahead(Path(sys.argv[1]), 600); print(one.process, flush=True); sys.stdin.read()"


@pytest.fixture
def event(event_folder: Path, tmp_path: Path) -> Path:
    """A run with failures, notes, a message that nobody waited for, and a play that never ended."""
    return shutil.copytree(
        event_folder, tmp_path / "event", ignore=shutil.ignore_patterns("report*", "results.json", "latest")
    )


@pytest.fixture
def beside(event: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has `event` drawn ahead, until its stdin ends or it is killed."""
    words = [sys.executable, "-c", BEGIN, str(event)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        until(lambda: told(event))
        yield child
        child.kill()


def test_what_was_drawn_before_kill_9_is_taken(event: Path) -> None:
    ahead = Ahead(event, WORTH_IT)
    until(lambda: told(event) >= 2)
    os.kill(ahead.process, signal.SIGKILL)
    ahead.end(keep=True)
    assert taken(event) >= 2
    assert is_as_drawn_anew(event)


def test_half_a_line_and_what_it_tells_of_are_not_taken(event: Path) -> None:
    drawn_ahead(event)
    index = event / DRAWN / "index"
    index.write_bytes(index.read_bytes()[:-20])
    (event / DRAWN / "pages" / "plays" / "of-nobody.html").write_text("half a p", encoding="utf-8")
    assert taken(event) > 0
    assert is_as_drawn_anew(event)


def test_an_index_that_cannot_be_read_is_no_index(event: Path) -> None:
    drawn_ahead(event)
    (event / DRAWN / "index").write_bytes(b"[]\n[]\n")
    assert taken(event) == 0
    assert is_as_drawn_anew(event)


def test_whoever_only_draws_takes_nothing_and_leaves_nothing(event: Path) -> None:
    drawn_ahead(event)
    (event / DRAWN / "pages" / "plays" / "of-nobody.html").write_text("old", encoding="utf-8")
    _, page = finish(event)
    assert not (page.parent / "plays" / "of-nobody.html").exists()
    assert {one.name for one in event.iterdir()} == {"ledger", "bodies", "report", "results.json"}


def test_a_folder_that_cannot_be_written_to_is_told_nobody(event: Path) -> None:
    (event / DRAWING).write_text("in the way", encoding="utf-8")
    ahead = Ahead(event, WORTH_IT)
    until(lambda: gone(ahead.process))
    ahead.end(keep=True)
    finish(event, ahead=True)
    assert is_as_drawn_anew(event)


def test_where_there_is_no_room_nothing_is_drawn_ahead(event: Path) -> None:
    with no_file_larger_than(3_000):
        ahead = Ahead(event, WORTH_IT)
    until(lambda: gone(ahead.process))
    assert not (event / DRAWING).exists()
    ahead.end(keep=True)
    finish(event, ahead=True)
    assert is_as_drawn_anew(event)


def test_few_plays_are_drawn_at_the_end(event: Path) -> None:
    ahead = Ahead(event, WORTH_IT - 1)
    ahead.end(keep=True)
    assert (ahead.process, (event / DRAWING).exists()) == (0, False)


def test_what_nobody_wants_is_gone(event: Path) -> None:
    ahead = Ahead(event, WORTH_IT)
    until(lambda: told(event))
    ahead.end(keep=False)
    assert [gone(ahead.process), (event / DRAWING).exists(), (event / DRAWN).exists()] == [True, False, False]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_with_whoever_began_it_and_leaves_nothing(
    event: Path, beside: subprocess.Popen[bytes], how: signal.Signals
) -> None:
    assert beside.stdout is not None
    process = int(beside.stdout.readline())
    beside.send_signal(how)
    until(lambda: gone(process))
    assert [(event / DRAWING).exists(), (event / DRAWN).exists()] == [False, False]


def test_ctrl_c_is_not_for_it(event: Path) -> None:
    wanted = ended(event)
    ahead = Ahead(event, WORTH_IT)
    until(lambda: told(event))
    os.kill(ahead.process, signal.SIGINT)
    until(lambda: told(event) == wanted)
    ahead.end(keep=True)
    assert taken(event) >= 10
