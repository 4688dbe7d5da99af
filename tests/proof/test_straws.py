"""Of a server of straw nothing is proved but that it answers: PASS needs the counterpart to be shown."""

from __future__ import annotations

import functools

import pytest

from harness.openhie.requirements import Catalogue
from harness.scenario.library import Scenario
from harness.scenario.proof import played_against
from tests.proof import straws

SHOWN_BY_ANY_ANSWER = {
    "FHIR-01",
    *("130-06", "90-11", "91-06"),
    *("58-01", "58-10", "59-04", "53-01a", "53-12", "DVS-01"),
    *("95-09", "96-09", "97-23", "98-23", "99-23", "100-09", "101-23", "48-20", "60-20"),
    *("73-10", "74-03"),
    "CFU-15",
}
"""That it answers at all, answers with the status that is wanted, and sends what is valid FHIR."""

CASES = (
    ("facility_registry", straws.yes),
    ("facility_registry", straws.unwilling),
    ("health_worker_registry", straws.yes),
    ("interlinked_registry", straws.yes),
    ("interlinked_registry", straws.bad_request),
    ("terminology_service", straws.yes),
    ("health_management_information_system", straws.yes),
    ("health_management_information_system", straws.bad_request),
    ("shared_health_record", straws.yes),
)


@pytest.mark.parametrize(("actor", "way"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_nothing_is_proved_of_straw(actor: str, way: straws.Way, library: list[Scenario], catalogue: Catalogue) -> None:
    concerned = [one for one in library if actor in one.script.judged_actors]
    findings, _ = played_against(functools.partial(straws.Straw, actor, way), concerned, catalogue)
    passed = {each for each, found in findings.items() if {one.verdict for one in found} == {"PASS"}}
    assert passed - SHOWN_BY_ANY_ANSWER == set()
