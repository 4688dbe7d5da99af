"""Aggregate reports as they are sent, as a person is told of them, and as they are known when they arrive."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harness.messages import adx, data_value_sets, measure_reports, periods
from harness.messages.fhir import XML, parse
from harness.messages.figures import added_up, numbers
from harness.openhie.domains import DEFAULT_DOMAINS
from harness.transactions import (
    AggregateReport,
    Call,
    DataValueSet,
    FaultyAggregateReport,
    FaultyDataValueSet,
    FaultyMeasureReport,
    MeasureReport,
    QuarterlyReport,
    ReportDefinition,
    Source,
    StoredDataValues,
    StoredFigures,
    StoredMeasureReport,
    Transaction,
    UnmappableReport,
    UnwantedResource,
)
from tests.messages.adx.malaria import form, report
from tests.transactions.people import number_of

SOURCE = Source(DEFAULT_DOMAINS[0], number_of, now=lambda: datetime(2026, 1, 31, 10, tzinfo=UTC))
OTHER = report().changed(org_unit="lepBPi2Tef4")
MONTHS = tuple(report().changed(period=periods.parse(f"20260{month}")) for month in (1, 2, 3))
EVERY: list[Transaction] = [
    AggregateReport(report()),
    QuarterlyReport(MONTHS[0], MONTHS[1:]),
    MeasureReport(report()),
    MeasureReport(report(), (OTHER,)),
    DataValueSet(report(), "CREATE", dry_run=True),
    ReportDefinition("MAL01"),
]
LOOKS: list[Transaction] = [StoredFigures(report()), StoredDataValues(report()), StoredMeasureReport(report())]


def called(transaction: Transaction) -> Call:
    call = transaction.call(SOURCE)
    assert isinstance(call, Call)
    return call


@pytest.mark.parametrize("transaction", [*EVERY, *LOOKS], ids=lambda one: type(one).__name__)
def test_what_is_sent_is_known_when_it_arrives(transaction: Transaction) -> None:
    call = called(transaction)
    assert transaction.recognises(call)
    assert not transaction.marks() or any(mark in call.words for mark in transaction.marks())


@pytest.mark.parametrize("transaction", EVERY, ids=lambda one: type(one).__name__)
def test_a_person_is_told_which_report_it_is(transaction: Transaction) -> None:
    assert "MAL01" in transaction.instruction()
    assert transaction.task()["action"] in ("report", "definition")


@pytest.mark.parametrize("transaction", LOOKS, ids=lambda one: type(one).__name__)
def test_a_look_at_what_is_kept_is_asked_of_nobody(transaction: Transaction) -> None:
    assert (transaction.task(), transaction.looked_up, transaction.instruction()[:7]) == (
        {"action": "none"},
        True,
        "Look up",
    )


def test_the_same_figures_travel_in_three_forms() -> None:
    in_adx, in_fhir, in_json = (called(one).body for one in (EVERY[0], EVERY[2], EVERY[4]))
    assert adx.read(in_adx) == (report(),)
    assert measure_reports.from_fhir(parse(in_fhir)) == report()
    assert data_value_sets.read(in_json, form()) == (report(),)


def test_a_quarter_is_sent_in_the_place_of_its_months() -> None:
    assert numbers(adx.read(called(EVERY[1]).body)) == numbers(added_up(MONTHS, 3))


def test_several_reports_are_one_collection() -> None:
    bundle = parse(called(EVERY[3]).body)
    assert (bundle["type"], len({entry["fullUrl"] for entry in bundle["entry"]})) == ("collection", 2)


def test_a_report_can_be_sent_in_xml() -> None:
    call = called(MeasureReport(report(), content_type=XML))
    assert measure_reports.from_fhir(parse(call.body, XML)).org_unit == report().org_unit


def test_strategy_and_dry_run_stand_in_the_address() -> None:
    assert called(EVERY[4]).path == "dataValueSets?idScheme=CODE&importStrategy=CREATE&dryRun=true"


FAULTS: list[tuple[Transaction, bytes]] = [
    (FaultyAggregateReport(report(), "no orgUnit"), b"<group period"),
    (FaultyAggregateReport(report(), "no period"), b'orgUnit="XjQ50fgEE7D" dataSet'),
    (FaultyAggregateReport(report(), "no dataElement"), b"<dataValue value"),
    (FaultyAggregateReport(report(), "no decimal"), b'value="some"'),
    (FaultyAggregateReport(report(), "an unknown dimension"), b"shoeSize"),
    (FaultyAggregateReport(report(), "an unknown orgUnit"), b"OU_9999"),
    (FaultyAggregateReport(report(), "an unknown dataElement"), b"MAL99-9"),
    (FaultyAggregateReport(report(), "another namespace"), b"adx:2099"),
    (FaultyAggregateReport(report(), "more deaths than cases"), b'"MAL01-4" value="90"'),
    (UnmappableReport(report()), b"tea-served"),
    (FaultyMeasureReport(report(), "an unknown orgUnit"), b"OU_9999"),
    (FaultyDataValueSet(report(), "an unknown orgUnit"), b"OU_9999"),
    (FaultyDataValueSet(report(), "no decimal"), b'"some"'),
    (FaultyDataValueSet(report(), "an impossible period"), b"last month"),
    (UnwantedResource(), b"Patient"),
]


@pytest.mark.parametrize(("transaction", "shown"), FAULTS, ids=lambda one: getattr(one, "what", ""))
def test_a_faulty_report_has_its_fault(transaction: Transaction, shown: bytes) -> None:
    assert shown in called(transaction).body
    assert transaction.wrong


@pytest.mark.parametrize(
    "transaction",
    [
        FaultyAggregateReport(report(), "half of it missing"),
        FaultyMeasureReport(report(), "no JSON"),
        FaultyDataValueSet(report(), "no JSON"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_half_a_message_ends_in_the_middle(transaction: Transaction) -> None:
    assert called(transaction).body[-1:] not in (b"}", b">")


def test_another_media_type_changes_nothing_else() -> None:
    wrong = called(FaultyAggregateReport(report(), "another media type"))
    assert (wrong.header("content-type"), adx.read(wrong.body)) == ("application/pdf", (report(),))


def test_one_bad_report_stands_last_in_a_bundle_of_good_ones() -> None:
    bundle = parse(called(FaultyMeasureReport(report(), "a Bundle with one bad", (OTHER,))).body)
    lacking = [[*measure_reports.lacking(entry["resource"])] for entry in bundle["entry"]]
    assert [bool(one) for one in lacking] == [False, True]


def test_a_measure_report_is_asked_for_with_the_systems_of_its_codes() -> None:
    told = MeasureReport(report()).instruction()
    names = ("Measure/MAL01", "id/org-unit", "CodeSystem/data-element", "CodeSystem/dimension", "CodeSystem/age-group")
    assert [
        one for one in names if f"http://tamarinda.example/{'' if one[:2] == 'id' else 'fhir/'}{one}" not in told
    ] == []
