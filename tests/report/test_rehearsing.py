from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harness import folders
from harness.errors import UsageError
from harness.openhie.requirements import Catalogue
from harness.report.model import Run
from harness.report.rehearsing import keep

KEPT = sorted((folders.fixtures() / "rehearsal").glob("*.json"))
OF_A_RUN = re.compile(rb"127\.0\.0\.1|localhost|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-(?!0{4})")


def test_the_same_run_is_kept_the_same(rehearsal: Run, tmp_path: Path) -> None:
    first, again = keep(rehearsal, tmp_path / "a"), keep(rehearsal, tmp_path / "b")
    files = [{file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in "ab"]
    assert (first, files[0]) == (again, files[1])
    assert first != {}


def test_a_run_with_participants_is_no_rehearsal(event: Run, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected a rehearsal in which everything passed"):
        keep(event, tmp_path)


def test_nothing_kept_tells_of_the_machine_it_was_made_on() -> None:
    found = {file.name: OF_A_RUN.findall(file.read_bytes())[:3] for file in KEPT}
    assert {name: odd for name, odd in found.items() if odd} == {}


def test_what_is_kept_is_of_requirements_that_there_are() -> None:
    shown = {one for file in KEPT for each in json.loads(file.read_bytes()) for one in each["shows"]}
    assert shown - {each.requirement for each in Catalogue.load()} == set()


def test_most_of_what_is_tested_has_a_right_message() -> None:
    shown = {one for file in KEPT for each in json.loads(file.read_bytes()) for one in each["shows"]}
    tested = [each.requirement for each in Catalogue.load() if not each.not_tested]
    assert len(shown & set(tested)) > 0.85 * len(tested)
