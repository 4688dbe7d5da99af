"""Checks on a CapabilityStatement: does the system say that it does what the profile asks of it?"""

from __future__ import annotations

from collections.abc import Iterable

from harness.checks.check import check
from harness.checks.place import listed, resource_in, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource

PDQM_PARAMETERS = (
    *("_id", "active", "family", "given", "identifier", "telecom", "birthdate", "address", "address-city"),
    *("address-country", "address-postalcode", "address-state", "gender", "mothersMaidenName"),
)
"""The search parameters that a Patient Demographics Supplier has to support (ITI-78 2:3.78.4.1.2)."""


@check
def declare_r4(response: Message) -> None:
    """200 with a CapabilityStatement of FHIR 4.0.1."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    statement = resource_in(response, "CapabilityStatement")
    found = text(statement, "fhirVersion")
    if found != "4.0.1":
        raise NonConformance("CapabilityStatement.fhirVersion", expected="4.0.1", found=found or "nothing")


@check
def declare_search(response: Message, kind: str, parameters: Iterable[str]) -> None:
    """The REST server declares `kind` with every one of the search `parameters`."""
    wanted = tuple(parameters)
    place, resource = _declared(resource_in(response, "CapabilityStatement"), kind)
    names = {text(one, "name") for one in listed(resource, "searchParam", place)}
    if missing := [name for name in wanted if name not in names]:
        told = f"{', '.join(missing)} missing"
        raise NonConformance(f"{place}.searchParam", expected=", ".join(wanted), found=told)


def _declared(statement: Resource, kind: str) -> tuple[str, Resource]:
    for number, rest in enumerate(listed(statement, "rest", "CapabilityStatement")):
        place = f"CapabilityStatement.rest[{number}]"
        if text(rest, "mode") == "client":
            continue
        for index, resource in enumerate(listed(rest, "resource", place)):
            if resource.get("type") == kind:
                return f"{place}.resource[{index}]", resource
    raise NonConformance("CapabilityStatement.rest.resource", expected=kind, found="not declared")
