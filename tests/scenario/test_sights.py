from __future__ import annotations

import json
from typing import Any

import pytest

from harness.messages import fhir
from harness.mocks.point_of_service.screen import Screen, screen_of
from harness.scenario import sights
from harness.scenario.sights import Sight
from tests.checks.resources import outcome, patients, searchset
from tests.transactions.people import GRACE

ACHIENG = GRACE.changed(family="Achieng")
EVERY: dict[str, Sight] = {
    "her": sights.ThePatient(ACHIENG),
    "not her": sights.NotThePatient(ACHIENG),
    "two": sights.Patients(2),
    "nobody": sights.NobodyFound(),
    "an error": sights.AnError(),
}


def screen(resource: dict[str, Any], status: int = 200) -> Screen:
    return screen_of(status, fhir.JSON, fhir.serialise(resource))


SEEN: dict[str, tuple[Screen, set[str]]] = {
    "one patient": (screen(patients(1)), {"her"}),
    "two patients": (screen(patients(2)), {"her", "two"}),
    "nobody": (screen(searchset()), {"not her", "nobody"}),
    "a refusal": (screen(outcome(), 500), {"not her", "an error"}),
    "an outcome": (screen(outcome()), {"not her", "an error"}),
}


@pytest.mark.parametrize(("shown", "seen"), SEEN.values(), ids=SEEN.keys())
def test_a_screen_shows_what_it_shows_and_nothing_else(shown: Screen, seen: set[str]) -> None:
    assert {name for name, sight in EVERY.items() if sight.is_on(shown)} == seen


@pytest.mark.parametrize("sight", EVERY.values(), ids=EVERY.keys())
def test_a_question_can_be_answered_with_yes_or_no(sight: Sight) -> None:
    assert sight.question().endswith("?")


@pytest.mark.parametrize("sight", EVERY.values(), ids=EVERY.keys())
def test_a_machine_is_told_what_to_look_for(sight: Sight) -> None:
    assert json.loads(json.dumps(sight.task()))["sight"]


def test_a_question_names_whom_to_look_for() -> None:
    assert "Grace Atieno Achieng" in sights.ThePatient(ACHIENG).question()


def test_a_question_names_how_many_to_look_for() -> None:
    assert "all 60 patients" in sights.Patients(60).question()
