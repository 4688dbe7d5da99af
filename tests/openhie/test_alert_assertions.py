"""Every assertion of alerts (transactions.md §8) is judged in a scenario."""

from __future__ import annotations

import pytest

from tests.library import CATALOGUE, LIBRARY

ASSERTIONS = {
    "84-01": "an alert to a patient: 201",
    "84-02": "without payload, category, priority: refused",
    "84-03": "a recipient that cannot be found: refused",
    "85-01": "based-on tells the status",
    "85-02": "_lastUpdated filters",
    "85-03": "none: an empty Bundle",
}


@pytest.fixture(scope="module")
def judged() -> set[str]:
    return {one for each in LIBRARY for one in (*each.script.verifies, *each.script.unasked)}


@pytest.mark.parametrize("assertion", ASSERTIONS)
def test_an_assertion_is_judged_whole(assertion: str, judged: set[str]) -> None:
    parts = {one.requirement for one in CATALOGUE if one.requirement.rstrip("abc") == assertion}

    assert parts
    assert parts <= judged


@pytest.mark.parametrize("workflow", ["W-23", "W-24"])
def test_a_workflow_is_played(workflow: str) -> None:
    assert any(one.script.workflow == workflow for one in LIBRARY)
