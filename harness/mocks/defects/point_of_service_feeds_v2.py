"""Defects of the point of service that stand in its feeds over HL7 v2 (ITI-8)."""

from __future__ import annotations

from functools import partial

from typing_extensions import override

from harness.messages.hl7v2 import Message
from harness.mocks.defects.registry import declare
from harness.mocks.point_of_service.conduct import Conduct
from harness.openhie.domains import DEFAULT_DOMAINS

_sends_wrongly = partial(declare, mock="point-of-service")


@_sends_wrongly(
    "changes-patients-by-another-event",
    breaks=["8-13"],
    where="MSH-9",
    text="tells of a changed name by A31, the event of another transaction, and not by A08",
)
class ChangesPatientsByAnotherEvent(Conduct):
    """The interface was written for HL7's own "update person information"."""

    @override
    def feeds_v2(self, message: Message) -> Message:
        message = super().feeds_v2(message)
        return message.with_value("MSH-9.2", "A31") if message.get("MSH-9.2") == "A08" else message


@_sends_wrongly(
    "feeds-without-a-visit",
    breaks=["8-13"],
    also=["V2-13"],
    where="PV1",
    text="leaves PV1 out of its feeds, because nobody was admitted",
)
class FeedsWithoutAVisit(Conduct):
    """A clinic without beds has no visits to tell of."""

    @override
    def feeds_v2(self, message: Message) -> Message:
        return super().feeds_v2(message).without("PV1")


@_sends_wrongly(
    "leaves-the-authority-of-its-numbers-out",
    breaks=["8-14"],
    where="PID-3[1].4",
    text="sends a patient's number without saying who issued it",
)
class LeavesTheAuthorityOfItsNumbersOut(Conduct):
    """Within the clinic there is one kind of number only."""

    @override
    def feeds_v2(self, message: Message) -> Message:
        return super().feeds_v2(message).with_raw("PID-3[1].4", "")


@_sends_wrongly(
    "feeds-under-the-national-authority",
    breaks=["8-14"],
    where="PID-3.4",
    text="sends its own number as if the national authority had issued it",
)
class FeedsUnderTheNationalAuthority(Conduct):
    """The authority of the national number stands in the configuration for every number."""

    @override
    def feeds_v2(self, message: Message) -> Message:
        national = DEFAULT_DOMAINS[3]
        return super().feeds_v2(message).with_raw("PID-3[1].4", f"{national.namespace}&{national.oid}&ISO")


@_sends_wrongly(
    "writes-names-into-the-alias",
    breaks=["8-15"],
    where="PID-5",
    text="sends the patient's name in PID-9, the alias, and leaves PID-5 empty",
)
class WritesNamesIntoTheAlias(Conduct):
    """The name was mapped to the wrong field."""

    @override
    def feeds_v2(self, message: Message) -> Message:
        message = super().feeds_v2(message)
        return message.with_raw("PID-9", message.raw("PID-5")).with_raw("PID-5", "")


@_sends_wrongly(
    "merges-without-an-authority",
    breaks=["8-16"],
    where="MRG-1.4",
    text="names the number that goes in a merge without saying who issued it",
)
class MergesWithoutAnAuthority(Conduct):
    """MRG-1 is filled from the number alone."""

    @override
    def merges_v2(self, message: Message) -> Message:
        return super().merges_v2(message).with_raw("MRG-1.4", "")


@_sends_wrongly(
    "merges-in-a-structure-of-its-own",
    breaks=["8-17"],
    where="MSH-9.3",
    text="sends a merge as ADT^A40^ADT_A40",
)
class MergesInAStructureOfItsOwn(Conduct):
    """The event's name is taken for the structure's."""

    @override
    def merges_v2(self, message: Message) -> Message:
        return super().merges_v2(message).with_value("MSH-9.3", "ADT_A40")
