"""Runs the command line as a person does: in a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HARNESS = (sys.executable, "-m", "harness")
HarnessIn = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind: its exit code, what it printed, and the results of the run, where there is one."""

    code: int
    out: str
    err: str
    folder: Path
    results: dict[str, Any] = field(default_factory=dict)

    @property
    def failed(self) -> set[str]:
        """The requirements with a FAIL."""
        return {one["requirement"] for one in self.findings if one["verdict"] == "FAIL"}

    @property
    def findings(self) -> list[dict[str, Any]]:
        """All findings on participants."""
        return [one for result in self.results["results"] for one in result["findings"] if one["participant"]]

    def verdicts(self) -> set[str]:
        """The verdict words of all plays that apply to whom they were cast with."""
        return {result["verdict"] for result in self.results["results"]} - {"NOT APPLICABLE"}


@pytest.fixture(scope="session")
def harness_in() -> HarnessIn:
    """`harness_in(folder, "certificates", …)`: what a command printed and its exit code."""

    def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*HARNESS, *words], cwd=folder, capture_output=True, text=True, timeout=120)

    return run


@pytest.fixture
def harness(tmp_path: Path, harness_in: HarnessIn) -> Callable[..., Ran]:
    """`harness("run", "CRWF-1")` in an empty folder."""

    def run(*words: str) -> Ran:
        done = harness_in(tmp_path, *words)
        return ran(done.returncode, done.stdout, done.stderr, tmp_path / "reports")

    return run


def ran(code: int, out: str, err: str, reports: Path) -> Ran:
    """What is in `reports` after a command."""
    latest = reports / "latest"
    folder = Path(latest.read_text(encoding="utf-8").strip()) if latest.exists() else reports
    file = folder / "results.json"
    return Ran(code, out, err, folder, json.loads(file.read_text(encoding="utf-8")) if file.exists() else {})


@pytest.fixture(scope="session")
def rehearsed(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A rehearsal of CRWF-1, run once for all who only read it."""
    folder = tmp_path_factory.mktemp("rehearsed")
    done = harness_in(folder, "run", "CRWF-1")
    return ran(done.returncode, done.stdout, done.stderr, folder / "reports")


@pytest.fixture
def rehearsal(rehearsed: Ran, tmp_path: Path) -> Path:
    """The folder of that run, for one test alone to go on with or to spoil."""
    return shutil.copytree(rehearsed.folder, tmp_path / "reports" / rehearsed.folder.name)


@contextmanager
def mocks(folder: Path) -> Iterator[Callable[..., str]]:
    """`start("client-registry", "--defect", "…")` runs a reference mock in `folder` and gives its address."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> str:
        child = subprocess.Popen([*HARNESS, "mock", *words], cwd=folder, stdout=subprocess.PIPE, text=True)
        running.append(child)
        assert child.stdout is not None
        return child.stdout.readline().split()[-1]

    yield start
    for child in running:
        child.terminate()
        child.communicate(timeout=10)


@pytest.fixture(scope="session")
def faulty(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A run of CRWF-2 against a registry with one fault, for all who only read it; the registry is gone."""
    folder = tmp_path_factory.mktemp("faulty")
    with mocks(folder) as mock:
        url = mock("client-registry", "--defect", "keeps-the-first-name")
        done = harness_in(folder, "run", "CRWF-2", "--against", f"client_registry={url}", "--as", "Faulty")
    return ran(done.returncode, done.stdout, done.stderr, folder / "reports")


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """The same in a folder of the test's own."""
    with mocks(tmp_path) as start:
        yield start
