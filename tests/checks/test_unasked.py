from __future__ import annotations

from typing import Any

import pytest

from harness.checks.check import NothingToJudge
from harness.checks.unasked import UNASKED
from harness.openhie.requirements import Catalogue
from tests.checks.resources import candidate, entry, finding, outcome, patient, searchset
from tests.seen import answer, crossed, request, v2_answer, v2_request

WRONG: dict[str, tuple[Any, Any, str]] = {
    "119-08": (
        request("POST", "/Patient/$match", patient()),
        answer(searchset(candidate(patient()), entry(outcome("fatal"), mode="outcome"))),
        "Bundle.entry[1].resource.issue.severity",
    ),
    "119-12": (
        request("POST", "/Patient/$match", patient()),
        answer(searchset(candidate(patient(), 0.2), candidate(patient(), 0.9))),
        "Bundle.entry",
    ),
    "V2-02": (v2_request(), v2_answer(**{"MSA-2": "9"}), "MSA-2"),
    "V2-05": (v2_request(), v2_answer(**{"MSH-10": "1"}), "MSH-10"),
    "V2-06": (v2_request(), v2_answer(**{"MSH-6": "ELSE"}), "MSH-6"),
}


@pytest.mark.parametrize("requirement", sorted(UNASKED))
def test_an_exchange_in_which_all_is_right_passes(requirement: str) -> None:
    found = answer(searchset(candidate(patient()), entry(outcome("warning"), mode="outcome")))
    asked, answered = (request("PUT", "/Patient", patient()), found)
    if requirement.startswith("V2"):
        asked, answered = v2_request(), v2_answer()

    assert UNASKED[requirement](crossed(asked, answered)) is None


@pytest.mark.parametrize("requirement", sorted(UNASKED))
def test_what_is_wrong_is_found_on_the_side_that_is_judged(requirement: str) -> None:
    asked, answered, where = WRONG[requirement]

    assert finding(UNASKED[requirement], crossed(asked, answered))[0] == where


@pytest.mark.parametrize("requirement", sorted(UNASKED))
def test_an_exchange_without_answer_shows_nothing_of_the_answer(requirement: str) -> None:
    with pytest.raises(NothingToJudge):
        UNASKED[requirement](crossed(request("PUT", "/Patient", patient())))


@pytest.mark.parametrize("requirement", sorted(UNASKED))
def test_what_is_judged_unasked_is_in_the_catalogue(requirement: str) -> None:
    assert requirement in Catalogue.load()
