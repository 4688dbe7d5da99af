"""A request for an operation as the engine takes it, and what IHE SVCM allows in one. Knows parameters, no answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.conformance.terminology.operations.asked import Asked, asked_in
from harness.mocks.rest.messages import Refusal, Request
from harness.mocks.rest.writing import parsed_body

_OF_THE_SERVER = frozenset({"_format", "_pretty", "_summary", "_elements"})

REQUIRED: dict[str, tuple[str, ...]] = {
    "ValueSet/$expand": ("url",),
    "CodeSystem/$lookup": ("system", "code"),
    "ValueSet/$validate-code": ("url", "code", "system"),
    "CodeSystem/$validate-code": ("url", "code"),
    "ConceptMap/$translate": ("url", "code", "system", "source", "target"),
}
"""What a GET has to have (IHE SVCM ITI-97, 98, 99, 101)."""

NOT_ALLOWED: dict[str, tuple[str, ...]] = {
    "ValueSet/$expand": ("valueSet", "context", "contextDirection"),
    "CodeSystem/$lookup": ("coding",),
    "ValueSet/$validate-code": ("context", "valueSet", "coding", "codeableConcept"),
    "CodeSystem/$validate-code": ("codeSystem", "coding", "codeableConcept"),
    "ConceptMap/$translate": ("conceptMap", "coding", "codeableConcept", "targetsystem"),
}
"""What a GET must not have (the same)."""


def asked_by(request: Request) -> Asked:
    """The parameters of an operation: those of a Parameters resource, those of the address after them."""
    pairs = [(name, value) for name, value in request.parameters if name not in _OF_THE_SERVER]
    if request.method != "POST" or not request.body:
        return Asked(pairs)
    resource = parsed_body(request)
    if resource["resourceType"] != "Parameters":
        found = resource["resourceType"][:60]
        raise Refusal(400, "invalid", f"The parameters of an operation come in Parameters, not in a {found}")
    in_body = asked_in(resource)
    return Asked([*((name, value) for name in in_body.names for value in in_body.all(name)), *pairs])


def named(request: Request) -> str:
    """The operation: ``ValueSet/$expand``."""
    return f"{request.type}/{request.interaction}"


def refusal_of_svcm(request: Request, asked: Asked) -> Refusal | None:
    """Why a GET is refused by SVCM's table of parameters, None where it is not."""
    name = named(request)
    if unwanted := [one for one in NOT_ALLOWED.get(name, ()) if one in asked]:
        told = f"The parameter {unwanted[0]} is not allowed in a GET of {name} (IHE SVCM); send it in a POST"
        return Refusal(400, "not-supported", told)
    needed = () if request.target else REQUIRED.get(name, ())
    if missing := [one for one in needed if one not in asked or not _said(asked, one)]:
        return Refusal(400, "required", _missing(name, missing))
    return None


def _missing(name: str, missing: Sequence[str]) -> str:
    """FHIR itself asks for less: so it is said who wants it, and which way is open without it."""
    rule = f"IHE SVCM wants {', '.join(REQUIRED[name])} in a GET of it"
    return f"The parameter {missing[0]} of {name} is missing: {rule}; in a POST of Parameters, FHIR's own rules hold"


def _said(asked: Asked, name: str) -> Any:
    return any(asked.all(name))
