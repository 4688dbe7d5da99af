"""Checks on what a directory of care services finds, and on how it is asked (IHE mCSD 2:3.90)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from harness.checks.check import NothingToJudge, check, shown_by
from harness.checks.fhir import matches
from harness.checks.place import carries, inner, listed, resource_in, text
from harness.errors import NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages.fhir import Resource
from harness.messages.parameters import parameters

TYPES = "https://profiles.ihe.net/ITI/mCSD/CodeSystem/IHE.mCSD.Organization.Location.Types"

PARAMETERS: Mapping[str, frozenset[str]] = {
    "Organization": frozenset({"active", "identifier", "name", "partof", "type"}),
    "Location": frozenset({"identifier", "name", "near", "organization", "partof", "status", "type"}),
    "Practitioner": frozenset({"active", "family", "given", "identifier", "name"}),
    "PractitionerRole": frozenset(
        {"active", "location", "organization", "practitioner", "role", "service", "specialty"}
    ),
    "HealthcareService": frozenset({"active", "identifier", "location", "name", "organization", "service-type"}),
    "Endpoint": frozenset({"identifier", "organization", "status"}),
    "OrganizationAffiliation": frozenset(
        {"active", "date", "identifier", "participating-organization", "primary-organization", "role"}
    ),
}
"""The search parameters of the profile, required and recommended, by resource type (ITI-90 2:3.90.4.1.2)."""


@check
def finds(response: Message, *identifiers: Any) -> None:
    """What is found are the resources with these identifiers, each once and no other."""
    _finds(response, identifiers)


def _finds(response: Message, identifiers: Sequence[Any]) -> None:
    found = _found(response)
    for identifier in identifiers:
        count = sum(carries(one, identifier) for _, one in found)
        if count != 1:
            raise NonConformance("Bundle.entry", expected=f"{identifier.token} once", found=_told(found, count))
    for place, one in found:
        if not any(carries(one, identifier) for identifier in identifiers):
            raise NonConformance(place, expected="no other resource", found=_named(one))


@check
def finds_nothing(response: Message) -> None:
    """Nothing is found, and ``total`` says so."""
    _finds(response, ())
    total = resource_in(response).get("total")
    if total != 0:
        raise NonConformance("Bundle.total", expected=0, found="nothing" if total is None else total)


@check
def answers_each(asked: Sequence[tuple[Any, Message]], wanted: Any) -> None:
    """Each question of `asked` found the resource with the identifier `wanted` alone, or nobody, as it says itself.

    The place of a finding is the first parameter that fails; the others are told beside what was found.
    """
    wrong = []
    for question, response in asked:
        try:
            with shown_by(response):
                _finds(response, [wanted] if question.finds else [])
        except NonConformance as fault:
            wrong.append((f"{question.kind}?{question.parameter}", fault))
    if wrong:
        where, first = wrong[0]
        first.found += f", at {first.where}"
        others = [name for name in dict.fromkeys(name for name, _ in wrong) if name != where]
        first.found += f"; the same with {', '.join(others)}" if others else ""
        first.where = where
        raise first


@check
def includes(response: Message, kind: str, identifier: Any) -> None:
    """Beside what matches stands the `kind` with this identifier, marked as included."""
    bundle = _searchset(response)
    if not matches(bundle, ""):
        raise NonConformance("Bundle.entry", expected="the resource that was asked for", found="nothing that matches")
    for number, entry in enumerate(listed(bundle, "entry", "Bundle")):
        place = f"Bundle.entry[{number}]"
        resource = inner(entry, "resource", place)
        if resource.get("resourceType") == kind and carries(resource, identifier):
            mode = text(inner(entry, "search", place), "mode")
            if mode != "include":
                raise NonConformance(f"{place}.search.mode", expected="include", found=mode or "nothing")
            return
    raise NonConformance("Bundle.entry", expected=f"the {kind} {identifier.token}, included", found=_kinds(bundle))


@check
def pages_hold(pages: Sequence[Message], *, count: int) -> None:
    """The pages together hold `count` different matches, and where there is a ``total`` it says the same."""
    seen: set[str] = set()
    for page in pages:
        with shown_by(page):
            seen.update(f"{one.get('resourceType')}/{one.get('id')}" for _, one in _found(page))
    if len(seen) != count:
        raise NonConformance("Bundle.entry", expected=f"{count} in all", found=f"{len(seen)} (pages: {len(pages)})")
    total = resource_in(pages[0]).get("total", count)
    if total != count:
        raise NonConformance("Bundle.total", expected=count, found=total, exchange=pages[0].exchange)


@check
def asks_by(request: Message, parameter: str) -> None:
    """A search by `parameter`, whatever its modifier."""
    names = [name for name, _ in parameters(request.target, request.body, request.header("content-type") or "")]
    if parameter not in (name.partition(":")[0] for name in names):
        raise NonConformance("query parameters", expected=parameter, found=", ".join(names) or "none")


@check
def is_marked_as(message: Message, code: str) -> None:
    """The resource, or what is found, is of mCSD's type `code`: ``facility``, ``jurisdiction``."""
    told = resource_in(message)
    shown = [one for _, one in _found(message)] if told["resourceType"] == "Bundle" else [told]
    if not shown:
        raise NonConformance("Bundle.entry", expected=f"a {code}", found="nothing")
    for one in shown:
        kind = str(one["resourceType"])
        codings = [
            (text(coding, "system"), text(coding, "code"))
            for concept in listed(one, "type", kind)
            for coding in listed(concept, "coding", f"{kind}.type")
        ]
        if (TYPES, code) not in codings:
            told_codes = ", ".join("|".join(each) for each in codings) or "none"
            raise NonConformance(f"{kind}.type", expected=f"{TYPES}|{code}", found=told_codes)


