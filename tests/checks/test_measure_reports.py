"""Checks on aggregate figures in FHIR find what they are for, and say where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.checks import measure_reports
from harness.errors import NonConformance
from harness.messages.measure_reports import to_fhir
from tests.checks.reports_on_the_wire import in_fhir, in_json, said
from tests.messages.adx.malaria import report

ALL = report()
OTHER = ALL.changed(figures=tuple(replace(one, value="7") for one in ALL.figures))
RESOURCE = to_fhir(ALL, id="a")


def outcome(severity: str = "fatal", *places: str) -> dict[str, Any]:
    issue = {"severity": severity, "code": "required", "expression": [*places]}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def without(name: str, node: Any) -> Any:
    if isinstance(node, list):
        return [without(name, one) for one in node]
    return {key: without(name, one) for key, one in node.items() if key != name} if isinstance(node, dict) else node


def where(check: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(NonConformance) as found:
        check(*arguments, **named)
    return found.value.where


def test_a_right_report_passes_every_check() -> None:
    message = in_fhir(RESOURCE)
    measure_reports.says_its_type(message)
    measure_reports.tells(message, ALL)
    measure_reports.keeps(message, ALL)
    measure_reports.are_the_same(message, in_fhir(RESOURCE))
    measure_reports.is_one_collection(in_fhir(RESOURCE, RESOURCE), count=2)


def test_another_media_type_is_found() -> None:
    assert where(measure_reports.says_its_type, in_json({})) == "Content-Type"


def test_figures_that_differ_are_found() -> None:
    assert where(measure_reports.tells, in_fhir(RESOURCE), OTHER) == "MeasureReport.group"
    assert where(measure_reports.keeps, in_fhir(RESOURCE), OTHER) == "MeasureReport.group"
    assert where(measure_reports.tells, in_fhir({"resourceType": "MeasureReport"}), ALL) == "MeasureReport.measure"


@pytest.mark.parametrize("lost", ["population", "measureScore"])
def test_a_number_stands_in_a_score_or_in_a_population(lost: str) -> None:
    """The profile mADX-MeasureReport asks for neither; one of them has to hold the figure."""
    whole = ALL.changed(figures=tuple(replace(one, value=one.value.partition(".")[0]) for one in ALL.figures))
    resource = without(lost, to_fhir(whole, id="a"))
    measure_reports.tells(in_fhir(resource), whole)
    nothing = without("measureScore", without("population", resource))
    assert where(measure_reports.tells, in_fhir(nothing), whole).startswith("MeasureReport.group[0].stratifier[0]")


def test_a_group_that_is_split_needs_no_number_of_its_own() -> None:
    resource = to_fhir(ALL, id="a")
    del resource["group"][0]["population"], resource["group"][0]["measureScore"]
    measure_reports.tells(in_fhir(resource), ALL)


@pytest.mark.parametrize("score", [{}, *({"value": one} for one in ("7", True, False, 1e300, 10**101))])
def test_a_score_is_a_number(score: dict[str, Any]) -> None:
    resource = to_fhir(ALL, id="a")
    resource["group"][5]["measureScore"] = score
    assert where(measure_reports.tells, in_fhir(resource), ALL) == "MeasureReport.group[5].measureScore.value"


def test_a_report_that_is_not_there_is_found() -> None:
    gone = in_fhir(outcome(), status=404)
    assert where(measure_reports.keeps, gone, ALL) == "HTTP status"
    assert where(measure_reports.are_the_same, gone, in_fhir(RESOURCE)) == "HTTP status"
    measure_reports.are_the_same(gone, gone)


def test_a_bundle_of_another_type_or_size_is_found() -> None:
    assert (
        where(measure_reports.is_one_collection, in_fhir(RESOURCE, RESOURCE, type_="batch"), count=2) == "Bundle.type"
    )
    assert where(measure_reports.is_one_collection, in_fhir(RESOURCE, RESOURCE), count=3) == "Bundle.entry"


def test_the_measure_of_another_form_is_found() -> None:
    measure_reports.defines(in_fhir({"resourceType": "Measure", "id": "MAL01"}), "MAL01")
    assert where(measure_reports.defines, in_fhir({"resourceType": "Measure", "id": "X"}), "MAL01") == "Measure.id"
    assert where(measure_reports.defines, in_fhir(outcome(), status=404), "MAL01") == "HTTP status"


def test_an_outcome_has_to_be_fatal_and_to_point_at_the_place() -> None:
    right = in_fhir(outcome("fatal", "MeasureReport.group[5].population[0].count"))
    measure_reports.points_at(right, "group.population")
    assert where(measure_reports.points_at, in_fhir(outcome("error")), "group") == "OperationOutcome.issue.severity"
    assert where(measure_reports.points_at, in_fhir(outcome()), "group") == "OperationOutcome.issue.expression"
    assert where(measure_reports.points_at, said(b"", "text/plain"), "group") == "body"


def test_one_bad_report_has_one_outcome() -> None:
    entry = {"response": {"status": "422", "outcome": outcome()}}
    measure_reports.tells_of_one(in_fhir(outcome()))
    measure_reports.tells_of_one(in_fhir({"resourceType": "Bundle", "entry": [entry, {}]}))
    assert where(measure_reports.tells_of_one, in_fhir(outcome(), outcome())) == "OperationOutcome"


def test_a_report_is_found_again_where_it_was_put() -> None:
    put = said(b"", "application/fhir+json", status=0, target="/x/fhir/MeasureReport/a?b=c")
    assert measure_reports.address_of(put) == "MeasureReport/a"
