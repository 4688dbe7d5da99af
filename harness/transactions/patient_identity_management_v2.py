"""ITI-30 Patient Identity Management (IHE ITI TF-2 3.30; HL7 2.5): create, update, merge, link, change an identifier.

Another feed than ITI-8, which a registry may take beside it. Sends nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from typing_extensions import override

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message, Segment
from harness.transactions.hl7v2_message import MessageCall, V2Transaction, identifiers_in, named
from harness.transactions.patient_identity_feed import as_task
from harness.transactions.patient_identity_feed_v2 import PatientMergeV2, name_in, pid_of
from harness.transactions.person import Identifier, PatientOnTheWire, Person
from harness.transactions.transaction import Source

OPTION = "patient-identity-management"


class _Management(V2Transaction):
    id: ClassVar[str] = "ITI-30"
    title: ClassVar[str] = "Patient Identity Management"
    initiator_role: ClassVar[str] = "patient_identity_source"
    responder_role: ClassVar[str] = "patient_identifier_cross_reference_manager"
    option: ClassVar[str] = OPTION
    writes: ClassVar[bool] = True

    def adt(self, source: Source, event: str, *segments: Segment) -> Message:
        """MSH, EVN without its first field, and `segments`."""
        said = "".join(part for one in segments for part in one.fields)
        header = self.header(source, event=event, text=said)
        return header.with_segments(hl7v2.segment("EVN", "", hl7v2.timestamp(source.now())), *segments)


@dataclass(frozen=True, slots=True)
class PatientIdentityManagementV2(_Management):
    """Tell of a patient who is new (A28), or of what has changed about her (A31)."""

    feeds: ClassVar[bool] = True
    structure: ClassVar[str] = "ADT_A05"
    events: ClassVar[tuple[str, ...]] = ("A28", "A31")
    shape: ClassVar[str] = "ADT^A28 (new) or A31 (changed): MSH, EVN, PID, PV1 with PV1-2 N; in HL7 2.5"

    person: Person
    event: Literal["A28", "A31"] = "A28"

    @override
    def message(self, source: Source) -> Message:
        identifiers = source.also_known(self.person, [source.identifier_of(self.person, source.domain)])
        pid = hl7v2.segment("PID", *pid_of(self.person, [named(one, source.domains) for one in identifiers]))
        return self.adt(source, self.event, pid, hl7v2.segment("PV1", "", "N"))

    @override
    def instruction(self) -> str:
        do = "Create" if self.event == "A28" else "Update"
        return f"{do} this patient, and send her by ITI-30 ({self.event}): {self.person.in_words}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "manage", "event": self.event, "person": as_task(self.person)}

    @override
    def recognises(self, call: MessageCall) -> bool:
        return call.kind == ("ADT", self.event)

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.person.family,)


class ManagedPatientMergeV2(PatientMergeV2):
    """Merge option: an A40 as ITI-8 has it, in HL7 2.5."""

    id: ClassVar[str] = _Management.id
    title: ClassVar[str] = _Management.title
    option: ClassVar[str] = OPTION
    version: ClassVar[str] = "2.5"

    @override
    def task(self) -> dict[str, Any]:
        return {**PatientMergeV2.task(self), "action": "merge"}


@dataclass(frozen=True, slots=True)
class LinkPatientsV2(_Management):
    """Link/unlink option: `one` and `other` are one person (A24), or are not (A37)."""

    events: ClassVar[tuple[str, ...]] = ("A24", "A37")
    shape: ClassVar[str] = "ADT^A24 (link) or A37 (unlink): MSH, EVN, PID, PID; in HL7 2.5"

    one: PatientOnTheWire
    other: PatientOnTheWire
    event: Literal["A24", "A37"] = "A24"

    @override
    def message(self, source: Source) -> Message:
        both = (self.one, self.other)
        pids = [
            hl7v2.segment("PID", "", "", named(each.identifier, source.domains), "", name_in(each)) for each in both
        ]
        return self.adt(source, self.event, *pids).with_raw("MSH-9.3", f"ADT_{self.event}")

    @override
    def instruction(self) -> str:
        says = "are the same person: link them" if self.event == "A24" else "are not the same person: undo their link"
        return f"The records {self.one.identifier.value} and {self.other.identifier.value} {says}"

    @override
    def task(self) -> dict[str, Any]:
        both = [self.one.identifier.token, self.other.identifier.token]
        return {"action": "link" if self.event == "A24" else "unlink", "identifiers": both}

    @override
    def recognises(self, call: MessageCall) -> bool:
        return call.kind == ("ADT", self.event)

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.one.identifier.value, self.other.identifier.value)


@dataclass(frozen=True, slots=True)
class ChangeIdentifierV2(_Management):
    """Change-identifier option: `known` goes by `identifier` from now on (A47)."""

    events: ClassVar[tuple[str, ...]] = ("A47",)
    structure: ClassVar[str] = "ADT_A30"
    shape: ClassVar[str] = "ADT^A47: MSH, EVN, PID (PID-3 new), MRG (MRG-1 old); in HL7 2.5"

    known: PatientOnTheWire
    identifier: Identifier

    @override
    def message(self, source: Source) -> Message:
        new = named(self.identifier, source.domains)
        pid = hl7v2.segment("PID", "", "", new, "", name_in(self.known))
        return self.adt(source, "A47", pid, hl7v2.segment("MRG", named(self.known.identifier, source.domains)))

    @override
    def instruction(self) -> str:
        return f"The record {self.known.identifier.value} has a wrong number: change it to {self.identifier.value}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "change identifier", "old": self.known.identifier.token, "new": self.identifier.token}

    @override
    def recognises(self, call: MessageCall) -> bool:
        gone = {one.value for one in identifiers_in(call.message, "MRG-1")}
        return call.kind == ("ADT", "A47") and self.known.identifier.value in gone

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.known.identifier.value,)