@check
def is_the_resource(response: Message, identifier: Any) -> None:
    """A read gave the resource with this identifier."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    resource = resource_in(response)
    if not carries(resource, identifier):
        where = f"{resource['resourceType']}.identifier"
        raise NonConformance(where, expected=identifier.token, found=_named(resource))


@check
def is_gone(response: Message) -> None:
    """A read of what was deleted: 404 or 410."""
    if response.status not in (404, 410):
        raise NonConformance("HTTP status", expected="404 or 410", found=response.status)


@check
def shows(response: Message, **elements: Any) -> None:
    """The one resource that is found, or that was read, has these elements with these values, and may have others."""
    told = resource_in(response)
    shown = [one for _, one in _found(response)] if told["resourceType"] == "Bundle" else [told]
    if len(shown) != 1:
        raise NonConformance("Bundle.entry", expected="one resource", found=len(shown))
    kind = str(shown[0]["resourceType"])
    for name, value in elements.items():
        if not _agrees(value, shown[0].get(name)):
            raise NonConformance(f"{kind}.{name}", expected=str(value), found=str(shown[0].get(name, "nothing")))


@check
def leads_to(response: Message, **references: str) -> None:
    """The one resource that is found, or that was read, refers to these records: ``organization="Organization/17"``."""
    told = resource_in(response)
    shown = [one for _, one in _found(response)] if told["resourceType"] == "Bundle" else [told]
    if len(shown) != 1:
        raise NonConformance("Bundle.entry", expected="one resource", found=len(shown))
    for name, record in references.items():
        led = text(inner(shown[0], name, str(shown[0]["resourceType"])), "reference")
        if not f"/{led}".partition("/_history/")[0].endswith(f"/{record}"):
            where = f"{shown[0]['resourceType']}.{name}.reference"
            raise NonConformance(where, expected=record, found=led or "nothing")


@check
def carried_out(response: Message, count: int) -> None:
    """200 with a transaction-response that has `count` entries, each created."""
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    bundle = resource_in(response, "Bundle")
    if bundle.get("type") != "transaction-response":
        raise NonConformance("Bundle.type", expected="transaction-response", found=bundle.get("type", "nothing"))
    statuses = [text(inner(one, "response", "Bundle.entry"), "status") for one in listed(bundle, "entry", "Bundle")]
    if len(statuses) != count or not all(one.startswith("201") for one in statuses):
        told = ", ".join(statuses) or "no entry"
        raise NonConformance("Bundle.entry.response.status", expected=f"{count} times 201", found=told)


@check
def created(response: Message, kind: str) -> None:
    """201, and a Location that names a record of `kind`."""
    if response.status != 201:
        raise NonConformance("HTTP status", expected=201, found=response.status)
    found = response.header("location") or ""
    steps = found.split("?")[0].split("/_history/")[0].rstrip("/").split("/")
    if len(steps) < 2 or steps[-2] != kind or not steps[-1]:
        raise NonConformance("Location", expected=f"…/{kind}/[id]", found=found or "no Location")


def asks_with_the_profiles_parameters(exchange: Exchange) -> None:
    """A search by at least one parameter of the profile for its resource type, and by no other."""
    request = exchange.request
    steps = request.target.partition("?")[0].rstrip("/").removesuffix("/_search").split("/")
    known = PARAMETERS.get(steps[-1])
    if known is None:
        raise NothingToJudge  # a read, or a page that the server's own link led to
    names = [name for name, _ in parameters(request.target, request.body, request.header("content-type") or "")]
    strange = [name for name in names if not name.startswith("_") and name.partition(":")[0] not in known]
    if strange:
        told, wanted = ", ".join(dict.fromkeys(strange)), ", ".join(sorted(known))
        raise NonConformance("query parameters", expected=f"{steps[-1]}: {wanted}", found=told, exchange=exchange.id)


def _agrees(wanted: Any, found: Any) -> bool:
    """Whether what is found holds all that is wanted, in order; more may stand beside it."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(_agrees(value, found.get(name)) for name, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(_agrees(one, other) for other in found) for one in wanted)
    return bool(wanted == found)


def _searchset(response: Message) -> Resource:
    if response.status != 200:
        raise NonConformance("HTTP status", expected=200, found=response.status)
    bundle = resource_in(response, "Bundle")
    if bundle.get("type") != "searchset":
        raise NonConformance("Bundle.type", expected="searchset", found=bundle.get("type", "nothing"))
    return bundle


def _found(response: Message) -> list[tuple[str, Resource]]:
    """What matches, each with its place."""
    return [(f"{place}.resource", inner(one, "resource", place)) for place, one in matches(_searchset(response), "")]


def _told(found: Sequence[tuple[str, Resource]], count: int) -> str:
    if count > 1:
        return f"it {count} times"
    return f"{len(found)} resource{'s' if len(found) != 1 else ''}, not that one" if found else "nothing"


def _named(resource: Resource) -> str:
    """A resource as people speak of it."""
    identifiers = resource.get("identifier")
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else {}
    value = text(first, "value") if isinstance(first, dict) else ""
    return f"{resource.get('resourceType')} {text(resource, 'name') or value or text(resource, 'id')}".strip()


def _kinds(bundle: Resource) -> str:
    shown = [inner(one, "resource", "Bundle.entry").get("resourceType") for one in listed(bundle, "entry", "Bundle")]
    return ", ".join(str(one) for one in shown) or "nothing"
