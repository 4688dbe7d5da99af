"""What any FHIR server has to answer besides IHE's transactions (FHIR R4 REST API, ITI TF-2 Appendix Z)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON, Resource
from harness.transactions.transaction import Call, Source, Transaction, tagged


@dataclass(frozen=True, slots=True)
class CapabilitiesQuery(Transaction):
    """``GET /metadata``: what can you do?"""

    id: ClassVar[str] = "capabilities"
    title: ClassVar[str] = "Capabilities"

    accept: str = JSON

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", "metadata", (("Accept", self.accept),))

    @override
    def instruction(self) -> str:
        return "Ask the client registry for its capability statement"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "capabilities"}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route == "metadata"


@dataclass(frozen=True, slots=True)
class RegisterMother(Transaction):
    """A RelatedPerson: the mother of a patient, whose record is `child` (``Patient/id`` at the registry)."""

    id: ClassVar[str] = "RelatedPerson"
    title: ClassVar[str] = "Mother and child"
    writes: ClassVar[bool] = True

    child: str
    family: str
    given: str

    @override
    def call(self, source: Source) -> Call:
        relationship = {"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}
        resource: Resource = {
            "resourceType": "RelatedPerson",
            **tagged(source),
            "patient": {"reference": self.child},
            "relationship": [{"coding": [relationship]}],
            "name": [{"family": self.family, "given": [self.given]}],
        }
        return Call("POST", "RelatedPerson", (("Content-Type", JSON), ("Accept", JSON)), fhir.serialise(resource))

    @override
    def instruction(self) -> str:
        return f"Register {self.given} {self.family} as the mother of the patient {self.child}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "mother", "child": self.child, "family": self.family, "given": self.given}

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "POST" and call.route == "RelatedPerson"

    @override
    def marks(self) -> tuple[str, ...]:
        return (self.family,)
