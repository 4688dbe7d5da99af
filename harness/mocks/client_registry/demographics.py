"""Answers demographics queries (ITI-78, IHE PDQm 2:3.78) where they differ from any FHIR search. Knows domains."""

from __future__ import annotations

from harness.messages.fhir import Resource
from harness.mocks.client_registry.authorities import Authorities
from harness.mocks.rest.messages import Refusal, Request
from harness.mocks.rest.service import RestService
from harness.mocks.search.query import Query, Token


class Demographics(RestService):
    """A Patient Demographics Supplier."""

    authorities: Authorities

    def query_of(self, request: Request) -> Query:
        """The search; 404 for a domain that is wanted and not served (2:3.78.4.1.3, case 4)."""
        query = super().query_of(request)
        if any(self.authorities.domain(system) is None for system in wanted_domains(query)):
            raise self.unknown_domain()
        return query

    def unknown_domain(self) -> Refusal:
        """How a query is refused that wants identifiers of a domain that is not served."""
        return Refusal(404, "not-found", "targetSystem not found", severity="warning")

    def found(self, request: Request, query: Query, matches: list[Resource]) -> list[Resource]:
        """The patients, with the identifiers of the domains that are wanted alone."""
        matches = super().found(request, query, matches)
        wanted = {self.authorities.canonical(system): system for system in wanted_domains(query)}
        return [self.restricted(one, wanted) for one in matches] if wanted else matches

    def restricted(self, patient: Resource, wanted: dict[str, str]) -> Resource:
        """`patient` with the identifiers of `wanted`, which has the system to write by the domain's own name."""
        pairs = ((self.authorities.canonical(one.get("system", "")), one) for one in patient.get("identifier", ()))
        kept = [{**one, "system": wanted[system]} for system, one in pairs if system in wanted]
        return {**patient, "identifier": kept}

    def unsupported_format(self, request: Request) -> Refusal:
        """406 for a search, and 400 for a read of a Patient (2:3.78.4.2.2)."""
        refusal = super().unsupported_format(request)
        refusal.status = 400 if request.interaction == "read" else refusal.status
        return refusal


def wanted_domains(query: Query) -> list[str]:
    """The domains of ``identifier=system|,system2|``: which identifiers are wanted, not only who is looked for."""
    found: list[str] = []
    for clause in query.clauses:
        tokens = [value for value in clause.values if isinstance(value, Token)]
        if clause.parameter.name == "identifier" and not clause.modifier and all(one.code is None for one in tokens):
            found += [one.system for one in tokens if one.system]
    return found
