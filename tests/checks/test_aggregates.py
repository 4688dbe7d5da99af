"""Checks on aggregate figures in ADX find what they are for, and say where."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.checks import aggregates
from harness.checks.check import NothingToJudge
from harness.errors import Inconclusive, NonConformance
from harness.messages import adx, periods
from harness.messages.figures import Report
from tests.checks.reports_on_the_wire import hops, in_adx, in_fhir, in_json, said
from tests.messages.adx.malaria import report

ALL, CODES = report(), adx.clinic_codes()
COUNTED = CODES.backwards().mapped(ALL)
OTHER = ALL.changed(figures=tuple(replace(one, value="7") for one in ALL.figures))
NO_FIGURES = ALL.changed(figures=())


def where(check: Any, *arguments: Any) -> str:
    with pytest.raises(NonConformance) as found:
        check(*arguments)
    return found.value.where


def test_a_right_report_passes_every_check() -> None:
    message = in_adx(ALL)
    for check in (aggregates.is_adx, aggregates.is_of_the_form, aggregates.says_its_type):
        check(message)
    for compares in (aggregates.tells, aggregates.keeps, aggregates.keeps_any_of):
        compares(message, ALL)
    aggregates.are_the_same(message, in_adx(ALL))


def test_what_is_no_adx_is_found() -> None:
    assert where(aggregates.is_adx, said(b"<adx", "text/xml")) == "line 1"
    assert where(aggregates.is_adx, said(b"<adx/>", "text/xml")) == "adx"
    assert where(aggregates.says_its_type, said(b"", "text/xml")) == "Content-Type"


def test_codes_that_the_form_does_not_have_are_found_and_counted() -> None:
    with pytest.raises(NonConformance) as found:
        aggregates.is_of_the_form(in_adx(COUNTED))
    assert (found.value.where, "faults more" in found.value.found) == ("adx/group[1]/@orgUnit", True)


@pytest.mark.parametrize("check", [aggregates.tells, aggregates.keeps])
def test_another_number_is_found(check: Any) -> None:
    assert where(check, in_adx(OTHER), ALL) == "dataValue/@value"
    assert where(check, in_adx(ALL.changed(figures=ALL.figures[1:])), ALL) == "dataValue/@value"


def test_more_than_was_counted_is_found_in_a_report_and_not_in_what_is_kept() -> None:
    less = ALL.changed(figures=ALL.figures[1:])
    assert where(aggregates.tells, in_adx(ALL), less) == "dataValue/@value"
    aggregates.keeps(in_adx(ALL), less)


def test_months_have_to_be_added_up() -> None:
    months = [ALL.changed(period=periods.parse(f"20260{month}")) for month in (1, 2, 3)]
    quarter = ALL.changed(period=periods.parse("2026Q1"))
    assert where(aggregates.adds_up, in_adx(quarter), months) == "dataValue/@value"


def test_where_nothing_is_kept_it_is_said() -> None:
    empty = said(b'<adx xmlns="urn:ihe:qrph:adx:2015" exported="2026-01-31T10:00:00Z"/>', adx.MEDIA_TYPE)
    assert where(aggregates.keeps_any_of, empty, ALL) == "dataValue"
    assert where(aggregates.keeps_any_of, said(b"", adx.MEDIA_TYPE, status=500), ALL) == "HTTP status"
    assert where(aggregates.keeps, said(b"<adx/>", adx.MEDIA_TYPE), ALL) == "adx"


def test_who_gives_no_figures_back_is_not_judged_by_them() -> None:
    with pytest.raises(Inconclusive, match="gives no figures back"):
        aggregates.keeps(in_json({}, 405), ALL)


def test_a_change_between_two_looks_is_found() -> None:
    assert where(aggregates.are_the_same, in_adx(ALL), in_adx(OTHER)) == "dataValue/@value"


def test_an_answer_has_to_tell_what_became() -> None:
    aggregates.tells_what_became(in_json({"importCount": {"imported": 1}}))
    aggregates.tells_what_became(said(b"<importSummary/>", "application/xml"))
    aggregates.tells_what_became(in_fhir({"resourceType": "OperationOutcome"}))
    assert where(aggregates.tells_what_became, in_json({"status": "OK"})) == "importCount"
    assert where(aggregates.tells_what_became, said(b"", "text/plain")) == "body"


def test_a_refusal_names_what_is_wrong() -> None:
    refusal = in_json({"conflict": "OU_9999"}, 422)
    aggregates.names(refusal, "OU_9999")
    aggregates.refuses_naming(hops(in_adx(ALL), None, refusal), "OU_9999")
    assert where(aggregates.names, refusal, "OU_1") == "body"
    assert where(aggregates.refuses_naming, hops(in_adx(ALL), None, in_json({}, 200)), "OU_1") == "HTTP status"


def test_a_sender_that_nobody_answered_was_not_refused() -> None:
    with pytest.raises(Inconclusive):
        aggregates.refuses_naming(hops(in_adx(ALL), None), "OU_1")


def test_what_the_wire_showed_can_be_gone_on_with() -> None:
    message = in_adx(ALL)
    exchange = hops(message, in_adx(OTHER))
    assert (aggregates.told_by(message), aggregates.told_of(message, ALL)) == ((ALL,), ALL)
    assert aggregates.told_by(aggregates.passed_on(exchange)) == (OTHER,)


def test_a_report_that_is_not_in_a_message_is_told() -> None:
    assert where(aggregates.told_of, in_adx(ALL), ALL.changed(org_unit="X")) == "group"
    with pytest.raises(Inconclusive):
        aggregates.passed_on(hops(in_adx(ALL), None))


def test_a_mapped_report_passes() -> None:
    exchange = hops(in_adx(COUNTED), in_adx(ALL))
    aggregates.facilities_are_mapped(exchange, CODES)
    aggregates.metadata_are_mapped(exchange, CODES)
    aggregates.numbers_survive(exchange)


def mangled(**changes: Any) -> Report:
    """The mapped report with something else in its last figure."""
    *others, last = ALL.figures
    return ALL.changed(figures=(*others, replace(last, **changes)))


@pytest.mark.parametrize(
    ("passed", "place"),
    [
        (ALL.changed(data_set="X"), "group/@dataSet"),
        (mangled(data_element="X"), "dataValue/@dataElement"),
        (mangled(dimensions=(("sex", "X"),)), "the split of MAL01-6"),
    ],
)
def test_metadata_that_are_not_mapped_are_found(passed: Report, place: str) -> None:
    assert where(aggregates.metadata_are_mapped, hops(in_adx(COUNTED), in_adx(passed)), CODES) == place


def test_a_facility_that_is_not_mapped_is_found() -> None:
    passed = ALL.changed(org_unit=COUNTED.org_unit)
    assert where(aggregates.facilities_are_mapped, hops(in_adx(COUNTED), in_adx(passed)), CODES) == "group/@orgUnit"


def test_numbers_that_change_or_are_lost_on_the_way_are_found() -> None:
    cut, less = mangled(value="30"), ALL.changed(figures=ALL.figures[1:])
    assert where(aggregates.numbers_survive, hops(in_adx(COUNTED), in_adx(cut))) == "dataValue[32]/@value"
    assert where(aggregates.numbers_survive, hops(in_adx(COUNTED), in_adx(less))) == "dataValue"


def test_where_nothing_went_on_nothing_is_judged() -> None:
    with pytest.raises(NothingToJudge):
        aggregates.numbers_survive(hops(in_adx(COUNTED), None))
