"""Checks on the answer of ITI-83 ``$ihe-pix`` (IHE PIXm 2:3.83.4.2). Order never matters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.checks.check import NothingToJudge, check, shown_by
from harness.checks.place import inner, listed, resource_in, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.fhir import Resource


@check
def lists(response: Message, identifiers: Iterable[Any]) -> None:
    """The answer names each of `identifiers` as a ``targetIdentifier``."""
    found = [(system, value) for _, system, value in _targets(_parameters(response))]
    for identifier in identifiers:
        if (identifier.system, identifier.value) not in found:
            raise _missing("targetIdentifier", identifier.token, found)


@check
def lists_nothing(response: Message) -> None:
    """The answer is Parameters without any parameter."""
    given = listed(_parameters(response), "parameter", "Parameters")
    if given:
        told = ", ".join(text(one, "name") for one in given)
        raise NonConformance("Parameters.parameter", expected="none", found=told)


@check
def are_over(response: Message, *, living: Message) -> None:
    """The identifier is not in use any more: 404, or 200 with no identifier.

    `living` is the answer for an identifier that is in use; when even that names nobody, nothing is shown by this one.
    """
    if living.status != 200 or not listed(_parameters(living), "parameter", "Parameters"):
        raise NothingToJudge
    if response.status == 404:
        return
    with shown_by(response):
        if response.status != 200:
            raise NonConformance("HTTP status", expected="404, or 200 without identifiers", found=response.status)
        if found := _targets(_parameters(response)):
            told = ", ".join(f"{system}|{value}" for _, system, value in found)
            raise NonConformance("Parameters.parameter", expected="no targetIdentifier", found=told)


@check
def leaves_out(response: Message, identifier: Any) -> None:
    """The answer is Parameters, and `identifier` is not among the ``targetIdentifier``.

    NothingToJudge when it names nobody at all.
    """
    if response.status == 200 and not listed(_parameters(response), "parameter", "Parameters"):
        raise NothingToJudge
    for number, system, value in _targets(_parameters(response)):
        if (system, value) == (identifier.system, identifier.value):
            where = f"Parameters.parameter[{number}].valueIdentifier"
            raise NonConformance(where, expected=f"another than {identifier.token}", found=identifier.token)


@check
def lists_only_domains(response: Message, *domains: Any) -> None:
    """Every ``targetIdentifier`` is of one of `domains`."""
    for number, system, value in _targets(_parameters(response)):
        if not any(system in domain.systems for domain in domains):
            wanted = " or ".join(domain.uri for domain in domains)
            where = f"Parameters.parameter[{number}].valueIdentifier.system"
            raise NonConformance(where, expected=wanted, found=f"{system}|{value}")


@check
def leads_to_a_record(response: Message) -> None:
    """At least one ``targetId`` refers to a Patient."""
    given = listed(_parameters(response), "parameter", "Parameters")
    ids = [inner(one, "valueReference", "Parameters.parameter") for one in given if text(one, "name") == "targetId"]
    if not any("Patient/" in text(one, "reference") for one in ids):
        raise NonConformance(
            "Parameters.parameter", expected="a targetId with Patient/id", found=f"{len(ids)} targetId"
        )


def _parameters(response: Message) -> Resource:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    return resource_in(response, "Parameters")


def _targets(parameters: Resource) -> list[tuple[int, str, str]]:
    """Each ``targetIdentifier``: its place among the parameters, its system, its value."""
    found = []
    for number, one in enumerate(listed(parameters, "parameter", "Parameters")):
        if one.get("name") == "targetIdentifier":
            identifier = inner(one, "valueIdentifier", f"Parameters.parameter[{number}]")
            found.append((number, text(identifier, "system"), text(identifier, "value")))
    return found


def _missing(name: str, wanted: str, found: list[tuple[str, str]]) -> NonConformance:
    told = ", ".join("|".join(one) for one in found) or f"no {name}"
    return NonConformance("Parameters.parameter", expected=f"{name} {wanted}", found=told)
