"""ITI-83 Mobile Patient Identifier Cross-reference Query (IHE PIXm 2:3.83). Sends nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from typing_extensions import override

from harness.messages.fhir import JSON
from harness.openhie.domains import Domain
from harness.transactions.person import Identifier
from harness.transactions.transaction import Call, OursAlone, Source, Transaction


class _CrossReference(Transaction):
    id: ClassVar[str] = "ITI-83"
    title: ClassVar[str] = "Mobile Patient Identifier Cross-reference Query"
    initiator_role: ClassVar[str] = "patient_identifier_cross_reference_consumer"
    responder_role: ClassVar[str] = "patient_identifier_cross_reference_manager"
    answering: ClassVar[str] = "83-10"
    unasked: ClassVar[tuple[str, ...]] = ("83-14",)
    operation: ClassVar[str] = "Patient/$ihe-pix"
    shape: ClassVar[str] = "GET [base]/Patient/$ihe-pix?sourceIdentifier=system|value"


class CrossReferencing(Transaction):
    """The question by which other identifiers the patient with `identifier` is known, over any protocol.

    `targets` are the domains wanted.
    """

    identifier: Identifier
    targets: Sequence[Domain]

    @override
    def instruction(self) -> str:
        wanted = f" in {' and '.join(one.uri for one in self.targets)}" if self.targets else ""
        return f"Ask the client registry by which other identifiers{wanted} it knows {self.identifier.token}"

    @override
    def task(self) -> dict[str, Any]:
        targets = [one.uri for one in self.targets]
        return {"action": "cross-reference", "identifier": self.identifier.token, "targets": targets}

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.identifier.value,)


@dataclass(frozen=True, slots=True)
class PatientIdentifierCrossReferenceQuery(CrossReferencing, _CrossReference):
    """``Patient/$ihe-pix``: which other identifiers does this patient have? `targets` are the domains wanted."""

    identifier: Identifier
    targets: Sequence[Domain] = ()
    accept: str = JSON

    @override
    def call(self, source: Source) -> Call:
        pairs = [("sourceIdentifier", self.identifier.token), *(("targetSystem", one.uri) for one in self.targets)]
        return Call("GET", f"Patient/$ihe-pix?{urlencode(pairs, quote_via=quote)}", (("Accept", self.accept),))

    @override
    def recognises(self, call: Call) -> bool:
        return call.method in ("GET", "POST") and call.route == "Patient/$ihe-pix"


@dataclass(frozen=True, slots=True)
class CrossReferenceQueryWithoutSource(OursAlone, _CrossReference):
    """``Patient/$ihe-pix`` without its ``sourceIdentifier``: has to be refused."""

    wrong: ClassVar[bool] = True

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", "Patient/$ihe-pix")

    @property
    @override
    def what(self) -> str:
        return "a cross-reference query without its source identifier"

    @override
    def recognises(self, call: Call) -> bool:
        return call.route == "Patient/$ihe-pix"
