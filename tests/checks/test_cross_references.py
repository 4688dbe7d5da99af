from __future__ import annotations

from typing import Any

import pytest

from harness.checks import cross_references as checks
from harness.checks.check import NothingToJudge
from harness.messages import fhir
from harness.openhie.domains import Domain
from tests.checks.resources import MINE, OTHER, THIRD, Told, finding, outcome, parameters
from tests.seen import answer

RECORD = {"name": "targetId", "valueReference": {"reference": "http://cr/fhir/Patient/1"}}
LIVING = answer(parameters(OTHER), exchange="x0002")
REFUSED = (outcome(), 404, ("HTTP status", "200", "404"))
ANOTHER = (outcome(), 200, ("resourceType", "Parameters", "OperationOutcome not-found: no such thing"))


@pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
def test_every_wanted_identifier_is_listed_in_any_order(content_type: str) -> None:
    assert checks.lists(answer(parameters(THIRD, RECORD, OTHER), content_type=content_type), [OTHER, THIRD]) is None


NOT_LISTED: dict[str, tuple[dict[str, Any], int, Told]] = {
    "a refusal": REFUSED,
    "an outcome": ANOTHER,
    "none": (parameters(), 200, ("Parameters.parameter", f"targetIdentifier {OTHER.token}", "no targetIdentifier")),
    "others": (
        parameters(MINE, THIRD),
        200,
        ("Parameters.parameter", f"targetIdentifier {OTHER.token}", f"{MINE.token}, {THIRD.token}"),
    ),
}


@pytest.mark.parametrize(("resource", "status", "told"), NOT_LISTED.values(), ids=NOT_LISTED.keys())
def test_an_identifier_that_is_not_listed_is_told(resource: dict[str, Any], status: int, told: Told) -> None:
    assert finding(checks.lists, answer(resource, status=status), [OTHER]) == told


def test_an_answer_without_parameters_lists_nothing() -> None:
    assert checks.lists_nothing(answer(parameters())) is None


SOMETHING: dict[str, tuple[dict[str, Any], int, Told]] = {
    "a refusal": REFUSED,
    "an outcome": ANOTHER,
    "parameters": (parameters(OTHER, RECORD), 200, ("Parameters.parameter", "none", "targetIdentifier, targetId")),
}


@pytest.mark.parametrize(("resource", "status", "told"), SOMETHING.values(), ids=SOMETHING.keys())
def test_an_answer_with_something_in_it_is_told(resource: dict[str, Any], status: int, told: Told) -> None:
    assert finding(checks.lists_nothing, answer(resource, status=status)) == told


@pytest.mark.parametrize(("resource", "status"), [(outcome(), 404), (parameters(), 200), (parameters(RECORD), 200)])
def test_an_identifier_out_of_use_leads_nowhere(resource: dict[str, Any], status: int) -> None:
    assert checks.are_over(answer(resource, status=status), living=LIVING) is None


@pytest.mark.parametrize(
    ("resource", "status", "told"),
    [
        (outcome(), 500, ("HTTP status", "404, or 200 without identifiers", "500")),
        (parameters(RECORD, OTHER), 200, ("Parameters.parameter", "no targetIdentifier", OTHER.token)),
    ],
)
def test_an_identifier_out_of_use_that_leads_on_is_told(resource: dict[str, Any], status: int, told: Told) -> None:
    assert finding(checks.are_over, answer(resource, status=status), living=LIVING) == told


def test_where_no_identifier_leads_anywhere_one_out_of_use_shows_nothing() -> None:
    with pytest.raises(NothingToJudge):
        checks.are_over(answer(outcome(), status=404), living=answer(outcome(), status=501))


@pytest.mark.parametrize("given", [(RECORD,), (OTHER, RECORD)])
def test_an_identifier_that_is_left_out_passes(given: tuple[Any, ...]) -> None:
    assert checks.leaves_out(answer(parameters(*given)), MINE) is None


def test_an_answer_that_names_nobody_leaves_nobody_out() -> None:
    with pytest.raises(NothingToJudge):
        checks.leaves_out(answer(parameters()), MINE)


REPEATED: dict[str, tuple[dict[str, Any], int, Told]] = {
    "a refusal": REFUSED,
    "an outcome": ANOTHER,
    "the identifier": (
        parameters(RECORD, MINE),
        200,
        ("Parameters.parameter[1].valueIdentifier", f"another than {MINE.token}", MINE.token),
    ),
}


@pytest.mark.parametrize(("resource", "status", "told"), REPEATED.values(), ids=REPEATED.keys())
def test_an_identifier_that_is_repeated_is_told(resource: dict[str, Any], status: int, told: Told) -> None:
    assert finding(checks.leaves_out, answer(resource, status=status), MINE) == told


def test_identifiers_of_the_wanted_domains_pass() -> None:
    assert (
        checks.lists_only_domains(answer(parameters(OTHER, RECORD, THIRD)), Domain(THIRD.system), Domain(OTHER.system))
        is None
    )


def test_an_identifier_of_another_domain_is_told_at_its_place() -> None:
    said = answer(parameters(OTHER, RECORD, THIRD))
    told = ("Parameters.parameter[2].valueIdentifier.system", OTHER.system, THIRD.token)

    assert finding(checks.lists_only_domains, said, Domain(OTHER.system)) == told


def test_a_record_that_is_named_passes() -> None:
    assert checks.leads_to_a_record(answer(parameters(OTHER, RECORD))) is None


@pytest.mark.parametrize(
    ("given", "found"),
    [((OTHER,), "0 targetId"), (({"name": "targetId", "valueReference": {"reference": "Basic/1"}},), "1 targetId")],
)
def test_an_answer_that_names_no_record_is_told(given: tuple[Any, ...], found: str) -> None:
    told = ("Parameters.parameter", "a targetId with Patient/id", found)
    assert finding(checks.leads_to_a_record, answer(parameters(*given))) == told
