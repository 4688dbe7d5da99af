from __future__ import annotations

import pytest

from harness.checks import fhir as checks
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Message
from harness.messages import fhir
from tests.checks.resources import (
    MINE,
    OTHER,
    THIRD,
    Told,
    entry,
    finding,
    outcome,
    patient,
    patients,
    searchset,
)
from tests.seen import answer

BOTH_FORMATS = pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
NOT_A_SEARCHSET: dict[str, tuple[dict[str, object], int, Told]] = {
    "a refusal": (outcome(), 404, ("HTTP status", "200", "404")),
    "an outcome": (outcome(), 200, ("resourceType", "Bundle", "OperationOutcome not-found: no such thing")),
    "another Bundle": (searchset(type="collection"), 200, ("Bundle.type", "searchset", "collection")),
    "a Bundle without type": (searchset(type=None), 200, ("Bundle.type", "searchset", "nothing")),
}


def test_one_of_the_kinds_will_do() -> None:
    assert checks.is_a(answer(patient()), "Bundle", "Patient") is None


def test_another_kind_is_told() -> None:
    assert finding(checks.is_a, answer(patient()), "Bundle", "Parameters") == (
        "resourceType",
        "Bundle or Parameters",
        "Patient",
    )


@pytest.mark.parametrize("resource", [outcome(), searchset(entry(patient()), entry(outcome(), mode="outcome"))])
def test_an_outcome_explains_alone_and_in_a_bundle(resource: dict[str, object]) -> None:
    assert checks.explains(answer(resource), code="not-found", severities=("error", "fatal")) is None


TWO_ISSUES = {"resourceType": "OperationOutcome", "issue": outcome("warning")["issue"] + outcome(code="login")["issue"]}
UNEXPLAINED: dict[str, tuple[dict[str, object], Told]] = {
    "no outcome": (patient(), ("resourceType", "OperationOutcome or Bundle", "Patient")),
    "none in the Bundle": (searchset(entry(patient())), ("Bundle.entry", "an OperationOutcome that explains", "none")),
    "no issue": ({"resourceType": "OperationOutcome"}, ("OperationOutcome.issue", "at least one issue", "none")),
    "another code": (outcome(code="login"), ("OperationOutcome.issue[0].code", "not-found", "login")),
    "no code": (
        {"resourceType": "OperationOutcome", "issue": [{}]},
        ("OperationOutcome.issue[0].code", "not-found", "nothing"),
    ),
    "another severity": (outcome("warning"), ("OperationOutcome.issue[0].severity", "error or fatal", "warning")),
    "code and severity apart": (TWO_ISSUES, ("OperationOutcome.issue[0].severity", "error or fatal", "warning")),
    "in the Bundle": (
        searchset(entry(patient()), entry(outcome("warning"), mode="outcome")),
        ("Bundle.entry[1].resource.issue[0].severity", "error or fatal", "warning"),
    ),
}


@pytest.mark.parametrize(("resource", "told"), UNEXPLAINED.values(), ids=UNEXPLAINED.keys())
def test_what_does_not_explain_is_told(resource: dict[str, object], told: Told) -> None:
    assert finding(checks.explains, answer(resource), code="not-found", severities=("error", "fatal")) == told


@BOTH_FORMATS
@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_right_number_of_patients_passes(count: int, content_type: str) -> None:
    assert checks.returns_patients(answer(patients(count), content_type=content_type), count=count) is None


def test_what_is_included_is_not_counted() -> None:
    mother = entry({"resourceType": "RelatedPerson"}, mode="include")
    assert checks.returns_patients(answer(searchset(entry(patient()), mother, total=1)), count=1) is None


@pytest.mark.parametrize(("resource", "status", "told"), NOT_A_SEARCHSET.values(), ids=NOT_A_SEARCHSET.keys())
def test_what_is_no_searchset_is_told(resource: dict[str, object], status: int, told: Told) -> None:
    assert finding(checks.returns_patients, answer(resource, status=status), count=0) == told


WRONG_COUNT: dict[str, tuple[dict[str, object], Told]] = {
    "one too many": (patients(2), ("Bundle.entry", "1 patient", "2 patients")),
    "none": (patients(0), ("Bundle.entry", "1 patient", "0 patients")),
    "another total": (searchset(entry(patient()), total=7), ("Bundle.total", "1", "7")),
    "no list": (searchset(entry="none"), ("Bundle.entry", "a list of objects", "none")),
}


@pytest.mark.parametrize(("bundle", "told"), WRONG_COUNT.values(), ids=WRONG_COUNT.keys())
def test_a_wrong_number_of_patients_is_told(bundle: dict[str, object], told: Told) -> None:
    assert finding(checks.returns_patients, answer(bundle), count=1) == told


