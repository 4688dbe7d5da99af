"""Workers of a cluster play participants into the one ledger; one that is lost loses no verdict."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.evidence.reading import read
from harness.evidence.record import Ending, first_name
from harness.pytest_plugin.far import passed_on
from tests.commands.conftest import HARNESS
from tests.commands.unsteady import Unsteady, table

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are ended as Linux does it")
Cluster = tuple[str, list["subprocess.Popen[bytes]"]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """The address of a scheduler on this machine, and its two workers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
    quiet = ("--host", "127.0.0.1", "--no-dashboard")
    scheduler = ("scheduler", *quiet, "--no-jupyter", "--port", address.rsplit(":", 1)[1])
    worker = ("worker", address, *quiet, "--nthreads", "1", "--no-nanny")
    dask = (sys.executable, "-m", "dask")
    running = [
        subprocess.Popen([*dask, *words], cwd=tmp_path, stderr=subprocess.DEVNULL)
        for words in (scheduler, worker, worker)
    ]
    limit = time.monotonic() + 60
    while not is_there(int(address.rsplit(":", 1)[1])):
        assert time.monotonic() < limit
        time.sleep(0.2)
    yield address, running[1:]
    for one in running:
        one.kill()
        one.wait()


def is_there(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def event(tmp_path: Path) -> Iterator[Path]:
    systems = {"Amani": Unsteady(delay=0.1), "Bora": Unsteady(delay=0.1)}
    path = tmp_path / "event.toml"
    path.write_text("".join(table(name, one) for name, one in systems.items()), encoding="utf-8")
    yield path
    for one in systems.values():
        one.close()


def endings(folder: Path) -> list[Ending]:
    runs = [one.parent for one in folder.glob("reports/*/ledger")]
    return [
        one for run in runs if any(run.glob("ledger/*.jsonl")) for one in read(run).records if isinstance(one, Ending)
    ]


def begun(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """A run of both, once three plays have ended."""
    command = [*HARNESS, "run", "CRWF-1", "CRWF-2", "--participants", "event.toml", "--listen-port", "0", *words]
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    limit = time.monotonic() + 300
    while len(endings(folder)) < 3:
        assert child.poll() is None
        assert time.monotonic() < limit
        time.sleep(0.1)
    return child


@pytest.mark.usefixtures("event")
def test_a_worker_that_is_lost_loses_no_verdict_and_its_participant_is_run_again(
    cluster: Cluster, tmp_path: Path
) -> None:
    address, workers = cluster
    child = begun(tmp_path, "--cluster", address)
    before = endings(tmp_path)
    os.kill(workers[0].pid, signal.SIGKILL)
    assert child.wait(300) == 0
    after = endings(tmp_path)
    assert {one.verdict for one in after} == {"PASS"}
    assert len({first_name(one.play) for one in after}) == len(after) == 32
    assert {one.play for one in before} <= {one.play for one in after}


def test_what_a_worker_is_told_is_what_was_asked_for_but_not_where_to_write() -> None:
    words = ["-p", "x", "--run-dir", "/r", "--event=e.toml", "--only=A", "--only-failed", "--listen-port", "0", "lib"]
    assert passed_on(words) == ["-p", "x", "--event=e.toml", "--listen-port", "0", "lib"]
