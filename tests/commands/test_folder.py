"""Who names another folder than that of a run is told which run is near."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.commands.folder import run_folder
from harness.errors import UsageError


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one run in it, and with what names the newest."""
    (tmp_path / "reports" / "one" / "ledger").mkdir(parents=True)
    (tmp_path / "reports" / "latest").write_text(f"{tmp_path / 'reports' / 'one'}\n", encoding="utf-8")
    return tmp_path / "reports"


@pytest.mark.parametrize("name", ["", "nope", "nope.txt"])
def test_the_newest_run_beside_it_is_named(reports: Path, name: str) -> None:
    with pytest.raises(UsageError, match=rf"found (no such folder|a folder without one)\. The newest run: {reports}"):
        run_folder(reports / name)


def test_the_run_that_a_folder_lies_in_is_named(reports: Path) -> None:
    with pytest.raises(UsageError, match=rf"It lies in a run: {reports / 'one'}$"):
        run_folder(reports / "one" / "ledger")


def test_the_folder_of_a_run_and_what_names_it_are_that_run(reports: Path) -> None:
    assert run_folder(reports / "one") == run_folder(reports / "latest") == reports / "one"
