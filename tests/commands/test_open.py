"""A run that stays open: what people ask for on the review page is played, who is paused waits."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness.evidence.acts import taken
from harness.evidence.ledger import Ledger
from harness.evidence.reading import Evidence, read
from harness.evidence.record import Act, Deed, Ending, Finding, first_name
from tests.commands.conftest import HARNESS
from tests.commands.unsteady import Unsteady, table
from tests.report.demo_ahead import gone

PLAYS = 6  # those of CRWF-2 over FHIR
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")


class Open:
    """A run of two registries that stays open, and what people say of it."""

    def __init__(self, folder: Path) -> None:
        words = ("run", "CRWF-2", "--participants", "event.toml", "--listen-port", "0", "--open")
        self.child = subprocess.Popen([*HARNESS, *words], cwd=folder, stdout=subprocess.DEVNULL)
        self._reports, self._acts = folder / "reports", 0
        self.awaited(lambda: any(self._reports.glob("*/ledger/main.jsonl")))
        (self.run,) = (one.parent for one in self._reports.glob("*/ledger"))
        self._ledger = Ledger(self.run, writer="review")

    def evidence(self) -> Evidence:
        return read(self.run)

    def all_ended(self, name: str) -> bool:
        """Whether all plays of one participant have ended; the other has as many."""
        return len(set(map(first_name, self.ended(name)))) == PLAYS

    def ended(self, name: str) -> list[str]:
        """The plays of one participant that ended."""
        told = (one for one in self.evidence().records if isinstance(one, Ending))
        return [one.play for one in told if name in one.verdicts]

    def failed(self) -> dict[str, list[Finding]]:
        """The plays that failed, each with what failed in it."""
        found: dict[str, list[Finding]] = {}
        for one in self.evidence().records:
            if isinstance(one, Finding) and one.verdict == "FAIL":
                found.setdefault(one.play, []).append(one)
        return found

    def say(self, deed: Deed, **about: Any) -> None:
        self._acts += 1
        self._ledger.add(Act(f"a{self._acts}", deed, "Wanjiru", "organiser", time.time(), **about))

    def awaited(self, true: Callable[[], bool]) -> None:
        limit = time.monotonic() + 90
        while not true():
            assert time.monotonic() < limit
            time.sleep(0.05)

    def close(self) -> int:
        self.child.send_signal(signal.SIGTERM)
        self._ledger.close()
        return self.child.wait(60)


@contextmanager
def opening(folder: Path, **systems: Unsteady) -> Iterator[Open]:
    """A run with these systems, that stays open; all of it is gone afterwards."""
    people = "".join(table(name, one) for name, one in systems.items())
    (folder / "event.toml").write_text(people, encoding="utf-8")
    made = Open(folder)
    yield made
    made.child.terminate()  # killed, it would leave the process that plays behind, open for ever
    made.child.wait(60)
    for one in systems.values():
        one.close()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    with opening(tmp_path, Quick=Unsteady(), Slow=Unsteady(delay=0.2)) as made:
        yield made


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[Open]:
    with opening(tmp_path, Wrong=Unsteady("keeps-the-first-name", "refuses-to-remove")) as made:
        yield made


def test_who_is_paused_waits_and_what_is_asked_for_is_played_again(opened: Open) -> None:
    opened.say("pause", participant="Slow", text="its team is at lunch")
    opened.awaited(lambda: opened.all_ended("Quick"))
    again = opened.ended("Quick")[0]
    opened.say("again", participant="Quick", play=again)
    opened.awaited(lambda: f"{again}#2" in opened.ended("Quick"))
    assert not opened.all_ended("Slow")
    opened.say("go-on", participant="Slow")
    opened.awaited(lambda: opened.all_ended("Slow"))
    assert opened.close() == 0
    assert taken(opened.evidence().records) == {"a2": [f"{again}#2"]}


def test_what_a_mentor_overrode_is_not_played_again_with_all_that_failed(failing: Open) -> None:
    failing.awaited(lambda: failing.all_ended("Wrong"))
    settled, *left = failing.failed()
    for one in failing.failed()[settled]:
        about = {"play": settled, "requirement": one.requirement, "participant": "Wrong"}
        failing.say("override", **about, verdict="PASS", text="its screen shows the new name")
    failing.say("again", participant="Wrong")
    failing.awaited(lambda: bool(taken(failing.evidence().records)))

    (played,) = taken(failing.evidence().records).values()
    assert left
    assert [first_name(one) for one in played] == left


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="here nobody says whose child a process is")
@pytest.mark.parametrize("early", [True, False])
def test_who_plays_goes_when_who_began_it_was_killed(tmp_path: Path, early: bool) -> None:
    with opening(tmp_path, Quick=Unsteady()) as made:
        made.awaited(lambda: early or made.all_ended("Quick"))
        players = Path(f"/proc/{made.child.pid}/task/{made.child.pid}/children").read_text().split()
        made.child.kill()
        made.awaited(lambda: all(map(gone, map(int, players))))
        assert made.all_ended("Quick")
    assert players
