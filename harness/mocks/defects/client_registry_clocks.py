"""Faults of a client registry whose clock is wrong (ITI-1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Request

defect = partial(declare, mock="client-registry")


@defect(
    "is-two-minutes-late",
    breaks=["1-01"],
    where="Date",
    text="The clock by which answers over HTTP are dated is two minutes behind.",
)
class _IsTwoMinutesLate(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        late = format_datetime(datetime.now(UTC) - timedelta(minutes=2), usegmt=True)
        return replace(answer, headers={**answer.headers, "date": late})


@defect(
    "is-ten-seconds-early",
    breaks=["1-02"],
    where="MSH-7",
    text="The clock by which answers in HL7 v2 are dated is ten seconds ahead.",
)
class _IsTenSecondsEarly(Registry):
    @override
    def before_replying(self, request: Message, answer: Message) -> Message:
        answer = super().before_replying(request, answer)
        return answer.with_value("MSH-7", f"{datetime.now(UTC) + timedelta(seconds=10):%Y%m%d%H%M%S+0000}")
