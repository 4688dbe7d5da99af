"""ITI-8 Patient Identity Feed (IHE ITI TF-2 3.8; HL7 2.3.1): admit, register, update, merge. Sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from typing_extensions import override

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message, Segment
from harness.messages.hl7v2.building import Part
from harness.openhie.domains import Domain
from harness.transactions.hl7v2_message import (
    GENDERS,
    MessageCall,
    V2Transaction,
    identifiers_in,
    named,
)
from harness.transactions.patient_identity_feed import OnePersonTwice, as_task
from harness.transactions.person import Identifier, PatientOnTheWire, Person
from harness.transactions.transaction import Source

NEW = ("A01", "A04", "A05")
"""The events by which a source tells of a patient whom the registry does not know yet (3.8.4.1)."""

Event = Literal["A01", "A04", "A05", "A08"]


class _Feed(V2Transaction):
    id: ClassVar[str] = "ITI-8"
    title: ClassVar[str] = "Patient Identity Feed"
    initiator_role: ClassVar[str] = "patient_identity_source"
    responder_role: ClassVar[str] = "patient_identifier_cross_reference_manager"
    structure: ClassVar[str] = "ADT_A01"
    version: ClassVar[str] = "2.3.1"
    writes: ClassVar[bool] = True

    def adt(self, source: Source, event: str, pid: Segment, *more: Segment, sender: tuple[str, str]) -> Message:
        """MSH, EVN and `pid`, and what comes after them."""
        said = "".join(part for one in (pid, *more) for part in one.fields)
        header = self.header(source, event=event, sender=sender, text=said)
        return header.with_segments(hl7v2.segment("EVN", "", hl7v2.timestamp(source.now())), pid, *more)


@dataclass(frozen=True, slots=True)
class PatientIdentityFeedV2(_Feed):
    """Tell of a patient (A01, A04, A05), or of what has changed about her (A08).

    `also` are further domains that she is known in. `domain` is the one to feed as, with its sender, where it is not
    the source's own; `known_as` is an identifier to use instead of a minted one. `mother` is her mother's identifier
    (PID-21), `social_security` PID-19, `national` one of another domain that stands beside hers in PID-3. What stands
    at the places of `left_out` is not sent, and `beside` gives places a value (``{"PID-16": "S"}``).
    """

    feeds: ClassVar[bool] = True
    events: ClassVar[tuple[str, ...]] = (*NEW, "A08")
    shape: ClassVar[str] = "ADT^A01, A04 or A05 (new) or A08 (changed): MSH, EVN, PID, PV1; in HL7 2.3.1"

    person: Person
    event: Event = "A01"
    also: Sequence[Domain] = ()
    domain: Domain | None = None
    known_as: Identifier | None = None
    mother: Identifier | None = None
    social_security: str = ""
    national: Identifier | None = None
    left_out: Sequence[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)

    @override
    def message(self, source: Source) -> Message:
        own = self.domain or source.domain
        first = self.known_as or source.identifier_of(self.person, own)
        also = [source.identifier_of(self.person, one) for one in self.also]
        told = [first, *also, *([self.national] if self.national else [])]
        identifiers = source.also_known(self.person, told)
        fields = pid_of(self.person, [named(one, source.domains) for one in identifiers])
        fields[18] = self.social_security
        fields[20] = named(self.mother, source.domains) if self.mother else ""
        pid = hl7v2.segment("PID", *fields)
        message = self.adt(source, self.event, pid, hl7v2.segment("PV1", "", "O"), sender=own.sender)
        for where in self.left_out:
            message = message.with_raw(where, "")
        for where, value in self.beside.items():
            message = message.with_value(where, value)
        return message

    @override
    def instruction(self) -> str:
        if self.person.formerly:
            do = f"Correct the record of {self.person.formerly}"
        elif self.event == "A08":
            do = "Change something in this patient's record, or save it again"
        else:
            do = "Register this patient, unless you have her already"
        also = "".join(f" (if you keep foreign numbers: with one of {domain.uri} too)" for domain in self.also)
        return f"{do}, and send her identity feed: {self.person.in_words}{also}"

    @override
    def task(self) -> dict[str, Any]:
        also = [domain.uri for domain in self.also]
        return {"action": "feed", "event": self.event, "person": as_task(self.person), "also": also}

    @override
    def recognises(self, call: MessageCall) -> bool:
        """Also by the events that ITI-30 has for the same: which one was sent is for a scenario to judge."""
        wanted = ("A08", "A31") if self.event == "A08" else (*NEW, "A28")
        return call.kind[0] == "ADT" and call.kind[1] in wanted

    @override
    def marks(self) -> tuple[str, ...]:
        named = tuple(filter(None, (self.person.family, self.person.mothers_maiden_name)))
        return named or (self.person.birth_date.replace("-", ""),)


@dataclass(frozen=True, slots=True)
class PatientMergeV2(OnePersonTwice, _Feed):
    """Two records are one person: the `subsumed` identifier is replaced by that of the `survivor` (A40, 3.8.4.2)."""

    events: ClassVar[tuple[str, ...]] = ("A40",)
    structure: ClassVar[str] = "ADT_A39"
    deed: ClassVar[str] = "merge them"
    shape: ClassVar[str] = "ADT^A40: MSH, EVN, PID (PID-3 stays), MRG (MRG-1 goes); in HL7 2.3.1"

    subsumed: PatientOnTheWire
    survivor: PatientOnTheWire

    @override
    def message(self, source: Source) -> Message:
        pid = hl7v2.segment("PID", "", "", _named(self.survivor, source), "", name_in(self.survivor))
        mrg = hl7v2.segment("MRG", _named(self.subsumed, source), *[""] * 5, name_in(self.subsumed))
        return self.adt(source, "A40", pid, mrg, sender=source.domain.sender)

    @override
    def recognises(self, call: MessageCall) -> bool:
        gone = {one.value for one in identifiers_in(call.message, "MRG-1")}
        return call.kind == ("ADT", "A40") and (not gone or self.subsumed.identifier.value in gone)


def pid_of(person: Person, identifiers: Sequence[Part]) -> list[Part | list[Part]]:
    """The fields of a PID, from PID-1 to PID-25; what is not known of `person` is empty."""
    fields: list[Part | list[Part]] = [""] * 25
    fields[2] = list(identifiers)
    fields[4] = (person.family, person.given, "", "", "", "", "L") if person.family or person.given else ""
    fields[5] = (person.mothers_maiden_name, "", "", "", "", "", "M") if person.mothers_maiden_name else ""
    fields[6], fields[7] = person.birth_date.replace("-", ""), GENDERS.get(person.gender, person.gender)
    fields[10] = ("", "", person.city, "", "", person.country) if person.city or person.country else ""
    fields[12] = (person.phone, "PRN", "CP") if person.phone else ""
    fields[23], fields[24] = ("Y", str(person.birth_order)) if person.birth_order else ("", "")
    return fields


def name_in(patient: PatientOnTheWire) -> Part:
    """PID-5 of a patient as the wire showed her."""
    name: dict[str, Any] = next(iter(patient.resource.get("name", ())), {})
    return (str(name.get("family", "")), " ".join(name.get("given", ())), "", "", "", "", "L")


def _named(patient: PatientOnTheWire, source: Source) -> Part:
    return named(patient.identifier, source.domains)
