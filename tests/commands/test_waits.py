"""Several participants are waited for at once, and what they sent survives kill -9."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands.conftest import HARNESS
from tests.commands.keyboards import Told, instructions, send

TWICE = ("a_patient_sent_twice_is_registered_once", "a_patient_sent_twice_over_hl7_v2_is_registered_once")
FHIR, V2 = ("Ruby", "Onyx", "Opal"), ("Jade", "Pearl", "Amber")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to a process group are POSIX")

CLINIC = """
[[participants]]
name = "{name}"
actors = ["point_of_service"]
ihe_actors = ["patient_identity_source"]
patience = 90
protocols = ["{protocol}"]
{ports}

[[participants.domains]]
uri = "http://ohie.org/test/test_a"
oid = "2.16.840.1.113883.3.72.5.9.2"
namespace = "TEST_A"
"""


def free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def described(folder: Path) -> Path:
    """A file of six clinics, three in each tongue."""
    own, *ports = free_ports(4)
    text = f"[harness]\nport = {own}\n"
    text += "".join(CLINIC.format(name=name, protocol="fhir", ports="") for name in FHIR)
    for name, port in zip(V2, ports, strict=True):
        text += CLINIC.format(name=name, protocol="hl7v2", ports=f"ports = [{port}, {port}]")
    (folder / "event.toml").write_text(text, encoding="utf-8")
    return folder / "event.toml"


@pytest.fixture
def event(tmp_path: Path) -> Path:
    return described(tmp_path)


class Run:
    """A run in a process of its own, and what it has printed so far."""

    def __init__(self, folder: Path, *words: str) -> None:
        command = [*HARNESS, "run", *words]
        self._child = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
        self.printed, self._reader = "", threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._child.stdout is not None
        while some := os.read(self._child.stdout.fileno(), 65536):
            self.printed += some.decode()

    def told(self, count: int) -> list[Told]:
        """The instructions, when there are so many."""
        limit = time.monotonic() + 60
        while len(instructions(self.printed)) < count:
            assert time.monotonic() < limit, self.printed
            time.sleep(0.02)
        return instructions(self.printed)

    def kill(self) -> None:
        os.killpg(self._child.pid, signal.SIGKILL)
        self.code()

    def close(self) -> None:
        if self._child.poll() is None:
            self.kill()

    def code(self) -> int:
        code = self._child.wait(timeout=90)
        self._reader.join()
        if self._child.stdout is not None:
            self._child.stdout.close()
        return code


@contextmanager
def beginning(folder: Path) -> Iterator[Callable[..., Run]]:
    """`begun("CRWF-1")` starts a run in `folder`; what still goes on at the end is killed."""
    runs: list[Run] = []

    def begun(*words: str) -> Run:
        runs.append(Run(folder, *words))
        return runs[-1]

    yield begun
    for one in runs:
        one.close()


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    with beginning(tmp_path) as begun:
        yield begun


def results(folder: Path) -> dict[str, str]:
    (run,) = (one for one in (folder / "reports").iterdir() if one.is_dir())
    told = json.loads((run / "results.json").read_text(encoding="utf-8"))
    played = (one for one in told["results"] if one["verdict"] != "NOT APPLICABLE")
    return {one["casting"]["point_of_service"]: one["verdict"] for one in played}


def everybody_sends(run: Run, *, already: int, in_all: int) -> int:
    for number in range(already, in_all):
        send(run.told(number + 1)[number])
    return run.code()


@pytest.mark.parametrize("workers", [(), ("--workers", "2")], ids=["alone", "with workers"])
def test_one_who_is_slow_holds_up_nobody(
    begin: Callable[..., Run], event: Path, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    run = begin(*TWICE, "--participants", str(event), *workers)
    first = run.told(6)
    assert {one.clinic for one in first} == {*FHIR, *V2}
    for one in first:
        send(one)
    assert everybody_sends(run, already=6, in_all=12) == 0
    assert results(tmp_path) == dict.fromkeys((*FHIR, *V2), "PASS")


def five_waiting(run: Run) -> list[Told]:
    """One has done everything, two have sent once, and five wait."""
    first = {one.clinic: one for one in run.told(6)}
    send(first["Amber"])
    for clinic in ("Ruby", "Jade"):
        send(first[clinic])
    send(next(one for one in run.told(9)[6:] if one.clinic == "Amber"))
    return run.told(9)


@dataclass(frozen=True, slots=True)
class Resumed:
    """A run that kill -9 ended and that was gone on with: what was asked for before and after, and how all ended."""

    before: list[Told]
    waiting: list[Told]
    asked: list[Told]
    code: int
    results: dict[str, str]


@pytest.fixture(scope="module")
def resumed(tmp_path_factory: pytest.TempPathFactory) -> Resumed:
    place = tmp_path_factory.mktemp("killed")
    with beginning(place) as begin:
        run = begin(*TWICE, "--participants", str(described(place)))
        before = five_waiting(run)
        _await_ending(place)
        run.kill()
        (folder,) = (place / "reports").iterdir()
        again = begin("--resume", str(folder))
        waiting = again.told(5)
        code = everybody_sends(again, already=0, in_all=8)
        return Resumed(before, waiting, again.told(8), code, results(place))


def test_the_waiting_wait_again_for_the_same_people(resumed: Resumed) -> None:
    assert set(resumed.waiting) == {one for one in resumed.before if one.clinic != "Amber"}


def test_what_was_sent_before_kill_9_is_not_asked_for_again(resumed: Resumed) -> None:
    asked = Counter(one.clinic for one in resumed.asked)
    assert (resumed.code, asked) == (0, {"Ruby": 1, "Jade": 1, "Onyx": 2, "Opal": 2, "Pearl": 2})
    assert resumed.results == dict.fromkeys((*FHIR, *V2), "PASS")


def _await_ending(folder: Path) -> None:
    limit = time.monotonic() + 60
    while '"kind":"ending"' not in "".join(one.read_text() for one in folder.glob("reports/*/ledger/*.jsonl")):
        assert time.monotonic() < limit
        time.sleep(0.02)
