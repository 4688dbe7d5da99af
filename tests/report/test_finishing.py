from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from harness.commands.folder import run_folder
from harness.report import finish
from tests.report import demo


def test_a_finished_run_has_results_and_pages_and_is_the_latest(tmp_path: Path) -> None:
    folder = demo.rehearsal(tmp_path / "run")
    run, page = finish(folder)
    assert (run.counts["PASS"], page, (folder / "results.json").exists()) == (6, folder / "report" / "index.html", True)
    assert (tmp_path / "latest").read_text(encoding="utf-8") == f"{folder.resolve()}\n"


def test_an_older_run_that_is_drawn_again_is_not_the_latest(tmp_path: Path) -> None:
    older, newer = demo.rehearsal(tmp_path / "2026-11-22"), demo.rehearsal(tmp_path / "2026-11-23")
    for folder in (older, newer, older):
        finish(folder)
    assert (tmp_path / "latest").read_text(encoding="utf-8") == f"{newer.resolve()}\n"


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_folder_may_have_a_name_that_is_no_text(tmp_path: Path) -> None:
    folder = demo.rehearsal(tmp_path / os.fsdecode(b"caf\xe9") / "run")
    finish(folder)
    assert run_folder(folder.parent / "latest") == folder.resolve()
