from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harness.checks import clocks
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Message
from tests.checks.resources import finding
from tests.checks.wire_v2 import message

NOON = datetime(2026, 1, 1, 12, 0, 0, 500000, tzinfo=UTC).timestamp()


def sent(moment: str) -> Message:
    return message(f"MSH|^~\\&|A|F|B|F|{moment}||ADT^A01|1|P|2.5", at=NOON)


@pytest.mark.parametrize(
    "moment",
    [
        "20260101120000+0000",
        "20260101120000.4+0000",
        "20260101150000+0300",
        "20260101070000-0500",
        "20260101120001",
        "20260101174459",
        "202601011200",
    ],
)
def test_the_right_time_passes_in_any_zone_and_precision(moment: str) -> None:
    assert clocks.is_on_time(sent(moment), within=1) is None


@pytest.mark.parametrize(
    ("moment", "away"),
    [("20260101120003+0000", "+2.5"), ("20260101115957+0000", "-3.5"), ("20260101120230", "+149.5")],
)
def test_a_clock_that_is_wrong_is_told(moment: str, away: str) -> None:
    told = finding(clocks.is_on_time, sent(moment), within=1)
    assert told == ("MSH-7", "20260101120000+0000, give or take 1 s", f"{moment}, {away} s")


@pytest.mark.parametrize("moment", ["", "yesterday", "20261301120000", "2026-01-01T12:00:00Z"])
def test_what_is_no_time_is_told(moment: str) -> None:
    told = finding(clocks.is_on_time, sent(moment), within=1)
    assert told == ("MSH-7", "YYYYMMDDHHMMSS[.S][+ZZZZ]", moment or "nothing")


@pytest.mark.parametrize("moment", ["20260101", "2026010112+0000"])
def test_a_day_alone_shows_nothing(moment: str) -> None:
    with pytest.raises(NothingToJudge):
        clocks.is_on_time(sent(moment), within=1)
