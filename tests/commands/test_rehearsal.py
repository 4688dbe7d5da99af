"""What a rehearsal leaves for teaching: right messages, and a report in the language that was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.report.assembly import read_run
from harness.report.rehearsed import file_of
from harness.report.rehearsing import keep
from tests.commands.conftest import HarnessIn, Ran, ran

SCENARIO = "test_a_patient_sent_twice_is_registered_once"


@pytest.fixture(scope="module")
def right_one(harness_in: HarnessIn, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("right")
    done = harness_in(folder, "run", SCENARIO, "--seed", "right", "--language", "fr")
    return ran(done.returncode, done.stdout, done.stderr, folder / "reports")


def shape(value: Any) -> Any:
    """The members of `value`, whatever they say."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value[:1]] if isinstance(value, list) else type(value).__name__


def right(file: Path) -> dict[str, Any]:
    """The shape of each right message of the scenario, by the requirement and the side that it is kept for."""
    return {
        f"{each['is']} {requirement}": (each["start"].split()[1 if each["is"] == "answer" else 0], shape(each["body"]))
        for each in json.loads(file.read_text(encoding="utf-8"))
        if each["scenario"] == "A patient sent twice is registered once"
        for requirement in each["shows"]
    }


def test_what_is_kept_as_right_is_what_the_mocks_say_today(right_one: Ran, tmp_path: Path) -> None:
    keep(read_run(right_one.folder), tmp_path / "kept")
    kept, today = right(file_of("ITI-104")), right(file_of("ITI-104", tmp_path / "kept"))
    assert {name: today.get(name) for name in kept} == kept
    assert "answer 104-01" in kept


def test_a_run_writes_its_report_in_the_language_that_is_asked_for(right_one: Ran) -> None:
    page = (right_one.folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "Tout ce qui a été jugé a réussi." in page
    assert "Requirements by verdict" in right_one.out


def test_a_language_that_is_not_here_is_wrong_use(harness: Callable[..., Ran]) -> None:
    told = harness("report", "nowhere", "--language", "tlh")
    assert (told.code, "there are en, fr" in told.err) == (2, True)