def test_an_empty_answer_says_that_it_is() -> None:
    told = ("Bundle.total", "0", "nothing")
    assert finding(checks.returns_patients, answer(searchset(total=None)), count=0) == told


def test_the_patient_is_found_among_others() -> None:
    assert (
        checks.returns_the_patient(answer(searchset(entry(patient(OTHER)), entry(patient(THIRD, MINE)))), MINE) is None
    )


def test_a_patient_who_is_not_among_them_is_told() -> None:
    told = ("Bundle.entry", f"the patient {MINE.token}", "1 patient, not that one")
    assert finding(checks.returns_the_patient, answer(searchset(entry(patient(OTHER)))), MINE) == told


def test_exactly_the_wanted_patients_pass_in_any_order() -> None:
    bundle = searchset(entry(patient(MINE)), entry(patient(OTHER)))
    assert checks.returns_only_the_patients(answer(bundle), [OTHER, MINE]) is None


NOT_EXACTLY: dict[str, tuple[dict[str, object], Told]] = {
    "one is missing": (
        searchset(entry(patient(MINE))),
        ("Bundle.entry", f"the patient {OTHER.token}", "1 patient, not that one"),
    ),
    "one too many": (
        searchset(entry(patient(MINE)), entry(patient(OTHER)), entry(patient(THIRD))),
        ("Bundle.entry[2].resource", "no other patient", "Achieng"),
    ),
    "one too many, without a name": (
        searchset(entry(patient(MINE)), entry(patient(OTHER)), entry(patient(THIRD, name=None))),
        ("Bundle.entry[2].resource", "no other patient", "a patient without a name"),
    ),
}


@pytest.mark.parametrize(("bundle", "told"), NOT_EXACTLY.values(), ids=NOT_EXACTLY.keys())
def test_other_than_the_wanted_patients_is_told(bundle: dict[str, object], told: Told) -> None:
    assert finding(checks.returns_only_the_patients, answer(bundle), [MINE, OTHER]) == told


@pytest.mark.parametrize("status", [404, 410])
def test_a_record_that_is_gone_is_over(status: int) -> None:
    assert checks.is_inactive_or_gone(answer(outcome(), status=status)) is None


def test_a_record_that_is_inactive_is_over() -> None:
    assert checks.is_inactive_or_gone(answer(patient(active=False))) is None


NOT_OVER: dict[str, tuple[dict[str, object], int, Told]] = {
    "an error": (outcome(), 500, ("HTTP status", "200, 404 or 410", "500")),
    "active": (patient(), 200, ("Patient.active", "false", "true")),
    "not said": (patient(active=None), 200, ("Patient.active", "false", "nothing")),
    "no patient": (outcome(), 200, ("resourceType", "Patient", "OperationOutcome not-found: no such thing")),
}


@pytest.mark.parametrize(("resource", "status", "told"), NOT_OVER.values(), ids=NOT_OVER.keys())
def test_a_record_that_is_not_over_is_told(resource: dict[str, object], status: int, told: Told) -> None:
    assert finding(checks.is_inactive_or_gone, answer(resource, status=status)) == told


LINK = [{"other": {"reference": "Patient/2"}, "type": "replaced-by"}]


@pytest.mark.parametrize(
    "one",
    [patient(OTHER), patient(MINE, active=False), patient(MINE, link=LINK), patient(MINE, OTHER)],
    ids=["only the survivor", "inactive", "says who replaced it", "the survivor's own"],
)
def test_a_replaced_record_that_is_marked_passes(one: dict[str, object]) -> None:
    said = answer(searchset(entry(one)))
    assert checks.shows_nobody_replaced(said, MINE, OTHER, living=answer(status=404)) is None


def test_a_replaced_record_that_is_not_found_passes_where_the_survivor_is() -> None:
    living = answer(searchset(entry(patient(OTHER))))
    assert checks.shows_nobody_replaced(answer(searchset()), MINE, OTHER, living=living) is None


@pytest.mark.parametrize("living", [answer(searchset()), answer(status=404)], ids=["nobody", "no answer"])
def test_a_replaced_record_where_nobody_is_ever_found_shows_nothing(living: Message) -> None:
    with pytest.raises(NothingToJudge):
        checks.shows_nobody_replaced(answer(searchset()), MINE, OTHER, living=living)


@pytest.mark.parametrize(("active", "said"), [(True, "true"), (None, "not said")])
def test_a_replaced_record_that_goes_on_is_told(active: object, said: str) -> None:
    bundle = answer(searchset(entry(patient(OTHER)), entry(patient(MINE, active=active))))

    told = ("Bundle.entry[1].resource.active", "false", f"active {said}, no link replaced-by")
    assert finding(checks.shows_nobody_replaced, bundle, MINE, OTHER, living=answer(searchset())) == told
