"""What can be done with a run when it is over, or was cut off."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.commands.launch import ONE_PRESS
from harness.evidence.verification import verified
from harness.mocks import MOCKS
from harness.transport.http_server import HttpServer
from tests.commands.conftest import HARNESS, HarnessIn, Ran, ran

Harness = Callable[..., Ran]
Mock = Callable[..., str]


def cut_off(folder: Path, url: str, how: int, *, after: int = 3, alone: bool = False) -> Path:
    """Start a run against `url`, stop it by a signal once a few plays have ended, give back the run's folder.

    With `alone` the signal reaches the process of the command and not those that it started.
    """
    group = {"creationflags": 0x200} if sys.platform == "win32" else {"start_new_session": True}
    words = ("run", "--against", f"client_registry={url}", "--as", "Mine")
    child = subprocess.Popen([*HARNESS, *words], cwd=folder, stdout=subprocess.DEVNULL, **group)  # type: ignore[call-overload]
    await_endings(folder, after)
    _signal(child, how, alone=alone)
    child.wait(30)
    return next(one for one in (folder / "reports").iterdir() if one.is_dir())


def await_endings(folder: Path, count: int) -> None:
    """Wait until so many plays of a run in `folder` have ended."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit and sum(_endings(one) for one in folder.glob("reports/*/ledger/*.jsonl")) < count:
        time.sleep(0.01)


@pytest.fixture
def slow() -> Iterator[str]:
    """A right client registry that takes its time, so that a run is surely cut off in its middle."""
    registry = MOCKS["client-registry"].make()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.1)
        await registry.app(scope, receive, send)

    with HttpServer(app) as server:
        yield f"{server.url}/fhir"
    registry.close()


def _endings(ledger: Path) -> int:
    return ledger.read_text(encoding="utf-8", errors="replace").count('"kind":"ending"')


def _signal(child: subprocess.Popen[bytes], how: int, *, alone: bool) -> None:
    (os.kill if alone else os.killpg)(child.pid, how)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to a process group are POSIX")


def test_what_was_judged_survives_kill_9(harness: Harness, slow: str, tmp_path: Path) -> None:
    run = cut_off(tmp_path, slow, signal.SIGKILL)
    assert (harness("verify", str(run)).code, harness("report", str(run)).code) == (3, 0)
    told = json.loads((run / "results.json").read_text(encoding="utf-8"))
    assert sum(one["verdict"] == "PASS" for one in told["results"]) >= 3


@pytest.mark.parametrize(("how", "alone"), [("SIGINT", False), ("SIGTERM", False), ("SIGTERM", True)])
def test_an_interrupted_run_exits_with_130_and_keeps_everything(
    slow: str, tmp_path: Path, how: str, alone: bool
) -> None:
    run = cut_off(tmp_path, slow, getattr(signal, how), alone=alone)
    told = json.loads((run / "results.json").read_text(encoding="utf-8"))
    assert (told["exit"], told["interrupted"], verified(run).uncovered) == (130, True, [])
    assert (run / "report" / "index.html").exists()


def test_a_second_ctrl_c_stops_at_once_and_keeps_what_was_judged(slow: str, tmp_path: Path) -> None:
    words = ("run", "--against", f"client_registry={slow}")
    child = subprocess.Popen([*HARNESS, *words], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    await_endings(tmp_path, 3)
    before = time.monotonic()
    for _ in range(2):
        child.send_signal(signal.SIGINT)  # to the command alone: what plays would go on for long
        time.sleep(ONE_PRESS + 0.1)
    _, err = child.communicate(timeout=30)
    assert (child.returncode, time.monotonic() < before + 10) == (130, True)
    assert [b"Ctrl-C again stops at once" in err, b"Go on with: harness run --resume" in err] == [True, True]
    assert _endings(next(tmp_path.glob("reports/*/ledger/main.jsonl"))) >= 3


def test_a_run_that_was_killed_is_gone_on_with(harness: Harness, slow: str, tmp_path: Path) -> None:
    run = cut_off(tmp_path, slow, signal.SIGKILL)
    done = harness("run", "--resume", str(run))
    again = ran(done.code, done.out, done.err, tmp_path / "reports")
    assert (again.code, again.folder) == (0, run.resolve())
    assert again.verdicts() <= {"PASS", "NOT APPLICABLE"}  # what is spoken in HL7 v2 has no address here
    assert (harness("judge", str(run)).code, harness("verify", str(run)).code) == (0, 0)


def test_judging_again_sends_nothing_and_finds_the_same(harness_in: HarnessIn, faulty: Ran, tmp_path: Path) -> None:
    copy = shutil.copytree(faulty.folder, tmp_path / "run")
    done = harness_in(tmp_path, "judge", str(copy))
    told = json.loads((copy / "results.json").read_text(encoding="utf-8"))
    again = Ran(done.returncode, done.stdout, done.stderr, copy, told)
    assert (again.code, again.failed) == (faulty.code, faulty.failed)
    assert again.results["summary"] == faulty.results["summary"]


