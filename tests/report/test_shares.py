"""Work that is shared out among processes; each time in one that has no threads, as `harness report` has none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.report.shares import WORTH_IT

MANY = WORTH_IT + 7
PROGRAM = """
import os, pathlib, sys, time
from harness.report.shares import Shares

def broken(number):
    if number == {count} - 1:
        raise OSError(28, "no space left on device")
    return b""

shares = Shares({count}, {work}, pathlib.Path(sys.argv[1]))
shares.begin()
sys.stdout.buffer.write(b" ".join(shares.lines()))
"""


def done(count: int, work: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program = PROGRAM.format(count=count, work=work)
    return subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("count", [0, 3, MANY])
def test_lines_come_in_order_however_many_there_are(tmp_path: Path, count: int) -> None:
    said = done(count, 'lambda number: b"%d" % number', tmp_path).stdout
    assert said.split() == [str(number) for number in range(count)]


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core does it alone")
def test_much_work_is_done_by_several_processes(tmp_path: Path) -> None:
    work = 'lambda _: time.sleep(0.002) or b"%d" % os.getpid()'
    assert len(set(done(MANY, work, tmp_path).stdout.split())) > 1


def test_nothing_of_the_sharing_is_left(tmp_path: Path) -> None:
    done(MANY, 'lambda _: b""', tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_what_goes_wrong_in_a_process_is_raised_in_the_first(tmp_path: Path) -> None:
    assert done(MANY, "broken", tmp_path).stderr.rstrip().endswith("no space left on device")


def test_what_a_killed_process_had_in_hand_is_done_in_the_first(tmp_path: Path) -> None:
    work = 'lambda number: (os.getppid() == %d or number != 50 or os.kill(os.getpid(), 9)) and b"%%d" %% number'
    said = done(MANY, work % os.getpid(), tmp_path).stdout
    assert said.split() == [str(number) for number in range(MANY)]
