"""Checks on the time that a message says it was sent (ITI-1: everybody's clock is right). Knows Date and MSH-7."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NoReturn

from harness.checks.check import NothingToJudge, check
from harness.checks.hl7v2 import message_in, told
from harness.checks.place import short
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange, Message

QUARTER = 900
"""Seconds; time zones differ from UTC by whole quarters of an hour."""

MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:(\d\d)(?:\.(\d{1,4}))?)?([+-]\d{4})?")


@check
def is_dated(exchange: Exchange, *, within: float) -> None:
    """The Date of an answer (RFC 9110 6.6.1) is at most `within` seconds from when it can have been written.

    That was after the question was sent and before the answer came. Date is cut to a whole second. NothingToJudge
    where there is none.
    """
    response = exchange.response
    if response is None or not (text := response.header("date")):
        raise NothingToJudge
    try:
        said = parsedate_to_datetime(text)
    except ValueError:
        raise NonConformance("Date", expected="a date as HTTP writes it", found=short(text)) from None
    moment = (said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp()
    ahead, behind = moment - response.at, exchange.request.at - (moment + 1)
    if max(ahead, behind) > within:
        off = f"{ahead:.1f} s ahead" if ahead > behind else f"{behind:.1f} s behind"
        seen = datetime.fromtimestamp(response.at, UTC)
        raise NonConformance("Date", expected=f"{seen:%H:%M:%S} UTC, give or take {within:g} s", found=f"{text}: {off}")


@check
def is_on_time(message: Message, *, within: float, waited: float = 0.0) -> None:
    """MSH-7 is at most `within` seconds from when the message was seen, its own precision allowed for.

    It may have been written `waited` seconds before; where that is not known (``math.inf``) only a time that is still
    to come is wrong, and one without an offset from UTC shows nothing.

    Without an offset from UTC the sender's time zone is not known: any whole quarter of an hour is taken for one. MSH-7
    to the day alone shows nothing: NothingToJudge.
    """
    text = message_in(message).get("MSH-7")
    if re.fullmatch(r"\d{4,10}([+-]\d{4})?", text):
        raise NothingToJudge
    found = MOMENT.fullmatch(text)
    try:
        moment, precision = _moment(found) if found else _no_moment(text)
    except ValueError:
        moment, precision = _no_moment(text)
    away = moment.timestamp() - message.at
    if found and not found[8]:
        if math.isinf(waited):
            raise NothingToJudge
        away -= round(away / QUARTER) * QUARTER
    if not -within - precision - waited <= away <= within:
        seen = datetime.fromtimestamp(message.at, UTC)
        expected = f"{seen:%Y%m%d%H%M%S}+0000, give or take {within:g} s"
        raise NonConformance("MSH-7", expected=expected, found=f"{text}, {away:+.1f} s")


def _no_moment(text: str) -> NoReturn:
    raise NonConformance("MSH-7", expected="YYYYMMDDHHMMSS[.S][+ZZZZ]", found=told(text)) from None


def _moment(found: re.Match[str]) -> tuple[datetime, float]:
    """The moment that a DTM names (UTC where it has no offset), and how many seconds it may be later than that."""
    year, month, day, hour, minute = (int(found[number]) for number in range(1, 6))
    fraction = found[7] or ""
    micro = int(fraction.ljust(6, "0")) if fraction else 0
    zone = found[8]
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:])) if zone else timedelta()
    away = timezone(-offset if zone and zone[0] == "-" else offset)
    moment = datetime(year, month, day, hour, minute, int(found[6] or 0), micro, tzinfo=away)
    return moment, 10.0 ** -len(fraction) if found[6] else 60.0
