"""The stories of the workflows: each has one, and what is told wrongly is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.openhie.stories import stories
from harness.openhie.workflows import WORKFLOWS

STEP = '["point_of_service", "client_registry", "register her", "created"]'


def test_every_workflow_says_what_it_is_for() -> None:
    assert list(stories()) == [one.id for one in WORKFLOWS]


def test_everybody_whom_the_specification_names_is_in_the_story() -> None:
    told = stories()
    passing = {"interoperability_layer"}  # it is told of only where it has work of its own
    silent = {one.id: set(one.actors) - set(told[one.id].actors) - passing for one in WORKFLOWS}
    assert not any(silent.values()), silent


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f'who = "a"\nneed = "b"\nsteps = [{STEP}]', "[W-01]: expected 'paper', a sentence."),
        (f'who = "a"\nneed = "b"\npaper = "c"\nsteps = [{STEP}]\nwhy = "d"', "[W-01]: there is no key 'why'."),
        ('who = "a"\nneed = "b"\npaper = "c"\nsteps = [["x", "y"]]', "expected a step of four texts"),
        (f'who = "a"\nneed = "b"\npaper = "c"\nsteps = [{STEP.replace("client", "clint")}]', "clint_registry"),
        ("", "[W-01]: expected 'steps', a list of steps."),
    ],
)
def test_what_is_told_wrongly_is_said(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "one.toml").write_text(f"[W-01]\n{text}\n")
    with pytest.raises(UsageError) as caught:
        stories(tmp_path)
    assert complaint in str(caught.value)


def test_a_workflow_without_a_story_and_a_story_of_none_are_said(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(f'[W-99]\nwho = "a"\nneed = "b"\npaper = "c"\nsteps = [{STEP}]\n')
    with pytest.raises(UsageError) as caught:
        stories(tmp_path)
    assert "[W-99]: there is no such workflow." in str(caught.value)
    assert "W-07 has no story in fixtures/workflows." in str(caught.value)
