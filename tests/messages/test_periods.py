"""Periods are the same whoever writes them."""

from __future__ import annotations

import pytest

from harness.messages import periods


@pytest.mark.parametrize(
    ("dhis2", "iso", "end"),
    [
        ("202601", "2026-01-01/P1M", "2026-01-31"),
        ("202602", "2026-02-01/P1M", "2026-02-28"),
        ("2026Q4", "2026-10-01/P3M", "2026-12-31"),
        ("2026S2", "2026-07-01/P6M", "2026-12-31"),
        ("2026", "2026-01-01/P1Y", "2026-12-31"),
        ("2026W5", "2026-01-26/P1W", "2026-02-01"),
        ("20260115", "2026-01-15/P1D", "2026-01-15"),
    ],
)
def test_a_period_is_written_in_both_ways(dhis2: str, iso: str, end: str) -> None:
    told, other = periods.parse(dhis2), periods.parse(iso)
    assert (told, told.iso, other.dhis2, str(told.end)) == (other, iso, dhis2, end)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("202602B", "2026-03-01/P2M"),
        ("2026April", "2026-04-01/P1Y"),
        ("2026-01-01T00:00:00Z/P12M", "2026-01-01/P1Y"),
        ("2026-01-01/P7D", "2026-01-01/P1W"),
        ("2026-01-01/P10D", "2026-01-01/P10D"),
    ],
)
def test_a_period_has_one_form_in_the_end(text: str, iso: str) -> None:
    assert periods.parse(text).iso == iso
    assert periods.parse(periods.parse(text).dhis2).iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        " January 2026",
        "202613",
        "2026Q5",
        "2026-13-01/P1M",
        "2026-01-01/P",
        "2026-01-01/P1M1D",
        "2026-01-31/P1M",
        "2026-1-1/P1M",
        "01/02/2026",
        "2026-01-01T08:00:00Z/P1M",
        "2026-01-01/PT5M",
        "2026W60",
        "9999-12-01/P1M",
        "Q1",
        "\u0662\u0660\u0662\u0666",
        "\u0662\u0660\u0662\u0666-01-01/P1M",
        "2026-01-01/P\u0661M",
    ],
)
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        periods.parse(text)


def test_adx_knows_one_form_alone() -> None:
    with pytest.raises(ValueError, match="duration"):
        periods.iso("202601")


@pytest.mark.parametrize(
    ("first", "last", "iso"),
    [("2026-01-01", "2026-03-31", "2026-01-01/P3M"), ("2026-01-26", "2026-02-01", "2026-01-26/P1W")],
)
def test_two_days_are_a_period(first: str, last: str, iso: str) -> None:
    assert periods.between(first, last).iso == iso


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before"):
        periods.between("2026-02-01", "2026-01-01")


def test_a_month_lies_in_its_quarter() -> None:
    assert periods.parse("202605").within(3).dhis2 == "2026Q2"
