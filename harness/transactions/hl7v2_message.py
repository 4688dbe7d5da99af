"""What transactions in HL7 v2 have in common: the message, its header, who it is about (IHE ITI TF-2 Appendix C).

Knows MSH and PID, not how a message travels.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar

from typing_extensions import override

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message, Place
from harness.openhie.domains import Domain, domain_of
from harness.transactions.person import Identifier, PatientOnTheWire
from harness.transactions.transaction import Source, Transaction

UTF_8 = "UNICODE UTF-8"
OID = "urn:oid:"
RULES = tuple(f"V2-{number:02}" for number in (2, *range(5, 16)))
"""What every exchange in HL7 v2 is judged by (Appendix C), whatever it is about."""

GENDERS = {"female": "F", "male": "M", "other": "O", "unknown": "U"}
"""FHIR's administrative genders in table 0001."""


@dataclass(frozen=True, slots=True)
class MessageCall:
    """A request in HL7 v2, before it has an address. What is no HL7 v2 at all is a message without segments."""

    message: Message

    @property
    def kind(self) -> tuple[str, str]:
        """MSH-9: the code and the event."""
        return self.message.get("MSH-9.1"), self.message.get("MSH-9.2")

    @property
    def words(self) -> str:
        """Every value in it, unescaped, a line each."""
        return "\n".join(_values(self.message))


def _values(message: Message) -> Iterator[str]:
    marks = message.separators
    separators = [one for one in (marks.repetition, marks.component, marks.subcomponent) if one]
    for segment in message.segments:
        for field in segment.fields[3 if segment.name == "MSH" else 1 :]:
            parts = reduce(lambda found, mark: [new for old in found for new in old.split(mark)], separators, [field])
            yield from (marks.unescaped(part, message.charset.codec) for part in parts if part)


class V2Transaction(Transaction):
    """A transaction whose messages are HL7 v2.

    Class variables beside those of `Transaction`:
        code: MSH-9.1, `events` every MSH-9.2 that a message of it may have, the one that we send first; `structure` is
        MSH-9.3.
        version: MSH-12.
    """

    endpoint: ClassVar[str] = "hl7v2"
    answering: ClassVar[str] = "V2-01"
    unasked: ClassVar[tuple[str, ...]] = RULES
    code: ClassVar[str] = "ADT"
    events: ClassVar[tuple[str, ...]]
    structure: ClassVar[str] = ""
    version: ClassVar[str] = "2.5"

    @abstractmethod
    def message(self, source: Source) -> Message:
        """The message, as `source` would send it."""

    @override
    def call(self, source: Source) -> MessageCall:
        return MessageCall(self.message(source))

    @override
    def recognises(self, call: MessageCall) -> bool:
        return call.kind[0] == self.code and call.kind[1] in self.events

    @override
    def patient(self, call: MessageCall) -> PatientOnTheWire | None:
        return shown_patient(call.message)

    def header(
        self,
        source: Source,
        *,
        event: str = "",
        sender: tuple[str, str] | None = None,
        receiver: tuple[str, str] | None = None,
        text: str = "",
    ) -> Message:
        """A message of its MSH alone; MSH-18 is filled where `text`, what is to be said, is more than ASCII.

        `sender` (MSH-3, MSH-4) is whoever feeds the source's own domain where none is given, `receiver` (MSH-5, MSH-6)
        whom the source writes to.
        """
        return hl7v2.new_message(
            version=self.version,
            kind=[one for one in (self.code, event or self.events[0], self.structure) if one],
            control_id=source.control_id(),
            at=source.now(),
            sender=sender or source.domain.sender,
            receiver=receiver or source.receiver,
            charset="" if text.isascii() else UTF_8,
        )


def authority(domain: Domain) -> tuple[str, str, str]:
    """An assigning authority (HD): namespace, universal id and its type. What `domain` has no name for is empty."""
    return domain.namespace, domain.oid, "ISO" if domain.oid else ""


def named(identifier: Identifier, domains: Iterable[Domain]) -> tuple[str | tuple[str, ...], ...]:
    """`identifier` as a CX, its authority under every name that `domains` know for it."""
    domain = domain_of(identifier.system, domains)
    if domain is None:
        oid = identifier.system.removeprefix(OID)
        known = oid != identifier.system
        domain = Domain(identifier.system, oid=oid if known else "", namespace="" if known else identifier.system)
    return identifier.value, "", "", authority(domain)


def identifiers_in(message: Message, where: Place | str) -> tuple[Identifier, ...]:
    """The identifiers in a field of CX. Each is of ``urn:oid:…`` where its authority has an OID, else its namespace."""
    return tuple(_identifier(message, one) for one in message.places(where))


def _identifier(message: Message, where: Place) -> Identifier:
    namespace, oid, kind = (message.get(where.at(4, number)) for number in (1, 2, 3))
    return Identifier(f"{OID}{oid}" if oid and kind in ("ISO", "") else namespace, message.get(where.at(1)))


def shown_patient(message: Message, segment: str = "PID") -> PatientOnTheWire | None:
    """The patient whom a PID shows, by her first identifier; None where there is no PID."""
    if not message.all(segment):
        return None
    found = identifiers_in(message, f"{segment}-3")
    name = {"family": message.get(f"{segment}-5.1.1"), "given": message.get(f"{segment}-5.2").split()}
    resource = {
        "resourceType": "Patient",
        "identifier": [{"system": one.system, "value": one.value} for one in found],
        "name": [name],
    }
    return PatientOnTheWire(resource, next(iter(found), Identifier("", "")))


def of_domains(patient: PatientOnTheWire, domains: Sequence[Domain]) -> PatientOnTheWire:
    """`patient` with the system of each identifier as FHIR has it, where `domains` know it under another name."""

    def system_of(told: str) -> str:
        domain = domain_of(told, domains)
        return domain.uri if domain else told

    identifiers = [Identifier(system_of(one.system), one.value) for one in patient.identifiers]
    told = [{"system": one.system, "value": one.value} for one in identifiers]
    first = Identifier(system_of(patient.identifier.system), patient.identifier.value)
    return PatientOnTheWire({**patient.resource, "identifier": told}, first)
