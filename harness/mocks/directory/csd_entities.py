"""What IHE CSD says of the care services that a directory keeps: FHIR resources to entities. Knows no store.

An entity's id is made of its first identifier, so that every directory that knows a facility calls it by the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from lxml import etree

from harness.messages.csd import element
from harness.messages.fhir import Resource
from harness.mocks.errands.answer import objects, text

KINDS = {"Organization": "organization", "HealthcareService": "service", "Location": "facility"}
ACTIVE, INACTIVE = "106-001", "106-002"
"""What a record says of whether its entity is in use."""

_CLOSED = ("inactive", "suspended")
_JURISDICTION = "jurisdiction"
_GENDERS = {"female": "F", "male": "M", "other": "U", "unknown": "U"}
_SPACE = uuid.NAMESPACE_URL


def is_told_of(resource: Resource) -> bool:
    """Whether CSD has a word for it: for a jurisdiction that is an Organization, and not the Location of it."""
    kind = resource["resourceType"]
    codes = {text(code, "code") for one in objects(resource, "type") for code in objects(one, "coding")}
    return kind in KINDS and not (kind == "Location" and _JURISDICTION in codes)


def entity_id(resource: Resource) -> str:
    """The entityID of a resource: a URN."""
    address = f"{resource['resourceType']}/{resource.get('id', '')}"
    return _urn(resource["resourceType"], next(iter(objects(resource, "identifier")), {}), address)


def entity_at(reference: Any, ids: dict[str, str]) -> str:
    """The entityID of what a reference leads to: here (`ids`, by ``Organization/17``), or elsewhere; "" for neither."""
    if not isinstance(reference, dict):
        return ""
    place = "/".join(text(reference, "reference").partition("/_history/")[0].rsplit("/", 2)[-2:])
    identifier = reference.get("identifier")
    if place in ids or not isinstance(identifier, dict):
        return ids.get(place, "")
    return _urn(text(reference, "type") or place.partition("/")[0], identifier, place)


def entity(resource: Resource, ids: dict[str, str]) -> etree._Element:
    """An organization, a service or a facility, without its record."""
    kind = KINDS[resource["resourceType"]]
    made = element(kind, entityID=entity_id(resource))
    made.extend(_other_ids(resource))
    made.extend(_coded("codedType", objects(resource, "type")))
    if name := text(resource, "name"):
        made.append(element("name" if kind == "service" else "primaryName", name))
    made.extend(element("otherName", one) for one in resource.get("alias", ()) if isinstance(one, str))
    told = resource.get("address")
    made.extend(_addresses([told] if isinstance(told, dict) else objects(resource, "address")))
    made.extend(_position(resource))
    made.extend(_contact_points(resource))
    if kind == "organization" and (parent := entity_at(resource.get("partOf"), ids)):
        made.append(element("parent", entityID=parent))
    if kind == "facility":
        made.extend(_group("organizations", "organization", [entity_at(resource.get("managingOrganization"), ids)]))
    return made


def provider(practitioner: Resource, roles: list[Resource], ids: dict[str, str]) -> etree._Element:
    """A health worker in all her roles, without the record."""
    made = element("provider", entityID=entity_id(practitioner))
    made.extend(_other_ids(practitioner))
    made.extend(_coded("codedType", [code for role in roles for code in objects(role, "code")]))
    made.append(_demographic(practitioner))
    made.extend(_coded("specialty", [code for role in roles for code in objects(role, "specialty")]))
    made.extend(_group("organizations", "organization", [entity_at(role.get("organization"), ids) for role in roles]))
    places = [entity_at(place, ids) for role in roles for place in objects(role, "location")]
    made.extend(_group("facilities", "facility", places))
    return made


def record(resources: list[Resource], created: str, directory: str) -> etree._Element:
    """The record of an entity that is made of these resources, which changed when the last of them did."""
    first = resources[0]
    closed = first.get("active") is False or first.get("status") in _CLOSED
    return element(
        "record",
        created=created,
        updated=max(text(one["meta"], "lastUpdated") for one in resources),
        status=INACTIVE if closed else ACTIVE,
        sourceDirectory=directory,
    )


def _urn(kind: str, identifier: Resource, address: str) -> str:
    system, value = text(identifier, "system"), text(identifier, "value")
    if value.startswith(("urn:uuid:", "urn:oid:")):
        return value
    return f"urn:uuid:{uuid.uuid5(_SPACE, f'{kind} {system}|{value}' if value else address)}"


def _other_ids(resource: Resource) -> Iterator[etree._Element]:
    for one in objects(resource, "identifier"):
        if value := text(one, "value"):
            yield element("otherID", code=value, assigningAuthorityName=text(one, "system"))


def _coded(name: str, concepts: list[Resource]) -> Iterator[etree._Element]:
    told = [code for concept in concepts for code in objects(concept, "coding") if text(code, "code")]
    for system, code, display in dict.fromkeys(
        tuple(text(one, key) for key in ("system", "code", "display")) for one in told
    ):
        yield element(name, display, code=code, codingScheme=system)


def _addresses(addresses: list[Resource]) -> Iterator[etree._Element]:
    for one in addresses:
        lines = [("streetAddress", line) for line in one.get("line", ()) if isinstance(line, str)]
        lines += [(name, text(one, name)) for name in ("city", "district", "state", "postalCode", "country")]
        made = element("address")
        made.extend(element("addressLine", line, component=name) for name, line in lines if line)
        if len(made):
            yield made


def _position(resource: Resource) -> Iterator[etree._Element]:
    told = resource.get("position")
    if isinstance(told, dict):
        made = element("geocode")
        names = (("latitude", "latitude"), ("longitude", "longitude"), ("altitude", "altitude"))
        made.extend(element(name, str(told[key])) for key, name in names if key in told)
        made.append(element("coordinateSystem", "WGS-84"))
        yield made


def _contact_points(resource: Resource) -> Iterator[etree._Element]:
    for one in objects(resource, "telecom"):
        made = element("contactPoint")
        scheme = "urn:ihe:iti:csd:2013:contactPoint"
        code = "BP" if text(one, "system") == "phone" else text(one, "system").upper()
        made.append(element("codedType", text(one, "value"), code=code, codingScheme=scheme))
        yield made


def _group(name: str, inside: str, ids: list[str]) -> Iterator[etree._Element]:
    known = [one for one in dict.fromkeys(ids) if one]
    if known:
        made = element(name)
        made.extend(element(inside, entityID=one) for one in known)
        yield made


def _demographic(practitioner: Resource) -> etree._Element:
    made = element("demographic")
    for one in objects(practitioner, "name"):
        given = [each for each in one.get("given", ()) if isinstance(each, str)]
        family = text(one, "family")
        name = element("name")
        name.append(element("commonName", text(one, "text") or " ".join((*given, family)).strip()))
        name.extend(element(tag, told) for tag, told in (("forename", " ".join(given)), ("surname", family)) if told)
        made.append(name)
    made.extend(_contact_points(practitioner))
    made.extend(_addresses(objects(practitioner, "address")))
    if gender := _GENDERS.get(text(practitioner, "gender")):
        made.append(element("gender", gender))
    if born := text(practitioner, "birthDate"):
        made.append(element("dateOfBirth", born))
    return made
