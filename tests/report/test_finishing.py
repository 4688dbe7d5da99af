from __future__ import annotations

from pathlib import Path

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
