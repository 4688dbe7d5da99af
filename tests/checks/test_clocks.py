from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import formatdate

import pytest

from harness.checks import clocks
from harness.checks.check import NothingToJudge
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange, Message
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


def answered(date: str, *, asked: float = 100.0, came: float = 100.2) -> Exchange:
    fields = (("Date", date),) if date else ()
    request = Message("point_of_service", b"", b"", asked, start="GET /metadata HTTP/1.1")
    response = Message("client_registry", b"", b"", came, start="HTTP/1.1 200 OK", headers=fields)
    return Exchange("x1", "capabilities", "", "", "", request, response, came)


def at(moment: float) -> str:
    return formatdate(moment, usegmt=True)


@pytest.mark.parametrize("moment", [99, 100, 101])
def test_a_date_within_a_second_and_what_the_network_takes_is_right(moment: float) -> None:
    assert clocks.is_dated(answered(at(moment)), within=1) is None


@pytest.mark.parametrize(("date", "found"), [(at(97), "2.0 s behind"), (at(103), "2.8 s ahead"), ("noon", "noon")])
def test_another_date_is_found(date: str, found: str) -> None:
    with pytest.raises(NonConformance) as fault:
        clocks.is_dated(answered(date), within=1)
    assert (fault.value.where, fault.value.found.endswith(found)) == ("Date", True)


def test_an_answer_without_a_date_shows_nothing() -> None:
    with pytest.raises(NothingToJudge):
        clocks.is_dated(answered(""), within=1)


def test_a_message_that_may_have_waited_is_wrong_only_where_its_time_is_still_to_come() -> None:
    assert clocks.is_on_time(sent("20260101110000+0000"), within=1, waited=math.inf) is None
    with pytest.raises(NonConformance):
        clocks.is_on_time(sent("20260101120010+0000"), within=1, waited=math.inf)


def test_a_message_that_may_have_waited_shows_nothing_without_an_offset() -> None:
    with pytest.raises(NothingToJudge):
        clocks.is_on_time(sent("20260101120000"), within=1, waited=math.inf)
