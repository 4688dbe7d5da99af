from __future__ import annotations

from typing import Any

import pytest

from harness.mocks.point_of_service.screen import Screen, screen_of
from harness.mocks.point_of_service.sight import seen
from harness.scenario import sights
from harness.transactions import Person

GRACE = Person("", "Achieng", "Grace", "1982-03-14", "female")
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"code": "exception", "diagnostics": "the source is down"}]}


def test_nobody_found_is_no_error(clinic: Any) -> None:
    clinic.searches(family="Achieng")
    assert clinic.sees("nobody found") == "yes"
    assert "No patient was found." in clinic.page()


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_refusal_is_an_error_and_not_nobody(clinic: Any, registry: Any, status: int) -> None:
    registry.says(OUTCOME, status)
    clinic.searches(family="Achieng")
    assert (clinic.sees("error"), clinic.sees("nobody found")) == ("yes", "no")
    assert f"The client registry answered {status}: the source is down" in clinic.page()


def test_an_outcome_in_place_of_a_list_is_an_error(clinic: Any, registry: Any) -> None:
    registry.says(OUTCOME)
    clinic.searches(family="Achieng")
    assert clinic.sees("error") == "yes"


def test_an_outcome_among_the_patients_is_a_note(clinic: Any, registry: Any, patients: Any) -> None:
    bundle = patients("Achieng")
    bundle["entry"].insert(0, {"resource": OUTCOME, "search": {"mode": "outcome"}})
    registry.says(bundle)
    clinic.searches(family="Achieng")
    assert clinic.sees("patients", count=1) == "yes"
    assert "the source is down" in clinic.page()


def test_an_unknown_extension_is_ignored(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng", extension=[{"url": "http://x", "valueString": "x"}]))
    clinic.searches(family="Achieng")
    assert clinic.sees("patient", family="Achieng") == "yes"


def test_a_record_with_an_unknown_modifier_is_not_offered(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng", modifierExtension=[{"url": "http://x", "valueBoolean": True}]))
    clinic.searches(family="Achieng")
    assert clinic.sees("not the patient", family="Achieng") == "yes"


def test_an_opened_record_with_an_unknown_modifier_is_not_offered(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients("Achieng", implicitRules="http://x")["entry"][0]["resource"])
    clinic.does("read", record="1")
    assert clinic.sees("not the patient", family="Achieng") == "yes"
    assert "may change its meaning" in clinic.page()


def test_many_patients_are_all_shown(clinic: Any, registry: Any, patients: Any) -> None:
    registry.says(patients(*(f"Achieng{number}" for number in range(60))))
    clinic.searches(family="Achieng")
    assert clinic.sees("patients", count=60) == "yes"
    assert clinic.page().count("Open the record</button>") == 60


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html", b"<html>"),
        ("application/fhir+json", b'{"resourceType": "Bundle", "resourceType": "Bundle"}'),
        ("application/fhir+json", b'{"resourceType": "Bundle", "type": "collection"}'),
        ("application/fhir+json", b""),
        ("application/fhir+json", b'{"resourceType": "Patient"}'),
    ],
    ids=["HTML", "broken", "no searchset", "nothing", "a Patient"],
)
def test_an_answer_that_cannot_be_read_is_an_error(content_type: str, body: bytes) -> None:
    screen = screen_of(200, content_type, body)
    assert screen.error
    assert not screen.patients


@pytest.mark.parametrize(
    "entry", ["7", "[7]", '[{"resource": 7}]', '[{"resource": {"resourceType": "Patient", "name": {"family": 7}}}]']
)
def test_an_odd_bundle_breaks_nothing(clinic: Any, registry: Any, entry: str) -> None:
    registry.says(f'{{"resourceType": "Bundle", "type": "searchset", "entry": {entry}}}'.encode())
    clinic.searches(family="Achieng")
    assert clinic.sees("patient", family="Achieng") == "no"
    assert "<h1>Screen</h1>" in clinic.page()


def test_a_registry_that_is_not_there_is_an_error(clinic: Any, registry: Any) -> None:
    registry.server.stop()
    clinic.searches(family="Achieng")
    assert clinic.sees("error") == "yes"


@pytest.mark.parametrize("sight", ["patient", "nobody found", "error", "the weather"])
def test_before_anything_was_asked_nobody_can_tell(clinic: Any, sight: str) -> None:
    assert clinic.sees(sight) == "cannot tell"


def test_after_a_feed_nobody_can_tell_whether_a_patient_was_found(clinic: Any) -> None:
    clinic.feeds()
    assert clinic.sees("nobody found") == "cannot tell"


PATIENT = {"resourceType": "Patient", "name": [{"family": "Achieng"}]}


@pytest.mark.parametrize("screen", [Screen(), Screen(patients=(PATIENT,)), Screen(error="x"), Screen(note="x")])
@pytest.mark.parametrize(
    "sight",
    [sights.ThePatient(GRACE), sights.NotThePatient(GRACE), sights.Patients(1), sights.NobodyFound(), sights.AnError()],
)
def test_a_program_is_told_what_the_scenarios_own_look_sees(screen: Screen, sight: sights.Sight) -> None:
    searched = Screen(screen.patients, screen.error, screen.note, searched=True)
    assert seen(sight.task(), searched) == ("yes" if sight.is_on(screen) else "no")
