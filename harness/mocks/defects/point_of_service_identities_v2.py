"""Defects of the point of service that stand in what it tells by Patient Identity Management (ITI-30)."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct

_sends_wrongly = partial(declare, mock="point-of-service")


@_sends_wrongly(
    "repeats-the-event-in-evn",
    breaks=["30-07"],
    where="EVN-1",
    text="writes the event into EVN-1 too, as older versions want it",
)
class RepeatsTheEventInEvn(Conduct):
    """What worked for ten years stays."""

    @override
    def manages_v2(self, message: Message) -> Message:
        message = super().manages_v2(message)
        return message.with_value("EVN-1", message.get("MSH-9.2"))


@_sends_wrongly(
    "visits-where-nobody-came",
    breaks=["30-08"],
    where="PV1",
    text="tells of an outpatient's visit where somebody was only written down",
)
class VisitsWhereNobodyCame(Conduct):
    """The class of the patient is filled in by default."""

    @override
    def manages_v2(self, message: Message) -> Message:
        message = super().manages_v2(message)
        return message.with_value("PV1-2", "O") if message.all("PV1") else message


@_sends_wrongly(
    "leaves-the-structure-to-be-guessed",
    breaks=["30-09"],
    where="MSH-9.3",
    text="names the type and the event of a message, and not its structure",
)
class LeavesTheStructureToBeGuessed(Conduct):
    """Nobody needed it before 2.3.1."""

    @override
    def manages_v2(self, message: Message) -> Message:
        return super().manages_v2(message).with_raw("MSH-9.3", "")
