"""A run of many plays has them drawn while it goes on; its report is as any, and nothing is left but that."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.evidence.reading import read
from harness.language import speaking
from harness.report import finish
from harness.report.ahead import DRAWING, WORTH_IT
from tests.commands.conftest import HARNESS
from tests.commands.unsteady import Unsteady, table

PEOPLE = 5
HEAD = '''"""Many scenarios (CRWF-1)."""

from harness import given, patients, then, verifies, when
from harness.checks import fhir
from harness.transactions import MobilePatientDemographicsQuery
'''
SCENARIO = """

@verifies("78-01")
def test_number_{number}(point_of_service, client_registry):
    with given("somebody new"):
        somebody = f"family={{patients.unseen().family}}"
    with when("she is asked for"):
        query = point_of_service.sends(MobilePatientDemographicsQuery(somebody), to=client_registry)
    with then(client_registry).shall("find {found} of her", "78-01"):
        fhir.returns_patients(query.response, count={found})
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to a process group are POSIX")


@pytest.fixture
def systems() -> Iterator[list[Unsteady]]:
    """Five registries, of which the first is slow."""
    made = [Unsteady(delay=0.0 if number else 0.5) for number in range(PEOPLE)]
    yield made
    for one in made:
        one.close()


@pytest.fixture
def event(tmp_path: Path, systems: list[Unsteady]) -> Path:
    """A folder with as many plays as are worth it, of which each in ten expects too much."""
    people = "".join(table(f"R{number}", one) for number, one in enumerate(systems))
    (tmp_path / "event.toml").write_text(people, encoding="utf-8")
    scenes = (SCENARIO.format(number=one, found=one % 10 // 9) for one in range(WORTH_IT // PEOPLE + 1))
    (tmp_path / "test_many.py").write_text(HEAD + "".join(scenes), encoding="utf-8")
    return tmp_path


@contextmanager
def running(folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """The run in `folder`, of which pages are drawn already."""
    words = (*HARNESS, "run", "./test_many.py", "--participants", "event.toml", "--listen-port", "0", *more)
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen(words, cwd=folder, **pipes) as child:  # type: ignore[call-overload]
        until(lambda: list(folder.glob(f"reports/*/{DRAWING}/pages/plays/*.html")))
        yield child


def until(what: Callable[[], object]) -> None:
    limit = time.monotonic() + 240  # who draws ahead has the cores when nobody else wants them
    while not what():
        assert time.monotonic() < limit
        time.sleep(0.05)


def run_in(folder: Path) -> Path:
    (ledger,) = folder.glob("reports/*/ledger")
    return ledger.parent


def files(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def drawn_before_its_end(run: Path) -> int:
    """How many pages of plays are older than the end of the run."""
    over = read(run).fact("end")["at"]
    return sum(one.stat().st_mtime < over for one in (run / "report" / "plays").iterdir())


def beside(folder: Path) -> list[int]:
    """The processes that draw ahead for a run in `folder`."""
    told = [(one.parent.name, one.read_bytes().split(b"\0")) for one in Path("/proc").glob("[0-9]*/cmdline")]
    ours = [(int(name), b" ".join(words)) for name, words in told if b"harness.report.drawing_ahead" in words]
    return [process for process, words in ours if str(folder).encode() in words]


@pytest.mark.parametrize(("workers", "language"), [("1", "en"), ("2", "fr")])
def test_a_run_of_many_plays_is_drawn_while_it_goes_on(
    event: Path, systems: list[Unsteady], workers: str, language: str
) -> None:
    with running(event, "--workers", workers, "--language", language) as child:
        systems[0].delay = 0.0
        _, err = child.communicate(timeout=120)
    run = run_in(event)
    assert (child.returncode, err, drawn_before_its_end(run) > 0) == (1, "", True)
    assert {one.name for one in run.iterdir()} == {"ledger", "bodies", "seals", "report", "results.json"}
    report = files(run)
    with speaking(language):
        finish(run)
    assert report == files(run)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in Linux's /proc")
@pytest.mark.parametrize(("how", "times", "code"), [("SIGINT", 1, 130), ("SIGINT", 2, 130), ("SIGKILL", 1, -9)])
def test_whoever_stops_a_run_leaves_nothing_of_it(event: Path, how: str, times: int, code: int) -> None:
    with running(event) as child:
        assert len(beside(event)) == 1
        for _ in range(times):
            os.killpg(child.pid, getattr(signal, how))
            time.sleep(0.6)
        child.communicate(timeout=120)
    until(lambda: not beside(event))
    assert child.returncode == code
    assert [one.name for one in run_in(event).iterdir() if one.name.startswith(".")] == []
