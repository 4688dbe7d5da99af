"""The run of an event is killed in its middle: no verdict is lost, and nothing is played twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.evidence.reading import read
from harness.evidence.record import Ending, first_name
from tests.commands.conftest import HARNESS, Ran
from tests.commands.test_after import await_endings
from tests.commands.unsteady import Unsteady, table

EVENT = '[event]\nname = "Nairobi"\nbegins = 2027-03-15\nends = 2027-03-19\n'

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to a process group are POSIX")


@pytest.fixture
def event(tmp_path: Path) -> Iterator[Path]:
    """The file of an event with two registries that take their time."""
    systems = [Unsteady(delay=0.1), Unsteady(delay=0.1)]
    people = "".join(table(f"R{number}", one) for number, one in enumerate(systems))
    (tmp_path / "event.toml").write_text(EVENT + people, encoding="utf-8")
    yield tmp_path / "event.toml"
    for one in systems:
        one.close()


def killed(event: Path) -> Path:
    """The run of `event`, of which all processes were killed at once when six plays had ended."""
    words = ("run", "CRWF-1", "CRWF-2", "--event", event.name, "--listen-port", "0")
    with subprocess.Popen([*HARNESS, *words], cwd=event.parent, stdout=-3, start_new_session=True) as child:
        await_endings(event.parent, 6)
        os.killpg(child.pid, signal.SIGKILL)
    (run,) = event.parent.glob("reports/*/ledger")
    return run.parent


def endings(run: Path) -> list[Ending]:
    return [one for one in read(run).records if isinstance(one, Ending)]


def test_an_event_that_was_killed_is_gone_on_with(harness: Callable[..., Ran], event: Path) -> None:
    run = killed(event)
    before = endings(run)
    assert harness("run", "--resume", str(run)).code == 0
    assert endings(run)[: len(before)] == before
    assert len({first_name(one.play) for one in endings(run)}) == len(endings(run)) > len(before)
    assert len(list(event.parent.glob("reports/nairobi/index.html"))) == 1
