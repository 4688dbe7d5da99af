"""Checks on the source's half of ITI-104 Patient Identity Feed FHIR, and on queries that a consumer sends."""

from __future__ import annotations

from typing import Any

from harness.checks.capabilities import PDQM_PARAMETERS
from harness.checks.check import check, shown_by
from harness.checks.fhir import matches
from harness.checks.place import inner, listed, resource_in, short, text
from harness.errors import NonConformance
from harness.evidence.exchange import Message
from harness.messages.parameters import parameters


@check
def updates_by_identifier(request: Message, *, domain: Any) -> None:
    """A conditional update, addressed by an identifier of the source's own `domain` that the Patient carries too."""
    if request.method != "PUT":
        raise NonConformance("HTTP method", expected="PUT Patient?identifier=system|value", found=request.start)
    system, value = asked_identifier(request)
    if system not in domain.systems:
        raise NonConformance("identifier in the address", expected=f"one of {domain.uri}", found=f"{system}|{value}")
    patient = resource_in(request, "Patient")
    carried = [(text(one, "system"), text(one, "value")) for one in listed(patient, "identifier", "Patient")]
    if (system, value) not in carried:
        told = ", ".join("|".join(one) for one in carried) or "none"
        raise NonConformance("Patient.identifier", expected=f"{system}|{value}, as in the address", found=told)


@check
def carry_one_of(_: Message, identifiers: Any, *, domain: Any, where: str) -> None:
    """Among a patient's `identifiers`, as a feed shows them at `where`, is one of `domain`."""
    if not any(one.system in domain.systems for one in identifiers):
        told = ", ".join(one.token for one in identifiers) or "none"
        raise NonConformance(where, expected=f"one of {domain.uri}", found=short(told))


@check
def names_the_same_patient(first: Message, second: Message) -> None:
    """The second feed is addressed by the same identifier as the first."""
    with shown_by(first):
        one = asked_identifier(first)
    other = asked_identifier(second)
    if one != other:
        told = "|".join(other)
        raise NonConformance("identifier in the address", expected="|".join(one), found=told, exchange=second.exchange)


@check
def replaces(request: Message, *, survivor: Any) -> None:
    """The Patient is inactive, and her link says that she is replaced by `survivor` (an identifier)."""
    patient = resource_in(request, "Patient")
    if patient.get("active") is not False:
        raise NonConformance("Patient.active", expected="false", found=patient.get("active", "nothing"))
    links = listed(patient, "link", "Patient")
    kinds = [text(link, "type") for link in links]
    if "replaced-by" not in kinds:
        told = ", ".join(kinds) or "no link"
        raise NonConformance("Patient.link[0].type", expected="replaced-by", found=told)
    place = f"Patient.link[{kinds.index('replaced-by')}]"
    other = inner(inner(links[kinds.index("replaced-by")], "other", place), "identifier", f"{place}.other")
    found = f"{text(other, 'system')}|{text(other, 'value')}"
    if found != survivor.token:
        raise NonConformance(f"{place}.other.identifier", expected=survivor.token, found=found)


@check
def asks_by_identifier(request: Message, *, parameter: str = "identifier") -> None:
    """A query with exactly one `parameter`, written ``system|value``."""
    found = [value for name, value in asked_parameters(request) if name == parameter]
    if len(found) != 1:
        raise NonConformance(parameter, expected="exactly one", found=f"{len(found)} in {request.target}")
    system, bar, value = found[0].partition("|")
    if not (system and bar and value):
        raise NonConformance(parameter, expected="system|value", found=short(found[0]))


@check
def asks_by_demographics(request: Message) -> None:
    """A query with parameters of the PDQm profile, at least one, and with no other search parameter."""
    names = [name for name, _ in asked_parameters(request) if not name.startswith("_") or name == "_id"]
    strange = [name for name in names if name.split(":")[0] not in PDQM_PARAMETERS]
    if not names or strange:
        told = ", ".join(strange) or f"none in {request.target}"
        raise NonConformance("query parameters", expected="parameters of ITI-78 2:3.78.4.1.2", found=told)


@check
def refused_or_kept(feed: Message, query: Message) -> None:
    """A feed was refused with 4xx, or taken; and what was taken is found afterwards."""
    if 400 <= feed.status <= 499:
        return
    if feed.status not in (200, 201):
        told = "a refusal (4xx), 200 or 201"
        raise NonConformance("HTTP status", expected=told, found=feed.status, exchange=feed.exchange)
    if not matches(resource_in(query, "Bundle")):
        raise NonConformance("Bundle.entry", expected="the patient that was taken", found="0 patients")


def asked_identifier(request: Message) -> tuple[str, str]:
    """The ``identifier`` in a request's address as (system, value); a NonConformance where there is none."""
    where, expected = "identifier in the address", "?identifier=system|value"
    token = next((value for name, value in asked_parameters(request) if name == "identifier"), None)
    if token is None:
        raise NonConformance(where, expected=expected, found=short(request.target))
    system, _, value = token.partition("|")
    if not (system and value):
        raise NonConformance(where, expected=expected, found=short(f"?identifier={token}"))
    return system, value


def asked_parameters(request: Message) -> list[tuple[str, str]]:
    """The search parameters of a request, from its address and from a form in its body."""
    return parameters(request.target, request.body, request.header("content-type") or "")
