from __future__ import annotations

import pytest

from harness.report.moments import clock, day_and_time, duration, iso, time_of_day, times_in

AT = 1_795_356_311.234


def test_a_time_is_told_in_utc() -> None:
    assert (iso(AT), clock(AT)) == ("2026-11-22T14:05:11.234Z", "14:05:11.234")
    assert day_and_time(AT) == "22 November 2026, 14:05 UTC"


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Africa/Nairobi", "17:05 EAT"),
        ("Asia/Kathmandu", "19:50 UTC+0545"),
        ("No/Where", "14:05 UTC"),
        ("", "14:05 UTC"),
    ],
)
def test_a_time_is_told_as_in_the_zone_of_the_event(zone: str, told: str) -> None:
    assert day_and_time(AT, zone) == f"22 November 2026, {told}"


def test_the_zone_in_use_is_that_of_every_time() -> None:
    with times_in("Africa/Nairobi"):
        told = (clock(AT), day_and_time(AT))

    assert told == ("17:05:11.234", "22 November 2026, 17:05 EAT")
    assert clock(AT) == "14:05:11.234"


def test_no_time_is_told_as_none() -> None:
    assert (iso(0), clock(0), day_and_time(0)) == (None, "", "")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.0342, "34 ms"), (0.0004, "0.4 ms"), (-1, "0 ms"), (4.12, "4.1 s"), (200, "3 min 20 s"), (3720, "1 h 2 min")],
)
def test_a_duration_has_the_unit_that_reads_best(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


def test_a_time_of_day_has_the_sign_of_its_zone() -> None:
    with times_in("Africa/Nairobi"):
        assert time_of_day(AT) == "17:05:11 EAT"
    assert (time_of_day(AT), time_of_day(0)) == ("14:05:11 UTC", "")
