"""Figures are the same in ADX, in FHIR and in DHIS2's JSON, and keep their numbers when codes are mapped."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from harness import folders
from harness.errors import MalformedMessage
from harness.messages import code_maps, data_value_sets, measure_reports, periods
from harness.messages.figures import Figure, Report, added_up, difference, number, numbers, plain
from tests.messages.adx.malaria import form, report

KEY = ("XjQ50fgEE7D", "2026-01-01/P1M", "MAL01-1", (("ageGroup", "0-4y"), ("sex", "F")))


def clinic() -> code_maps.CodeMap:
    return code_maps.from_csv((folders.fixtures() / "aggregate" / "clinic_to_hmis.csv").read_text(encoding="utf-8"))


def test_a_measure_report_holds_the_same_figures() -> None:
    assert measure_reports.from_fhir(measure_reports.to_fhir(report())) == report()


def test_a_data_value_set_holds_the_same_figures() -> None:
    assert data_value_sets.read(data_value_sets.write(report(), form()), form()) == (report(),)


def test_months_are_added_up_to_a_quarter() -> None:
    months = [report().changed(period=periods.parse(f"20260{month}")) for month in (1, 2, 3)]
    (quarter,) = added_up(months, 3)
    told = numbers([quarter])
    assert (quarter.period.dhis2, sum(told.values())) == ("2026Q1", 3 * sum(numbers([report()]).values()))


def test_the_first_figure_that_differs_is_told_in_words() -> None:
    wanted = {KEY: Decimal(3)}
    assert difference(wanted, {}) == ("MAL01-1 (ageGroup 0-4y, sex F) of XjQ50fgEE7D in 2026-01-01/P1M", "3", "nothing")
    assert difference(wanted, wanted) is None


@pytest.mark.parametrize(("text", "wanted"), [("1.50", "1.5"), ("0.0", "0"), ("1" * 30, "1" * 30), ("-2", "-2")])
def test_a_number_is_written_plainly(text: str, wanted: str) -> None:
    assert plain(number(text)) == wanted


def test_mapping_there_and_back_changes_nothing() -> None:
    there = clinic().backwards().mapped(report())
    assert (there.org_unit, clinic().mapped(there)) == ("F0022-52", report())


def test_codes_without_a_counterpart_are_told_by_their_kind() -> None:
    strange = Report(
        "MAL01", "F0022-52", report().period, (Figure("fever-seen", "1", (("age", "U5"), ("shoe", "42"))),)
    )
    assert clinic().missing([strange]) == [("dataSet", "MAL01"), ("dimension", "shoe"), ("shoe", "42")]


def test_two_maps_make_one() -> None:
    both = code_maps.CodeMap({"orgUnit": {"a": "b"}}) | code_maps.CodeMap({"orgUnit": {"c": "d"}, "sex": {}})
    assert both.codes == {"orgUnit": {"a": "b", "c": "d"}, "sex": {}}


def test_a_concept_map_maps_what_it_holds_to_be_equivalent() -> None:
    element = [
        {"code": "a", "target": [{"code": "x", "equivalence": "wider"}, {"code": "y", "equivalence": "equivalent"}]},
        {"code": "b", "target": [{"code": "z", "equivalence": "inexact"}]},
    ]
    assert code_maps.from_concept_map({"group": [{"element": element}]}, "sex").codes == {"sex": {"a": "y"}}


@pytest.mark.parametrize("text", ["", "a,b\n", "kind,source,target\nsex,m,\n", "kind,source,target\ns,m,M\ns,m,F\n"])
def test_a_table_with_a_mistake_tells_its_line(text: str) -> None:
    with pytest.raises(MalformedMessage, match="line"):
        code_maps.from_csv(text)


@pytest.mark.parametrize(
    ("lost", "where"),
    [
        ("measure", "MeasureReport.measure"),
        ("subject", "MeasureReport.subject"),
        ("period", "MeasureReport.period"),
        ("group", "MeasureReport.group"),
    ],
)
def test_a_measure_report_that_lacks_something_tells_where(lost: str, where: str) -> None:
    resource = measure_reports.to_fhir(report())
    del resource[lost]
    with pytest.raises(MalformedMessage) as told:
        measure_reports.from_fhir(resource)
    assert told.value.where == where


def test_strata_have_to_add_up_to_their_group() -> None:
    resource = measure_reports.to_fhir(report())
    resource["group"][0]["measureScore"]["value"] += 1
    with pytest.raises(MalformedMessage, match="sum of its strata"):
        measure_reports.from_fhir(resource)


@pytest.mark.parametrize(
    "change",
    [
        {"period": {"start": "2026-01-01", "end": "soon"}},
        {"group": [{"code": {"coding": [{"code": "A"}]}}]},
        {"group": [{"population": [{"count": "3"}]}]},
    ],
)
def test_a_measure_report_in_disorder_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(MalformedMessage):
        measure_reports.from_fhir({**measure_reports.to_fhir(report()), **change})


def test_strata_without_components_are_refused() -> None:
    resource = measure_reports.to_fhir(report())
    del resource["group"][0]["stratifier"][0]["stratum"][0]["component"]
    with pytest.raises(MalformedMessage, match="dimension"):
        measure_reports.from_fhir(resource)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"dataValues": [1]}', b'{"dataValues": [{"value": {}}]}', b'{"dataValues": [{"value": 1}]}'],
)
def test_a_data_value_set_in_disorder_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        data_value_sets.read(body, form())


@pytest.mark.parametrize("wrapped", [True, False])
def test_an_import_summary_is_found_in_its_envelope_or_without(wrapped: bool) -> None:
    told = data_value_sets.summary({"imported": 2}, [("a", "b")], status="SUCCESS", code=200, rejected=[])
    found = data_value_sets.summary_in(json.dumps(told if wrapped else told["response"]).encode())
    assert found["importCount"] == {"imported": 2, "updated": 0, "ignored": 0, "deleted": 0}


def test_what_is_no_import_summary_is_refused() -> None:
    with pytest.raises(MalformedMessage, match="importCount"):
        data_value_sets.summary_in(b'{"status": "OK"}')
