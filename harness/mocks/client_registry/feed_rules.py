"""Which records a client registry takes in (IHE.PIXm.Patient, ITI-104 expected actions). Knows rules, not storage."""

from __future__ import annotations

from harness.messages.fhir import Resource
from harness.mocks.client_registry.authorities import Authorities, source_of
from harness.mocks.client_registry.records import has_modifier, identifiers, replacement
from harness.mocks.client_registry.rules import Rules
from harness.mocks.rest.messages import Refusal, Request
from harness.mocks.rest.service import RestService
from harness.mocks.search.query import Token
from harness.mocks.store import Stored


class FeedRules(RestService):
    """One method for each rule; each raises Refusal, 422 unless it says otherwise."""

    authorities: Authorities
    rules: Rules

    def check(self, request: Request, resource: Resource, before: Stored | None) -> None:  # noqa: ARG002 - merges look
        """Every rule a Patient or RelatedPerson has to keep, one after the other."""
        self.check_modifiers(resource)
        self.check_domains(resource)
        if resource["resourceType"] == "Patient":
            self.check_identifiers(resource)
            self.check_names(resource)
            self.check_activity(resource)
            self.check_source(request, resource)
            self.check_address(request, resource)

    def check_modifiers(self, resource: Resource) -> None:
        """IHE.PDQm.Patient allows neither modifierExtension nor implicitRules."""
        if has_modifier(resource):
            raise Refusal(422, "extension", "A modifierExtension changes what a record means; none is taken in")
        if "implicitRules" in resource:
            raise Refusal(422, "business-rule", "implicitRules are not followed here")

    def check_domains(self, resource: Resource) -> None:
        """Only identifiers of a domain that is served."""
        for index, one in enumerate(resource.get("identifier", ())):
            if one.get("system") and self.authorities.domain(one["system"]) is None:
                place = f"{resource['resourceType']}.identifier[{index}].system"
                found = one["system"][:200]
                raise Refusal(422, "code-invalid", f"The domain {found} is not served here", expression=(place,))

    def check_identifiers(self, patient: Resource) -> None:
        """At least one identifier, each with a system and a value."""
        if not patient.get("identifier"):
            raise Refusal(422, "required", "A patient has an identifier", expression=("Patient.identifier",))
        for index, one in enumerate(patient["identifier"]):
            for name in ("system", "value"):
                if not one.get(name):
                    place = f"Patient.identifier[{index}].{name}"
                    raise Refusal(422, "required", f"{place} is missing", expression=(place,))
        known = {self.authorities.canonical(system) for system, _ in identifiers(patient)}
        for uri in sorted(self.rules.required - known):
            raise Refusal(422, "required", f"An identifier of {uri} is missing", expression=("Patient.identifier",))

    def check_names(self, patient: Resource) -> None:
        """At least one name, each with something in it, or the reason why there is nothing."""
        if not patient.get("name"):
            raise Refusal(422, "required", "A patient has a name", expression=("Patient.name",))
        for index, one in enumerate(patient["name"]):
            if not any(one.get(part) for part in ("family", "given", "text", "extension", "_family")):
                place = f"Patient.name[{index}]"
                raise Refusal(422, "required", f"{place} has no family, given or text", expression=(place,))

    def check_activity(self, patient: Resource) -> None:
        """A patient with a link says whether it is active; one that was replaced is not."""
        if patient.get("link") and "active" not in patient:
            raise Refusal(422, "invariant", "A patient with a link has an active", expression=("Patient.active",))
        if replacement(patient) and patient["active"]:
            raise Refusal(422, "invariant", "A replaced patient is not active", expression=("Patient.active",))

    def check_source(self, request: Request, patient: Resource) -> None:
        """Where a domain names its authority, nobody else feeds its identifiers: 403."""
        source = source_of(request.header("authorization"))
        for system, _ in identifiers(patient):
            domain = self.authorities.domain(system)
            if domain and domain.authority and domain.authority != source:
                who = f"{domain.authority}, not from {source or 'an unnamed source'}"
                raise Refusal(403, "forbidden", f"Identifiers of {domain.uri} come from {who}")

    def check_address(self, request: Request, patient: Resource) -> None:
        """The identifier that a feed is addressed to is one of the patient's."""
        own = {(self.authorities.canonical(system), value) for system, value in identifiers(patient)}
        for token in self.addressed(request):
            system = token.system and self.authorities.canonical(token.system)
            if not any(system in (None, of) and token.code == value for of, value in own):
                raise Refusal(422, "business-rule", "The identifier in the address is not one of those in the body")

    def addressed(self, request: Request) -> list[Token]:
        """The identifiers that a conditional update names in its address."""
        if request.interaction != "conditional-update":
            return []
        clauses = self.parsed(request.type, request.parameters, request.base).clauses
        values = [value for clause in clauses if clause.parameter.name == "identifier" for value in clause.values]
        return [value for value in values if isinstance(value, Token)]
