"""A process beside this one: what it tells, what it lets go of, and when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from harness.evidence.forked import Forked

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing to fork")
KILLED = """
import os, signal, sys, time
from harness.evidence.forked import Forked

looking = Forked(time.sleep, 600)
print(looking.begun, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
LOCKED = """
import fcntl, os, sys
fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
"""


def test_what_it_found_is_given_back() -> None:
    looking = Forked(os.getppid)
    assert (looking.begun, looking.found()) == (True, os.getpid())
    looking.end()
    assert active_children() == []


def test_what_goes_wrong_there_is_told_by_nothing() -> None:
    looking = Forked(int, "no number")
    assert looking.found() is None
    looking.end()


def test_it_is_ended_before_it_found_anything() -> None:
    looking, began = Forked(time.sleep, 600), time.monotonic()
    looking.end()
    assert (active_children(), time.monotonic() - began < 60) == ([], True)


def test_one_that_may_have_no_children_begins_none() -> None:
    inner = Forked(lambda: Forked(os.getpid).begun)
    assert inner.found() is False
    inner.end()


def test_it_holds_no_lock_that_was_held_here(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    held = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    looking = Forked(_asleep, tmp_path)
    _until(tmp_path / "asleep")
    os.close(held)
    assert subprocess.run([sys.executable, "-c", LOCKED, str(tmp_path)], timeout=60).returncode == 0
    looking.end()


def test_it_ends_with_whoever_began_it() -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, timeout=60)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"True\n")


def _asleep(folder: Path) -> None:
    (folder / "asleep").touch()
    time.sleep(600)


def _until(made: Path) -> None:
    limit = time.monotonic() + 60
    while not made.exists() and time.monotonic() < limit:
        time.sleep(0.01)
