"""Servers that are not ours, started once, and what a run of the harness makes of each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.peers.medplum import medplum
from tests.peers.peer import PeerMissing
from tests.peers.sekmet import sekmet


@dataclass(frozen=True, slots=True)
class Judged:
    """A run that is over: its exit code and its results.json."""

    exit: int
    results: dict[str, Any]

    def requirements(self, verdict: str) -> set[str]:
        """What the participant's side of `verdict` is about; a FAIL anywhere is a FAIL."""
        found = [one for play in self.results["results"] for one in play["findings"]]
        theirs = [one for one in found if one["participant"] != "reference mock"]
        return {one["requirement"] for one in theirs if one["verdict"] == verdict}


def harness(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, "-m", "harness", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, encoding="utf-8")


def judge(base: str, name: str, reports: Path, *selection: str) -> Judged:
    """Play the library against a client registry."""
    done = harness("run", *selection, "--against", f"client_registry={base}", "--as", name, "--reports", str(reports))
    results = sorted(reports.glob("*/results.json"))
    assert results, done.stdout + done.stderr
    return Judged(done.returncode, json.loads(results[-1].read_text("utf-8")))


def started(peer: AbstractContextManager[str]) -> Iterator[str]:
    """The address of `peer`; skips, with the reason, where it is not installed."""
    try:
        with peer as base:
            yield base
    except PeerMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def sekmet_as_it_comes() -> Iterator[str]:
    yield from started(sekmet())


@pytest.fixture(scope="session")
def sekmet_told_its_address() -> Iterator[str]:
    yield from started(sekmet(told_its_address=True))


@pytest.fixture(scope="session")
def sekmet_judged(sekmet_as_it_comes: str, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return judge(sekmet_as_it_comes, "Sekmet", tmp_path_factory.mktemp("sekmet"))


@pytest.fixture(scope="session")
def medplum_judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    for base in started(medplum()):
        yield judge(base, "Medplum", tmp_path_factory.mktemp("medplum"))
