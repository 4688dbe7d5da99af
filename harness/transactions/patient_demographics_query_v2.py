"""ITI-21 Patient Demographics Query (IHE ITI TF-2 3.21; HL7 2.5): who could it be? Its pages, and its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from harness.errors import MalformedMessage
from harness.messages import hl7v2
from harness.messages.hl7v2 import Message
from harness.messages.hl7v2.building import segment_of
from harness.openhie.domains import Domain, domain_of
from harness.transactions.hl7v2_message import MessageCall, V2Transaction, authority
from harness.transactions.person import Identifier
from harness.transactions.transaction import Source, Transaction

NAME = "IHE PDQ Query"
FIELDS = {
    "PID.3.1": "identifier",
    "PID.3.4.1": "of the authority",
    "PID.3.4.2": "of the authority",
    "PID.5.1": "family name",
    "PID.5.2": "given name",
    "PID.6.1": "mother's family name",
    "PID.6.2": "mother's given name",
    "PID.7": "birth date",
    "PID.8": "sex",
    "PID.11.3": "city",
    "PID.21.1": "mother's identifier",
}
"""Fields of a PID as one reads them out."""


class _Query(V2Transaction):
    id: ClassVar[str] = "ITI-21"
    title: ClassVar[str] = "Patient Demographics Query"
    initiator_role: ClassVar[str] = "patient_demographics_consumer"
    responder_role: ClassVar[str] = "patient_demographics_supplier"
    unasked: ClassVar[tuple[str, ...]] = (*V2Transaction.unasked, "21-11a", "21-11b")
    code: ClassVar[str] = "QBP"
    events: ClassVar[tuple[str, ...]] = ("Q22",)
    structure: ClassVar[str] = "QBP_Q21"
    shape: ClassVar[str] = "QBP^Q22: MSH, QPD (QPD-3 the fields, QPD-8 the domains wanted), RCP; in HL7 2.5"


@dataclass(frozen=True, slots=True)
class PatientDemographicsQueryV2(_Query):
    """``QBP^Q22``: `asked` is an identifier, or fields with their values (``{"PID.5.1": "JONES"}``), all to be met.

    `domains` are those that identifiers are wanted of (QPD-8), `most` how many patients a page may hold (RCP-2). The
    pages are turned to the end, unless `turns_pages` says that one is enough.
    """

    asked: Identifier | Mapping[str, str]
    domains: Sequence[Domain] = ()
    most: int = 0
    turns_pages: bool = True

    @override
    def message(self, source: Source) -> Message:
        pairs = self._pairs(source.domains)
        fields = [(f"@{name}", value) for name, value in pairs.items()]
        wanted = [("", "", "", authority(one)) for one in self.domains]
        query = hl7v2.segment("QPD", NAME, source.control_id(), fields, "", "", "", "", wanted)
        header = self.header(source, text="".join(pairs.values()))
        return header.with_segments(query, _control(self.most))

    def _pairs(self, domains: Sequence[Domain]) -> dict[str, str]:
        if not isinstance(self.asked, Identifier):
            return dict(self.asked)
        namespace, oid, kind = authority(domain_of(self.asked.system, domains) or Domain(self.asked.system))
        told = {"PID.3.1": self.asked.value, "PID.3.4.1": namespace, "PID.3.4.2": oid, "PID.3.4.3": kind}
        return {name: value for name, value in told.items() if value}

    @override
    def instruction(self) -> str:
        pairs = {"PID.3.1": self.asked.token} if isinstance(self.asked, Identifier) else self.asked
        told = " and ".join(f"{FIELDS.get(name, name)} {value}" for name, value in pairs.items())
        wanted = f", with identifiers of {' and '.join(one.uri for one in self.domains)}" if self.domains else ""
        paged = f", {self.most} of them on a page" if self.most else ""
        return f"Search for the patient with {told}{wanted}{paged}"

    @override
    def task(self) -> dict[str, Any]:
        asked = {"identifier": self.asked.token} if isinstance(self.asked, Identifier) else dict(self.asked)
        return {"action": "search", "fields": asked, "domains": [one.uri for one in self.domains], "most": self.most}

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.asked.value,) if isinstance(self.asked, Identifier) else tuple(self.asked.values())

    @override
    def recognises(self, call: MessageCall) -> bool:
        return V2Transaction.recognises(self, call) and not call.message.get("DSC-1")

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:
        return _next_page(body, self.most) if self.turns_pages else None


class FaultyPatientDemographicsQueryV2(PatientDemographicsQueryV2):
    """Asks by fields that nobody may ask by so: has to be refused."""

    wrong: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class NextPageV2(_Query):
    """The same query again with the pointer of the page before (3.21.4.1.2, HL7 v2.5 5.6.3)."""

    shape: ClassVar[str] = "QBP^Q22 as before, with a new MSH-10, and DSC-1 as in the answer"

    query: str
    pointer: str
    most: int = 0

    @override
    def message(self, source: Source) -> Message:
        header = self.header(source, text=self.query)
        pointer = hl7v2.segment("DSC", self.pointer, "I")
        return header.with_segments(segment_of(self.query), _control(self.most), pointer)

    @override
    def instruction(self) -> str:
        return "Go on to the next page of what was found"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "next page", "pointer": self.pointer}

    @override
    def recognises(self, call: MessageCall) -> bool:
        return V2Transaction.recognises(self, call) and bool(call.message.get("DSC-1"))

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.pointer,)

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:
        return _next_page(body, self.most)


@dataclass(frozen=True, slots=True)
class CancelQueryV2(V2Transaction):
    """``QCN^J01``: no more pages of the query with this `tag` (QPD-2) are wanted."""

    id: ClassVar[str] = _Query.id
    title: ClassVar[str] = _Query.title
    initiator_role: ClassVar[str] = _Query.initiator_role
    responder_role: ClassVar[str] = _Query.responder_role
    code: ClassVar[str] = "QCN"
    events: ClassVar[tuple[str, ...]] = ("J01",)
    structure: ClassVar[str] = "QCN_J01"
    shape: ClassVar[str] = "QCN^J01: MSH, QID (QID-1 the tag of the query, QID-2 its name); in HL7 2.5"

    tag: str

    @override
    def message(self, source: Source) -> Message:
        return self.header(source).with_segments(hl7v2.segment("QID", self.tag, NAME))

    @override
    def instruction(self) -> str:
        return "End the search that has more pages, without looking at them"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "cancel query", "tag": self.tag}

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.tag,)


def _control(most: int) -> hl7v2.Segment:
    """RCP: at once, and at most so many patients on a page."""
    return hl7v2.segment("RCP", "I", (str(most), "RD")) if most else hl7v2.segment("RCP", "I")


def _next_page(body: bytes, most: int) -> Transaction | None:
    """What to ask after an answer that points on; the query is the one that it repeats."""
    try:
        answer = hl7v2.parse(body)
    except MalformedMessage:
        return None
    pointer, query = answer.get("DSC-1"), answer.raw("QPD")
    return NextPageV2(query, pointer, most) if pointer and query and most else None
