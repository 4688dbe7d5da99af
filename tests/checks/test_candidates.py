from __future__ import annotations

from typing import Any

import pytest

from harness.checks import candidates as checks
from harness.checks.check import NothingToJudge
from harness.messages import fhir
from tests.checks.resources import MINE, OTHER, THIRD, Told, candidate, entry, finding, outcome, patient, searchset
from tests.seen import answer


@pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
def test_candidates_in_the_order_of_their_scores_pass(content_type: str) -> None:
    found = [candidate(patient(MINE), 1, "certain"), candidate(patient(OTHER), 0.25, "possible")]
    warning = entry(outcome("warning"), mode="outcome")

    assert checks.come_best_first(answer(searchset(*found, warning), content_type=content_type)) is None


def test_candidates_that_are_equally_good_stand_in_any_order() -> None:
    assert (
        checks.come_best_first(answer(searchset(candidate(patient(MINE), 0.5), candidate(patient(OTHER), 0.5)))) is None
    )


@pytest.mark.parametrize(
    ("resource", "status"), [(outcome(), 400), (searchset(), 200), (searchset(candidate(patient(), None)), 200)]
)
def test_an_answer_without_candidates_has_no_order(resource: dict[str, Any], status: int) -> None:
    with pytest.raises(NothingToJudge):
        checks.come_best_first(answer(resource, status=status))


def test_the_best_candidate_does_not_come_last() -> None:
    bundle = searchset(candidate(patient(MINE), 0.2), candidate(patient(OTHER), 0.9))

    assert finding(checks.come_best_first, answer(bundle)) == (
        "Bundle.entry",
        "the highest search.score first",
        "[0.2, 0.9]",
    )


@pytest.mark.parametrize("severity", ["warning", "information"])
def test_a_warning_beside_candidates_passes(severity: str) -> None:
    assert (
        checks.hold_no_error(answer(searchset(candidate(patient()), entry(outcome(severity), mode="outcome")))) is None
    )


@pytest.mark.parametrize("severity", ["error", "fatal"])
def test_an_error_beside_candidates_is_told(severity: str) -> None:
    bundle = searchset(candidate(patient()), entry(outcome(severity), mode="outcome"))

    told = ("Bundle.entry[1].resource.issue.severity", "warning or information", severity)
    assert finding(checks.hold_no_error, answer(bundle)) == told


@pytest.mark.parametrize(("resource", "status"), [(outcome(), 422), (searchset(candidate(patient())), 200)])
def test_an_answer_without_an_outcome_beside_candidates_has_nothing_to_judge(
    resource: dict[str, Any], status: int
) -> None:
    with pytest.raises(NothingToJudge):
        checks.hold_no_error(answer(resource, status=status))


def test_the_patient_is_among_the_candidates() -> None:
    assert checks.name_the_patient(answer(searchset(candidate(patient(OTHER)), candidate(patient(MINE)))), MINE) is None


def test_a_patient_who_is_no_candidate_is_told() -> None:
    told = ("Bundle.entry", f"the patient {MINE.token}", "1 candidates, not that one")
    assert finding(checks.name_the_patient, answer(searchset(candidate(patient(OTHER)))), MINE) == told


@pytest.mark.parametrize("others", [[], [candidate(patient(OTHER))]])
def test_the_better_known_patient_stands_first(others: list[dict[str, Any]]) -> None:
    assert checks.name_first(answer(searchset(candidate(patient(MINE)), *others)), MINE, before=OTHER) is None


@pytest.mark.parametrize(
    ("people", "found"),
    [
        ((OTHER, MINE), f"{OTHER.token} before her"),
        ((THIRD,), "1 candidates, not that one"),
        ((), "0 candidates, not that one"),
    ],
)
def test_a_patient_who_does_not_stand_first_is_told(people: tuple[Any, ...], found: str) -> None:
    bundle = searchset(*(candidate(patient(one)) for one in people))

    told = ("Bundle.entry", f"the patient {MINE.token} first", found)
    assert finding(checks.name_first, answer(bundle), MINE, before=OTHER) == told


def test_one_certain_candidate_is_only_certain() -> None:
    assert checks.are_only_certain(answer(searchset(candidate(patient(), 1, "certain"))), count=1) is None


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([], ("Bundle.entry", "1 candidates", "0")),
        ([candidate(patient())], ("Bundle.entry[0].search.extension", "certain", "probable")),
        ([candidate(patient(), grade=None)], ("Bundle.entry[0].search.extension", "certain", "nothing")),
    ],
)
def test_candidates_that_are_not_certain_are_told(entries: list[dict[str, Any]], told: Told) -> None:
    assert finding(checks.are_only_certain, answer(searchset(*entries)), count=1) == told


@pytest.mark.parametrize("count", [1, 2])
def test_candidates_up_to_the_limit_pass(count: int) -> None:
    assert checks.are_at_most(answer(searchset(*[candidate(patient())] * count)), count=2) is None


@pytest.mark.parametrize("count", [0, 3])
def test_nobody_and_too_many_candidates_are_told(count: int) -> None:
    bundle = searchset(*[candidate(patient())] * count)

    assert finding(checks.are_at_most, answer(bundle), count=2) == ("Bundle.entry", "1 to 2 candidates", str(count))


def test_nobody_is_named() -> None:
    assert checks.are_none(answer(searchset(entry(outcome("information"), mode="outcome")))) is None


def test_somebody_who_is_named_is_told() -> None:
    bundle = searchset(candidate(patient()))

    assert finding(checks.are_none, answer(bundle)) == ("Bundle.entry", "no candidate", "1 candidates")


NO_ANSWER: dict[str, tuple[dict[str, Any], int, Told]] = {
    "a refusal": (outcome(), 500, ("HTTP status", "200", "500")),
    "an outcome": (outcome(), 200, ("resourceType", "Bundle", "OperationOutcome not-found: no such thing")),
    "another Bundle": (searchset(type="batch-response"), 200, ("Bundle.type", "searchset", "batch-response")),
    "no type": (searchset(type=None), 200, ("Bundle.type", "searchset", "nothing")),
}


@pytest.mark.parametrize(("resource", "status", "told"), NO_ANSWER.values(), ids=NO_ANSWER.keys())
def test_what_is_no_answer_to_a_match_is_told(resource: dict[str, Any], status: int, told: Told) -> None:
    assert finding(checks.are_none, answer(resource, status=status)) == told


@pytest.mark.parametrize(
    "one",
    [patient(OTHER), patient(MINE, active=False), patient(MINE, OTHER)],
    ids=["the survivor", "inactive", "the survivor's own record"],
)
def test_a_replaced_record_that_is_marked_may_be_a_candidate(one: dict[str, Any]) -> None:
    assert checks.hold_nobody_replaced(answer(searchset(candidate(one))), MINE, OTHER) is None


@pytest.mark.parametrize(("active", "said"), [(True, "true"), (None, "nothing")])
def test_a_replaced_record_that_goes_on_is_told(active: object, said: str) -> None:
    bundle = searchset(candidate(patient(OTHER)), candidate(patient(MINE, active=active)))

    told = ("Bundle.entry[1].resource.active", "false", said)
    assert finding(checks.hold_nobody_replaced, answer(bundle), MINE, OTHER) == told
