"""A run on several processes ends as one on a single process does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.commands.launch import CLOSING
from harness.evidence.reading import read
from harness.evidence.record import Ending, first_name
from tests.commands.conftest import HARNESS, Ran
from tests.commands.test_after import await_endings
from tests.commands.unsteady import Unsteady, table

Harness = Callable[..., Ran]
UNREADABLE = '"""Broken (CRWF-1)."""\nimport nothing_there\n'
UNDECLARED = '"""Mine (CRWF-1)."""\n\ndef test_nothing():\n    pass\n'


@pytest.fixture
def both(harness: Harness) -> Callable[..., tuple[Ran, Ran]]:
    """`both("CRWF-9")` runs on two workers, and without any."""
    return lambda *words: (harness("run", "--workers", "2", *words), harness("run", *words))


def test_an_unknown_selection_is_told_once(both: Callable[..., tuple[Ran, Ran]]) -> None:
    shared, alone = both("CRWF-9")
    assert (shared.code, shared.err, shared.out) == (2, alone.err, alone.out)
    assert "Of CRWF there are CRWF-1 to CRWF-4." in alone.err
    assert not any(one.is_dir() for one in shared.folder.iterdir())


@pytest.mark.parametrize("text", [UNREADABLE, UNDECLARED])
def test_a_wrong_scenario_file_is_told_once_and_nothing_is_played(
    both: Callable[..., tuple[Ran, Ran]], tmp_path: Path, text: str
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "test_wrong.py").write_text(text, encoding="utf-8")
    shared, alone = both("--scenarios", "own", "CRWF-1")
    assert (shared.code, shared.err) == (2, alone.err)
    assert "test_wrong.py" in alone.err


def test_exchanges_are_shown_with_workers_too(harness: Harness) -> None:
    assert "ITI-104" in harness("run", "--workers", "2", "-v", "CRWF-1").err


@pytest.mark.skipif(sys.platform == "win32", reason="signals to a process group are POSIX")
@pytest.mark.parametrize(("how", "alone"), [("SIGINT", False), ("SIGTERM", True)])
@pytest.mark.parametrize("delay", [0.6, 1.6])
def test_who_stops_a_run_reads_no_traceback(tmp_path: Path, how: str, alone: bool, delay: float) -> None:
    child = subprocess.Popen(
        [*HARNESS, "run", "--workers", "2"], cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(delay)
    (os.kill if alone else os.killpg)(child.pid, getattr(signal, how))
    _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert err.replace(CLOSING, b"") in (b"", b"\nharness: interrupted before anything was played.\n")


@pytest.mark.skipif(sys.platform != "linux", reason="a process's children are read from Linux's /proc")
def test_a_worker_that_is_killed_is_gone_on_for(tmp_path: Path) -> None:
    systems = [Unsteady(delay=0.1), Unsteady(delay=0.1)]
    people = "".join(table(f"R{number}", one) for number, one in enumerate(systems))
    (tmp_path / "event.toml").write_text(people, encoding="utf-8")
    words = ("run", "CRWF-1", "CRWF-2", "--participants", "event.toml", "--listen-port", "0", "--workers", "2")
    child = subprocess.Popen([*HARNESS, *words], cwd=tmp_path, stdout=subprocess.DEVNULL)
    await_endings(tmp_path, 6)
    os.kill(children(children(child.pid)[0])[-1], signal.SIGKILL)
    assert child.wait(60) == 0
    endings = [one for one in read(next((tmp_path / "reports").glob("*/"))).records if isinstance(one, Ending)]
    assert {one.verdict for one in endings} == {"PASS"}
    assert len({first_name(one.play) for one in endings}) == len(endings)


def children(process: int) -> list[int]:
    """The processes that it started, in their order."""
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
