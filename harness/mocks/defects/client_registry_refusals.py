"""Faults of a client registry that takes in what it has to refuse (ITI-104)."""

from __future__ import annotations

from functools import partial
from typing import Any

from typing_extensions import override

from harness.messages.fhir import Resource
from harness.mocks.client_registry.registry import Registry
from harness.mocks.defects.registry import declare
from harness.mocks.rest.messages import Answer, Request
from harness.mocks.store import Stored

defect = partial(declare, mock="client-registry")


@defect(
    "takes-a-patient-without-identifier",
    breaks=["104-03a"],
    where="HTTP status",
    text="A Patient without any identifier is taken in.",
)
class _TakesAPatientWithoutIdentifier(Registry):
    @override
    def check_identifiers(self, patient: Resource) -> None:
        if "identifier" in patient:
            super().check_identifiers(patient)

    @override
    def check_address(self, request: Request, patient: Resource) -> None:
        if "identifier" in patient:
            super().check_address(request, patient)


@defect(
    "takes-a-patient-without-name",
    breaks=["104-03b"],
    where="HTTP status",
    text="A Patient without any name is taken in.",
)
class _TakesAPatientWithoutName(Registry):
    @override
    def check_names(self, patient: Resource) -> None:
        pass


@defect(
    "takes-identifiers-of-any-domain",
    breaks=["104-04", "OHIE-FHIR-03"],
    where="HTTP status",
    text="An identifier of a domain that is not served is taken in like any other.",
)
class _TakesIdentifiersOfAnyDomain(Registry):
    @override
    def check_domains(self, resource: Resource) -> None:
        pass


@defect(
    "gives-no-reason-for-an-unknown-domain",
    breaks=["104-04"],
    where="body",
    text="A feed of a domain that is not served is refused without a word.",
)
class _GivesNoReasonForAnUnknownDomain(Registry):
    @override
    def before_answering(self, request: Request, answer: Answer) -> Answer:
        answer = super().before_answering(request, answer)
        issue: dict[str, Any] = (answer.resource or {}).get("issue", [{}])[0]
        if request.interaction != "conditional-update" or issue.get("code") != "code-invalid":
            return answer
        return Answer(answer.status, format=answer.format)


@defect(
    "takes-an-identifier-without-system",
    breaks=["OHIE-FHIR-01a"],
    where="HTTP status",
    text="An identifier that does not say which domain it is of is taken in.",
)
class _TakesAnIdentifierWithoutSystem(Registry):
    @override
    def check_identifiers(self, patient: Resource) -> None:
        if all("system" in one for one in patient.get("identifier", ())):
            super().check_identifiers(patient)

    @override
    def check_address(self, request: Request, patient: Resource) -> None:
        if all("system" in one for one in patient.get("identifier", ())):
            super().check_address(request, patient)


@defect(
    "takes-a-reference-to-nothing",
    breaks=["OHIE-FHIR-01b"],
    where="HTTP status",
    text="Nobody looks whether a reference leads anywhere.",
)
class _TakesAReferenceToNothing(Registry):
    @override
    def settle(self, request: Request, resource: Resource) -> Resource:
        return resource


@defect(
    "merges-across-domains",
    breaks=["OHIE-FHIR-09"],
    where="HTTP status",
    text="A record may be replaced by anybody, also by an identifier that another authority issued.",
)
class _MergesAcrossDomains(Registry):
    @override
    def check_merge(self, request: Request, patient: Resource, before: Stored | None) -> None:
        pass
