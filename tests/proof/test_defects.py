"""Every SHALL that is judged is proved able to fail, and a right mock passes everything (DESIGN section 8)."""

from __future__ import annotations

import pytest

from harness.checks.validity import JUDGED
from harness.conformance.packages.definitions import HOW_TO_GET
from harness.mocks import MOCKS
from harness.mocks.defects import Defect, everything
from harness.openhie.requirements import Catalogue
from harness.scenario.casting import LAYER, judged_between
from harness.scenario.library import Scenario
from harness.scenario.proof import played, prove
from harness.transactions.record_audit_event import AUDIT
from tests.library import CATALOGUE
from tests.valid import INSTALLED


@pytest.mark.parametrize("mock", MOCKS)
def test_a_mock_without_defects_passes_everything(mock: str, library: list[Scenario], catalogue: Catalogue) -> None:
    findings, broken = played(mock, [], library, catalogue)
    wrong = [one for found in findings.values() for one in found if one.verdict != "PASS"]
    assert (wrong, broken) == ([], [])


PROVABLE = [one for one in everything() if not all(CATALOGUE.requirement(each).not_tested for each in one.breaks)]


@pytest.mark.parametrize("defect", PROVABLE, ids=lambda one: one.name)
def test_a_defect_fails_exactly_what_it_declares(defect: Defect, library: list[Scenario], catalogue: Catalogue) -> None:
    if not INSTALLED and set(JUDGED) & {*defect.breaks, *defect.also}:
        pytest.skip(HOW_TO_GET)
    transactions = {catalogue.requirement(one).transaction for one in (*defect.breaks, *defect.also)}
    concerned = [one for one in library if not transactions or transactions & _exchanged(one)]
    if defect.mock == "interoperability-layer":  # it does the same to every transaction
        concerned = [
            one for one in library if LAYER in one.script.actors or one.script.workflow in ("CRWF-1", "CRWF-4")
        ]
    judging = [one for one in library if {*defect.breaks} & {*_judged(one)}]
    concerned = concerned or [one for one in judging if "ITI-20" not in _exchanged(one)]
    assert prove(defect, concerned, catalogue).holds, prove(defect, concerned, catalogue)


def test_every_shall_that_is_judged_has_a_defect(library: list[Scenario], catalogue: Catalogue) -> None:
    judged = {one for each in library for one in _judged(each)}
    proved = {one for defect in everything() for one in defect.breaks}
    shall = {one for one in judged if catalogue.requirement(one).level == "SHALL"}
    assert shall - proved == set()


def test_every_requirement_is_judged_or_says_why_not(library: list[Scenario], catalogue: Catalogue) -> None:
    judged = {one for each in library for one in _judged(each)}
    silent = [one.requirement for one in catalogue if not one.not_tested and one.requirement not in judged]
    both = [one.requirement for one in catalogue if one.not_tested and one.requirement in judged]
    assert (silent, both) == ([], [])


def test_no_scenario_is_written_wrongly(library: list[Scenario]) -> None:
    assert [mistake for one in library for mistake in one.script.mistakes] == []


def _judged(scenario: Scenario) -> tuple[str, ...]:
    return (*scenario.script.verifies, *scenario.script.unasked, *judged_between(scenario.script))


def _exchanged(scenario: Scenario) -> set[str]:
    """The transactions that a play is about: where others are told of an exchange, the telling alone."""
    transactions = scenario.script.transactions
    return {one.id for one in transactions if one.endpoint == AUDIT} or {one.id for one in transactions}