def test_what_was_refused_after_an_answer_is_no_lack_when_it_is_judged_again(harness: Harness, mock: Mock) -> None:
    first = harness("run", "TSWF-1", "--against", f"terminology_service={mock('terminology-service')}")
    again = harness("judge", str(first.folder))
    assert (first.code, again.code) == (0, 0)
    assert again.results["summary"] == first.results["summary"]


@pytest.mark.parametrize("words", [("judge",), ("run", "--resume")], ids=["judged again", "gone on with"])
@pytest.mark.parametrize(
    "change", [('"keyword":"given"', '"keyword":"when"'), ('"interrupted":false', '"interrupted":0')]
)
def test_evidence_that_was_changed_is_never_a_success(
    harness: Harness, rehearsal: Path, words: tuple[str, ...], change: tuple[str, str]
) -> None:
    (ledger,) = (rehearsal / "ledger").glob("*.jsonl")
    written = ledger.read_text(encoding="utf-8")
    ledger.write_text(written.replace(*change, 1), encoding="utf-8")
    done = harness(*words, str(rehearsal))
    assert (done.code, "was changed after it was written" in done.err) == (2, True)


def test_a_wrong_requirements_file_leaves_the_report_as_it_was(
    harness: Harness, rehearsal: Path, tmp_path: Path
) -> None:
    (tmp_path / "wrong.csv").write_text("id,level\nX-1,SHALL\n", encoding="utf-8")
    before = (rehearsal / "results.json").stat().st_mtime_ns
    done = harness("judge", str(rehearsal), "--requirements", "wrong.csv")
    assert (done.code, "there is no column 'id'" in done.err, "Report:" in done.out) == (2, True, False)
    assert (rehearsal / "results.json").stat().st_mtime_ns == before


def test_a_report_that_the_disk_does_not_take_is_said(harness: Harness, rehearsal: Path) -> None:
    (rehearsal / "report").rename(rehearsal / "moved")
    (rehearsal / "report").touch()
    done = harness("report", str(rehearsal))
    assert (done.code, done.err.startswith("harness: the report cannot be written")) == (4, True)


@pytest.mark.parametrize("words", [("judge",), ("run", "--resume"), ("run", "--workers", "2", "--resume")])
def test_evidence_that_the_disk_does_not_take_is_said(
    harness: Harness, rehearsal: Path, words: tuple[str, ...]
) -> None:
    (rehearsal / "bodies").rename(rehearsal / "moved")
    (rehearsal / "bodies").touch()
    done = harness(*words, str(rehearsal))
    assert (done.code, done.err.count("expected a folder that a run can be written to")) == (2, 1)
    assert "Traceback" not in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="a process's children are read from Linux's /proc")
def test_a_player_that_is_killed_is_an_error_and_said(slow: str, tmp_path: Path) -> None:
    words = ("run", "--workers", "2", "--against", f"client_registry={slow}")
    child = subprocess.Popen([*HARNESS, *words], cwd=tmp_path, stderr=subprocess.PIPE)
    await_endings(tmp_path, 3)
    player = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text(encoding="utf-8").split()[0]
    os.kill(int(player), signal.SIGKILL)
    _, err = child.communicate(timeout=60)
    assert (child.returncode, b"broke down (signal 9)" in err) == (4, True)


def test_a_rehearsal_leaves_nothing_to_clean(harness: Harness, rehearsal: Path) -> None:
    done = harness("clean", str(rehearsal))
    assert (done.code, "made nothing" in done.out) == (0, True)


@pytest.mark.parametrize("content", [b"<html>\n</html>", b"\x89PNG\r\n", b'{"run": "x"}', b"/\0"])
def test_a_file_that_names_no_run_is_said(harness: Harness, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "index.html").write_bytes(content)
    done = harness("report", "index.html")
    assert (done.code, "index.html: expected the folder of a run" in done.err) == (2, True)


def test_a_folder_that_is_no_run_is_said(harness: Harness, tmp_path: Path) -> None:
    done = harness("report", str(tmp_path))
    assert (done.code, "expected the folder of a run" in done.err) == (2, True)


@pytest.fixture
def unreadable(tmp_path: Path) -> str:
    """The folder of a run against a system that nobody can tell any more."""
    (tmp_path / "run" / "ledger").mkdir(parents=True)
    (tmp_path / "run" / "ledger" / "main.jsonl").write_bytes(b"\0\n")
    return str(tmp_path / "run")


def test_a_run_whose_systems_are_forgotten_is_no_rehearsal(harness: Harness, unreadable: str) -> None:
    done = harness("run", "--resume", unreadable)
    assert (done.code, "which systems it was about cannot be read" in done.err) == (2, True)


def test_what_cannot_be_read_is_not_called_clean(harness: Harness, unreadable: str) -> None:
    done = harness("clean", unreadable)
    assert (done.code, "as far as its ledger can be read" in done.out) == (1, True)
    assert "main.jsonl: line 1 cannot be read" in done.err


def test_a_layer_that_stood_between_is_there_when_it_is_judged_again(harness: Harness) -> None:
    first = harness("run", "--layer", "104-09")
    again = harness("judge", str(first.folder))
    assert (again.code, again.results["summary"]) == (0, first.results["summary"])
