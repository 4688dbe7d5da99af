"""Defects of the point of service that stand in its queries over HL7 v2 (ITI-9, ITI-21)."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct

_asks_wrongly = partial(declare, mock="point-of-service")


@_asks_wrongly(
    "asks-by-a-number-alone",
    breaks=["9-11"],
    where="QPD-3[1].4",
    text="asks by which other numbers a patient is known, and does not say who issued hers",
)
class AsksByANumberAlone(Conduct):
    """Within the clinic there is one kind of number only."""

    @override
    def asks_v2(self, message: Message) -> Message:
        message = super().asks_v2(message)
        return message.with_raw("QPD-3[1].4", "") if message.get("MSH-9.2") == "Q23" else message


@_asks_wrongly(
    "wants-a-domain-by-its-name-alone",
    breaks=["9-12"],
    where="QPD-4[1]",
    text="names the domain that it wants numbers of in QPD-4.1, where a number belongs",
)
class WantsADomainByItsNameAlone(Conduct):
    """QPD-4 is taken for a list of names."""

    @override
    def asks_v2(self, message: Message) -> Message:
        message = super().asks_v2(message)
        wanted = message.get("QPD-4.4") if message.get("MSH-9.2") == "Q23" else ""
        return message.with_value("QPD-4", wanted) if wanted else message


@_asks_wrongly(
    "asks-by-the-names-of-fields",
    breaks=["21-16"],
    where="QPD-3[1].1",
    text="searches by PID-5.1, as one speaks of fields, and not by @PID.5.1",
)
class AsksByTheNamesOfFields(Conduct):
    """Fields are called by what the documentation of the interface calls them."""

    @override
    def asks_v2(self, message: Message) -> Message:
        message = super().asks_v2(message)
        for one in message.places("QPD-3") if message.get("MSH-9.2") == "Q22" else ():
            name = message.get(one.at(1)).replace("@PID.", "PID-")
            message = message.with_value(one.at(1), name)
        return message
