"""Checks on the time that a message of HL7 v2 says it was sent (ITI-1: everybody's clock is right). Knows MSH-7."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NoReturn

from harness.checks.check import NothingToJudge, check
from harness.checks.hl7v2 import message_in, told
from harness.errors import NonConformance
from harness.evidence.exchange import Message

QUARTER = 900
"""Seconds; time zones differ from UTC by whole quarters of an hour."""

MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:(\d\d)(?:\.(\d{1,4}))?)?([+-]\d{4})?")


@check
def is_on_time(message: Message, *, within: float) -> None:
    """MSH-7 is at most `within` seconds from when the message was seen, its own precision allowed for.

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
        away -= round(away / QUARTER) * QUARTER
    if not -within - precision <= away <= within:
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
