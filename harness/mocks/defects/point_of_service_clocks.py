"""Defects of a point of service whose clock is wrong (ITI-1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct


@declare(
    "dates-feeds-an-hour-ahead",
    mock="point-of-service",
    breaks=["1-03"],
    where="MSH-7",
    text="dates its feeds in HL7 v2 by a clock that is an hour ahead",
)
class DatesFeedsAnHourAhead(Conduct):
    """Summer time was added twice."""

    @override
    def feeds_v2(self, message: Message) -> Message:
        ahead = datetime.now(UTC) + timedelta(hours=1)
        return super().feeds_v2(message).with_value("MSH-7", f"{ahead:%Y%m%d%H%M%S+0000}")
