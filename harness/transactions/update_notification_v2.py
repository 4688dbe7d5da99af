"""ITI-10 PIX Update Notification (IHE ITI TF-2 3.10; HL7 2.5): the registry tells whose identifiers have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message
from harness.openhie.domains import REGISTRY
from harness.transactions.hl7v2_message import MessageCall, V2Transaction, identifiers_in, named
from harness.transactions.person import Identifier
from harness.transactions.transaction import Source


@dataclass(frozen=True, slots=True)
class UpdateNotificationV2(V2Transaction):
    """Every identifier by which a patient is known now, unasked: an A31 to whoever subscribed to the domains.

    `identifiers` are those that belong together, the one that came last at the end: a notification that lists this one
    is meant, whether the others are there or not.
    """

    id: ClassVar[str] = "ITI-10"
    title: ClassVar[str] = "PIX Update Notification"
    initiator_role: ClassVar[str] = "patient_identifier_cross_reference_manager"
    responder_role: ClassVar[str] = "patient_identifier_cross_reference_consumer"
    events: ClassVar[tuple[str, ...]] = ("A31",)
    structure: ClassVar[str] = "ADT_A05"
    shape: ClassVar[str] = "ADT^A31: MSH, EVN, PID (PID-3 with all identifiers), PV1; in HL7 2.5"
    unprompted: ClassVar[bool] = True

    identifiers: Sequence[Identifier]

    @override
    def message(self, source: Source) -> Message:
        known = [named(one, source.domains) for one in self.identifiers]
        return self.header(source, sender=REGISTRY).with_segments(
            hl7v2.segment("EVN", "", hl7v2.timestamp(source.now())),
            hl7v2.segment("PID", "", "", known, "", " "),
            hl7v2.segment("PV1", "", "N"),
        )

    @override
    def instruction(self) -> str:
        told = ", ".join(one.value for one in self.identifiers)
        return f"(nobody has to do anything) we wait for the notification that {told} are one patient"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}

    @override
    def recognises(self, call: MessageCall) -> bool:
        told = {one.value for one in identifiers_in(call.message, "PID-3")}
        return call.kind == ("ADT", "A31") and self.identifiers[-1].value in told
