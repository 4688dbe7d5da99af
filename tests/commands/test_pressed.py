"""Ctrl-C while the report of a run is drawn."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from harness.commands.launch import ONE_PRESS, one_press_later
from harness.commands.run import _stopped

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")


def test_the_first_press_lets_the_report_be_drawn_and_the_second_stops() -> None:
    with one_press_later(pressed=False) as pressed:
        os.kill(os.getpid(), signal.SIGINT)
        assert pressed()
        time.sleep(ONE_PRESS)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_who_pressed_before_stops_at_once() -> None:
    with pytest.raises(KeyboardInterrupt), one_press_later(pressed=True):
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize(("drawn", "told"), [(True, "its report is drawn"), (False, "its report is not drawn")])
def test_only_what_is_so_is_said_of_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], drawn: bool, told: str
) -> None:
    for folder in ("ledger", "report")[: 1 + drawn]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").touch()
    assert _stopped(tmp_path) == 130
    assert told in capsys.readouterr().err
