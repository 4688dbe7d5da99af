"""ITI-9 PIX Query (IHE ITI TF-2 3.9; HL7 2.5): by which other identifiers is this patient known? Sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from typing_extensions import override

from harness.messages import hl7v2
from harness.messages.hl7v2 import Message
from harness.openhie.domains import Domain
from harness.transactions.hl7v2_message import V2Transaction, authority, named
from harness.transactions.patient_cross_reference import CrossReferencing
from harness.transactions.person import Identifier
from harness.transactions.transaction import Source

Naming = Literal["whole", "oid", "namespace"]


@dataclass(frozen=True, slots=True)
class PatientIdentifierQueryV2(CrossReferencing, V2Transaction):
    """``QBP^Q23``: `targets` are the domains wanted; `naming` says by which of its names its own domain goes."""

    id: ClassVar[str] = "ITI-9"
    title: ClassVar[str] = "PIX Query"
    initiator_role: ClassVar[str] = "patient_identifier_cross_reference_consumer"
    responder_role: ClassVar[str] = "patient_identifier_cross_reference_manager"
    unasked: ClassVar[tuple[str, ...]] = (*V2Transaction.unasked, "9-07", "9-08", "9-10")
    code: ClassVar[str] = "QBP"
    events: ClassVar[tuple[str, ...]] = ("Q23",)
    structure: ClassVar[str] = "QBP_Q21"
    shape: ClassVar[str] = "QBP^Q23: MSH, QPD (QPD-3 the identifier, QPD-4 the domains wanted), RCP; in HL7 2.5"

    identifier: Identifier
    targets: Sequence[Domain] = ()
    naming: Naming = "whole"

    @override
    def message(self, source: Source) -> Message:
        asked = named(self.identifier, [called(one, self.naming) for one in source.domains])
        wanted = [("", "", "", authority(one)) for one in self.targets]
        query = hl7v2.segment("QPD", "IHE PIX Query", source.control_id(), asked, wanted)
        return self.header(source, text=self.identifier.value).with_segments(query, hl7v2.segment("RCP", "I"))


def called(domain: Domain, naming: Naming) -> Domain:
    """`domain` as one knows it who has only its OID, or only its namespace."""
    if naming == "oid" and domain.oid:
        return replace(domain, namespace="")
    return replace(domain, oid="") if naming == "namespace" and domain.namespace else domain
