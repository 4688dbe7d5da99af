"""Messages of ITI-8 with one named fault and nothing else wrong, and messages that nobody knows. Sends nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from typing_extensions import override

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message
from harness.openhie.domains import Domain
from harness.transactions.hl7v2_message import V2Transaction, named
from harness.transactions.patient_identity_feed_v2 import PatientIdentityFeedV2, PatientMergeV2
from harness.transactions.person import Identifier, Person
from harness.transactions.transaction import OursAlone, Source

FeedFault = Literal[
    "no assigning authority",
    "an empty OID",
    "an authority that nobody knows",
    "a namespace and an OID of two domains",
    "a domain of another source",
    "no identifier",
    "no name",
]
MergeFault = Literal[
    "no assigning authority", "two domains", "nobody's identifier", "a domain of another source", "itself"
]

FIRST = "PID-3[1].4"


@dataclass(frozen=True, slots=True)
class FaultyPatientIdentityFeedV2(OursAlone, PatientIdentityFeedV2):
    """A feed that a registry has to refuse. `other` is the domain to use where the fault is one of domains."""

    wrong: ClassVar[bool] = True

    fault: FeedFault = "no assigning authority"
    other: Domain | None = None

    @override
    def message(self, source: Source) -> Message:
        right = PatientIdentityFeedV2.message(self, source)
        if self.fault == "no assigning authority":
            return right.with_raw(FIRST, "")
        if self.fault == "an empty OID":
            return right.with_raw(FIRST, "&&ISO")
        if self.fault == "no identifier":
            return right.with_raw("PID-3", "")
        if self.fault == "no name":
            return _without(right, "PID-5", "PID-7", "PID-8")
        assert self.other is not None
        if self.fault == "a namespace and an OID of two domains":
            return right.with_value(f"{FIRST}.2", self.other.oid).with_value(f"{FIRST}.3", "ISO")
        foreign = source.also_known(self.person, [source.identifier_of(self.person, self.other)])
        told = [named(one, [self.other, *source.domains]) for one in foreign]
        return right.with_raw("PID-3", hl7v2.segment("PID", "", "", told).field(3))

    @property
    @override
    def what(self) -> str:
        return f"a feed with {self.fault}"


@dataclass(frozen=True, slots=True)
class FaultyPatientMergeV2(OursAlone, PatientMergeV2):
    """A merge that a registry has to refuse: by the sender of `other`, or of `nobody` as the subsumed identifier."""

    wrong: ClassVar[bool] = True

    fault: MergeFault = "no assigning authority"
    other: Domain | None = None
    nobody: Identifier | None = None

    @override
    def message(self, source: Source) -> Message:
        right = PatientMergeV2.message(self, source)
        if self.fault == "no assigning authority":
            return _without(right, "PID-3[1].4", "MRG-1[1].4")
        if self.fault == "itself":
            return right.with_raw("MRG-1", right.raw("PID-3"))
        if self.fault == "nobody's identifier":
            assert self.nobody is not None
            return right.with_value("MRG-1[1].1", self.nobody.value)
        if self.fault == "a domain of another source":
            assert self.other is not None
            application, facility = self.other.sender
            return right.with_value("MSH-3", application).with_value("MSH-4", facility)
        return right  # of two domains, which whoever names them has seen to

    @property
    @override
    def what(self) -> str:
        return f"a merge with {self.fault}"


@dataclass(frozen=True, slots=True)
class UnheardOfMessageV2(OursAlone, V2Transaction):
    """A message of a type and an event that HL7 does not have: it has to be refused, and named as what it is."""

    id: ClassVar[str] = "ITI-8"
    title: ClassVar[str] = "a message that HL7 does not have"
    initiator_role: ClassVar[str] = "patient_identity_source"
    responder_role: ClassVar[str] = "patient_identifier_cross_reference_manager"
    events: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[str] = "2.5"
    wrong: ClassVar[bool] = True

    kind: tuple[str, str]
    person: Person

    @override
    def message(self, source: Source) -> Message:
        right = PatientIdentityFeedV2(self.person).message(source)
        return right.with_raw("MSH-9", "^".join(self.kind)).with_value("MSH-12", self.version)

    @property
    @override
    def what(self) -> str:
        return f"a message of the kind {'^'.join(self.kind)}"


def _without(message: Message, *places: str) -> Message:
    for where in places:
        message = message.with_raw(where, "")
    return message
