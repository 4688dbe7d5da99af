from __future__ import annotations

from typing import Any

import pytest

from harness.messages import fhir
from harness.scenario import oddities
from harness.scenario.oddities import Answer, Oddity
from tests.checks.resources import MINE, entry, outcome, patient, patients, searchset

BOTH_FORMATS = pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])


def right(bundle: dict[str, Any], content_type: str = fhir.JSON, status: int = 200) -> Answer:
    return Answer(status, content_type, fhir.serialise(bundle, content_type))


def turned(oddity: Oddity, bundle: dict[str, Any], content_type: str = fhir.JSON) -> dict[str, Any]:
    """The answer after `oddity`; its status and its format stay as they were."""
    answer = oddity.turn(right(bundle, content_type))
    assert (answer.status, answer.content_type) == (200, content_type)
    return fhir.parse(answer.body, answer.content_type)


def found(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["resource"] for one in bundle["entry"]]


@BOTH_FORMATS
def test_many_patients_are_all_different(content_type: str) -> None:
    bundle = turned(oddities.ManyPatients(60), patients(1), content_type)

    assert (bundle["total"], len({one["fullUrl"] for one in bundle["entry"]})) == (60, 60)
    assert len({one["identifier"][0]["value"] for one in found(bundle)}) == 60
    assert {one["name"][0]["family"] for one in found(bundle)} == {"Achieng"}


def test_where_nobody_is_found_nobody_can_be_multiplied() -> None:
    bundle = turned(oddities.ManyPatients(60), searchset())

    assert (bundle["total"], bundle.get("entry")) == (0, None)


def test_a_patient_without_identifier_can_be_multiplied() -> None:
    bundle = turned(oddities.ManyPatients(3), searchset(entry(patient(identifier=None))))

    assert len(bundle["entry"]) == 3


@BOTH_FORMATS
def test_nobody_is_found(content_type: str) -> None:
    bundle = turned(oddities.Nobody(), patients(2), content_type)

    assert (bundle["total"], bundle.get("entry")) == (0, None)


@BOTH_FORMATS
def test_every_patient_carries_an_unknown_extension(content_type: str) -> None:
    bundle = turned(oddities.AnUnknownExtension(), patients(2), content_type)

    assert [one["extension"] for one in found(bundle)] == [[{"url": oddities.UNKNOWN, "valueString": "ignore me"}]] * 2


def test_an_unknown_extension_comes_after_those_that_are_known() -> None:
    known = {"url": "http://known", "valueString": "keep me"}
    bundle = turned(oddities.AnUnknownExtension(), searchset(entry(patient(extension=[known]))))

    assert [one["url"] for one in found(bundle)[0]["extension"]] == ["http://known", oddities.UNKNOWN]


@BOTH_FORMATS
def test_every_patient_carries_an_unknown_modifier(content_type: str) -> None:
    bundle = turned(oddities.AnUnknownModifierExtension(), patients(2), content_type)

    modifier = [{"url": oddities.UNKNOWN, "valueBoolean": True}]
    assert [one["modifierExtension"] for one in found(bundle)] == [modifier] * 2


@BOTH_FORMATS
def test_a_warning_stands_before_the_patients(content_type: str) -> None:
    bundle = turned(oddities.AnOutcomeAmongThePatients(), patients(1), content_type)

    assert [one["resource"]["resourceType"] for one in bundle["entry"]] == ["OperationOutcome", "Patient"]
    assert (bundle["entry"][0]["search"], bundle["total"]) == ({"mode": "outcome"}, 1)


def test_a_warning_stands_where_nobody_is_found() -> None:
    bundle = turned(oddities.AnOutcomeAmongThePatients(), searchset())

    assert [one["resource"]["resourceType"] for one in bundle["entry"]] == ["OperationOutcome"]


def test_an_outcome_in_the_place_of_an_answer_has_no_bundle() -> None:
    answer = oddities.OnlyAnOutcome().turn(right(patients(1)))

    assert (answer.status, fhir.parse(answer.body)["resourceType"]) == (200, "OperationOutcome")


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "login"), (403, "forbidden"), (404, "not-found"), (500, "exception"), (418, "processing")],
)
def test_a_refusal_says_why(status: int, code: str) -> None:
    answer = oddities.ARefusal(status).turn(right(patients(1)))

    assert (answer.status, fhir.parse(answer.body)["issue"][0]["code"]) == (status, code)


@pytest.mark.parametrize("answer", [right(outcome(), status=404), Answer(200, "text/html", b"<html>")])
def test_what_is_no_answer_to_a_search_is_left_alone(answer: Answer) -> None:
    assert oddities.Nobody().turn(answer) is answer


def test_a_record_that_is_read_is_left_alone() -> None:
    answer = right(patient(MINE))

    assert oddities.Nobody().turn(answer) is answer
