"""Every assertion on terminology is played, or the catalogue says why it is not (transactions 5.1, 5.2; TSWF, TSF)."""

from __future__ import annotations

import pytest

from tests.library import CATALOGUE, LIBRARY

ASSERTED = [
    *(f"{search}-01{part}" for search in (95, 96, 100) for part in "abcd"),
    *("97-01", "97-02", "97-03a", "97-03b", "97-03c", "97-04", "97-05", "97-06"),
    *("98-01", "98-02a", "99-01", "99-02", "99-03a", "99-03b", "101-01", "101-02"),
    *("48-01", "48-02", "48-03", "48-04", "60-01", "60-02", "60-03"),
    *(f"TSWF-{number}" for number in range(1, 9)),
    *(f"TSF-{number}" for number in range(1, 14)),
]
FAMILIES = {"iti_48", "iti_60", "iti_95", "iti_96", "iti_97", "iti_98", "iti_99", "iti_100", "iti_101", "soap"}


@pytest.fixture(scope="module")
def played() -> set[str]:
    return {one for each in LIBRARY for one in (*each.script.verifies, *each.script.unasked)}


def test_every_assertion_is_played(played: set[str]) -> None:
    assert [one for one in ASSERTED if one not in played] == []


def test_every_requirement_on_terminology_is_played_or_says_why_not(played: set[str]) -> None:
    rows = [one for one in CATALOGUE if one.family in FAMILIES]
    assert [one.requirement for one in rows if (one.requirement in played) is bool(one.not_tested)] == []


@pytest.mark.parametrize("workflow", [f"TSWF-{number}" for number in range(1, 9)])
def test_every_workflow_has_a_file_of_its_own(workflow: str) -> None:
    files = {one.script.file for one in LIBRARY if workflow in one.script.verifies}
    assert len(files) == 1
