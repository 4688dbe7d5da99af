"""Writes the audit event of a deed, in the words of DICOM and of FHIR (ITI-20, IHE BALP). Sends nothing.

Each method does one thing, so that a defect of a mock can change just that.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from harness.messages.audit import ActiveParticipant, AuditEvent, AuditSource, Code, ParticipantObject, balp, envelope
from harness.messages.audit.fhir_event import to_fhir
from harness.messages.audit.patient_ids import cx_of
from harness.transactions.deed import AUDITED, Deed, Side
from harness.transactions.hl7v2_message import MessageCall
from harness.transactions.transaction import Call

SOURCE = Code("110153", "DCM", "Source Role ID")
DESTINATION = Code("110152", "DCM", "Destination Role ID")
SECURITY_ALERT = Code("110113", "DCM", "Security Alert")
NODE_AUTHENTICATION = Code("110126", "DCM", "Node Authentication")
_NUMBER = Code("2", "RFC-3881", "Patient Number")


class AuditWriter:
    """What one system tells of a deed; `teller` is what it calls itself."""

    teller = "openhie-harness"

    def account(self, deed: Deed, side: Side) -> AuditEvent:
        """The event, as whoever was at this `side` of the deed tells it."""
        return AuditEvent(
            kind=self.told_kind(deed),
            at=self.told_time(deed),
            outcome=self.told_outcome(deed),
            action=self.told_action(deed, side),
            types=self.told_transaction(deed),
            participants=self.told_participants(deed, side),
            sources=(AuditSource(self.teller),),
            objects=(*self.told_patients(deed), *self.told_query(deed)),
        )

    def told_kind(self, deed: Deed) -> Code:
        """EventID: what kind of thing took place."""
        return AUDITED[deed.transaction][0]

    def told_transaction(self, deed: Deed) -> tuple[Code, ...]:
        """EventTypeCode: which transaction it was."""
        return (Code(deed.transaction, "IHE Transactions", AUDITED[deed.transaction][1]),)

    def told_time(self, deed: Deed) -> str:
        """EventDateTime: when it took place."""
        return _written(deed.at)

    def told_outcome(self, deed: Deed) -> str:
        """EventOutcomeIndicator: how it went."""
        return deed.outcome

    def told_action(self, deed: Deed, side: Side) -> str:
        """EventActionCode: what was done."""
        return deed.action(side)

    def told_participants(self, deed: Deed, side: Side) -> tuple[ActiveParticipant, ...]:
        """ActiveParticipant: who asked, and who answered."""
        ends = ((SOURCE, "source", deed.caller), (DESTINATION, "destination", deed.host))
        return tuple(
            ActiveParticipant(
                user_id=self.teller if side == end else address or "unknown",
                requestor=end == "source",
                roles=(role,),
                network_address=address or "unknown",
                network_type=_kind_of(address),
            )
            for role, end, address in ends
        )

    def told_patients(self, deed: Deed) -> tuple[ParticipantObject, ...]:
        """ParticipantObjectIdentification of the patient whom it was about."""
        named = deed.patients[:1]
        ids = [cx_of({"system": one.system, "value": one.value}) for one in named]
        return tuple(ParticipantObject(one, id_type=_NUMBER, type="1", role="1") for one in ids)

    def told_query(self, deed: Deed) -> tuple[ParticipantObject, ...]:
        """ParticipantObjectIdentification of what was asked."""
        if not deed.is_query:
            return ()
        id_type = Code(deed.transaction, "IHE Transactions", AUDITED[deed.transaction][1])
        name, details = "", tuple[tuple[str, str], ...]()
        if isinstance(deed.call, MessageCall):
            control_id = deed.call.message.get("MSH-10")
            name, details = deed.call.message.get("QPD-2"), (("MSH-10", _base64(control_id.encode())),)
        told = self.told_question(deed)
        return (ParticipantObject(name or deed.transaction, id_type, "2", "24", query=_base64(told), details=details),)

    def told_question(self, deed: Deed) -> bytes:
        """ParticipantObjectQuery before it is encoded: the question itself."""
        return deed.question

    def alert(self, stranger: str, at: datetime) -> AuditEvent:
        """The event that the node at the address `stranger` could not be authenticated (DICOM PS3.15 A.5.3.11)."""
        ends = ((self.teller, self.teller, DESTINATION), (stranger, stranger, SOURCE))
        return AuditEvent(
            kind=SECURITY_ALERT,
            at=_written(at),
            outcome="4",
            action="E",
            types=(NODE_AUTHENTICATION,),
            participants=tuple(
                ActiveParticipant(name, role is SOURCE, (role,), network_address=where, network_type=_kind_of(where))
                for name, where, role in ends
            ),
            sources=(AuditSource(self.teller),),
        )

    def alert_as_syslog(self, stranger: str, at: datetime) -> bytes:
        """The syslog message that tells of it."""
        return envelope.sealed(self.as_xml(self.alert(stranger, at)), application=self.teller)

    def alert_as_fhir(self, stranger: str, at: datetime) -> dict[str, Any]:
        """The AuditEvent that tells of it, in DICOM's words."""
        return to_fhir(self.alert(stranger, at))

    def as_xml(self, event: AuditEvent) -> bytes:
        """The AuditMessage."""
        return envelope.written(event)

    def as_syslog(self, deed: Deed, side: Side) -> bytes:
        """The syslog message that tells of the deed."""
        return envelope.sealed(self.as_xml(self.account(deed, side)), application=self.teller)

    def as_fhir(self, deed: Deed, side: Side) -> dict[str, Any]:
        """The AuditEvent that tells of the deed: a pattern of BALP where it was RESTful, else DICOM's own words."""
        event = self.account(deed, side)
        if isinstance(deed.call, MessageCall):
            return to_fhir(event)
        touched = "" if deed.is_query else deed.call.path
        return balp.to_balp(event, interaction=_interaction(deed.call, event.action), touched=touched)


def _interaction(call: Call, action: str) -> str:
    """FHIR's word for what was done; for a change the one that goes with `action`, since a feed may do either."""
    changes = {"C": "create", "U": "update", "D": "delete"}
    name = call.route.partition("/")[2]
    asked = "operation" if name.startswith("$") else "read" if name and name != "_search" else "search-type"
    return changes.get(action, asked)


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _kind_of(address: str) -> str:
    """NetworkAccessPointTypeCode: an IP address, or a machine's name."""
    return "2" if address[:1].isdigit() or ":" in address else "1"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
