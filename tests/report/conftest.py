"""Two runs that most tests here look at: an event with three systems, and a rehearsal."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.report.assembly import read_run
from harness.report.model import Run
from tests.report import demo


@pytest.fixture(scope="session")
def event_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo.event(tmp_path_factory.mktemp("event"))


@pytest.fixture(scope="session")
def event(event_folder: Path) -> Run:
    return read_run(event_folder)


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return read_run(demo.rehearsal(tmp_path_factory.mktemp("rehearsal")))
