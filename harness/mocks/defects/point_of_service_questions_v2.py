"""Defects of the point of service in its queries over HL7 v2 (ITI-9, ITI-21), and in what it tells by ITI-30."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct

_sends_wrongly = partial(declare, mock="point-of-service")


@_sends_wrongly(
    "asks-pix-for-a-bare-number",
    breaks=["9-11"],
    where="QPD-3[1].4",
    text="sends a PIX query for a number without saying who issued it",
)
class AsksPixForABareNumber(Conduct):
    """Within the clinic there is one kind of number only."""

    @override
    def asks_v2(self, message: Message) -> Message:
        message = super().asks_v2(message)
        return message.with_raw("QPD-3[1].4", "") if message.get("MSH-9.2") == "Q23" else message


@_sends_wrongly(
    "names-a-wanted-domain-by-a-number-of-it",
    breaks=["9-12"],
    where="QPD-4[1]",
    text="repeats the number in QPD-4, where only a domain is wanted",
)
class NamesAWantedDomainByANumberOfIt(Conduct):
    """A whole identifier is easier to write than a part of one."""

    @override
    def asks_v2(self, message: Message) -> Message:
        message = super().asks_v2(message)
        wanted = message.get("MSH-9.2") == "Q23" and message.raw("QPD-4")
        return message.with_value("QPD-4[1].1", message.get("QPD-3.1")) if wanted else message


@_sends_wrongly(
    "names-fields-without-their-mark",
    breaks=["21-16"],
    where="QPD-3[1].1",
    text="asks by PID.5.1 where @PID.5.1 is meant",
)
class NamesFieldsWithoutTheirMark(Conduct):
    """The mark was taken for a slip in the documentation."""

    @override
    def asks_v2(self, message: Message) -> Message:
        message = super().asks_v2(message)
        if message.get("MSH-9.2") != "Q22":
            return message
        return message.with_raw("QPD-3", message.raw("QPD-3").replace("@PID.", "PID."))


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
