"""Every assertion that the field's notes list for mCSD and CSD is in a scenario, or in the catalogue with a reason."""

from __future__ import annotations

import pytest

from tests.library import CATALOGUE, LIBRARY

JUDGED = {one for each in LIBRARY for one in (*each.script.verifies, *each.script.unasked)}
NOTED = (
    *(f"90-{number:02}" for number in range(1, 11)),
    *(f"91-{number:02}" for number in range(1, 6)),
    *(f"130-{number:02}" for number in range(1, 6)),
    *(f"73-{number:02}" for number in range(1, 6)),
    *("74-01", "74-02"),
)
"""The ids of the notes; ITI-130 has no list there, and its sentences are counted."""

WORKFLOWS = {"FRWF-1", "HWWF-2", "HWWF-3", "HWWF-4"}


def split(noted: str) -> list[str]:
    """The ids of our catalogue that a noted one became."""
    return [one.requirement for one in CATALOGUE if one.requirement.rstrip("abcdefghijk") == noted]


@pytest.mark.parametrize("noted", NOTED)
def test_what_is_noted_is_judged_or_says_why_not(noted: str) -> None:
    ours = split(noted)
    assert ours != []
    assert [one for one in ours if one not in JUDGED and not CATALOGUE.requirement(one).not_tested] == []


def test_every_workflow_is_played() -> None:
    assert WORKFLOWS - {each.script.workflow for each in LIBRARY} == set()


def test_every_directory_is_played_by_itself() -> None:
    judged = {actor for each in LIBRARY for actor in each.script.judged_actors}
    assert {"facility_registry", "health_worker_registry", "interlinked_registry"} - judged == set()
