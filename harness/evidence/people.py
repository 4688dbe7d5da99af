"""Finds people in messages: names, numbers, addresses, birth dates, by where they stand. Knows standard places alone.

FHIR R4 in JSON and XML (Patient, Person, RelatedPerson, Practitioner), HL7 v2 (PID, NK1, GT1, IN1, MRG), and HL7 v3 in
XML (CDA's record target, PIX and PDQ v3). An id that holds her name is a number of hers, and what a reference shows
(its display) is a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from lxml import etree

Kind = Literal["name", "telecom", "address", "birth", "identifier", "photo", "domain"]
LEAST_NAME = 4  # letters of a name that are no chance in an id
TYPES = frozenset({"Patient", "Person", "RelatedPerson", "Practitioner"})
FHIR = "http://hl7.org/fhir"
DISPLAY = etree.QName(FHIR, "display")
V3 = "urn:hl7-org:v3"
V3_PEOPLE = frozenset({"patientRole", "patient", "patientPerson", "guardian", "relatedEntity", "personalRelationship"})
V3_PLACES: dict[str, Kind] = {
    **dict.fromkeys(("given", "family", "name"), "name"),
    **dict.fromkeys(("streetAddressLine", "city", "postalCode"), "address"),
}
V2_PLACES: dict[str, dict[int, Kind]] = {
    "PID": {
        **dict.fromkeys((2, 3, 4, 18, 19, 20), "identifier"),
        **dict.fromkeys((5, 6, 9), "name"),
        **dict.fromkeys((13, 14), "telecom"),
        7: "birth",
        11: "address",
    },
    "NK1": {2: "name", 4: "address", 5: "telecom", 6: "telecom", 16: "birth"},
    "GT1": {2: "identifier", 3: "name", 5: "address", 6: "telecom", 7: "telecom", 8: "birth", 12: "identifier"},
    "IN1": {16: "name", 18: "birth", 19: "address", 36: "identifier", 49: "identifier"},
    "MRG": {1: "identifier", 7: "name"},
}
V2_COMPONENTS: dict[Kind, tuple[int, ...]] = {
    "name": (0, 1, 2),
    "address": (0, 1, 2, 4),
    "telecom": (0, 3, 11),
    "identifier": (0,),
    "birth": (0,),
}


class Said(NamedTuple):
    """One thing that is said of a person; of the kind ``domain`` who numbered her, or the label of test data."""

    kind: Kind
    value: str


Person = tuple[Said, ...]


def people_in(body: bytes) -> list[Person]:
    """Everybody whom a message is about, as far as they stand in a place that is known."""
    start = body[:200].lstrip(b"\xef\xbb\xbf \t\r\n\x0b")
    if start.startswith((b"{", b"[")):
        return [*_of_json(body)]
    if start.startswith(b"<"):
        return [*_of_xml(body)]
    return [person] if start.startswith(b"MSH") and (person := tuple(_of_v2(body))) else []


def _of_json(body: bytes) -> Iterator[Person]:
    if not any(b'"' + name.encode() + b'"' in body for name in TYPES) and b'"display"' not in body:
        return
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return
    yield from _of_node(whole)


def _of_node(node: Any) -> Iterator[Person]:
    if isinstance(node, dict):
        if node.get("resourceType") in TYPES and (person := tuple(_of_resource(node))):
            yield person
        if shown := tuple(_of_reference(node)):
            yield shown
        for value in node.values():
            yield from _of_node(value)
    elif isinstance(node, list):
        for value in node:
            yield from _of_node(value)


def _of_resource(node: dict[str, Any]) -> Iterator[Said]:
    """What a resource, or a contact in one, says of a person."""
    for name in _each(node, "name"):
        yield from _texts("name", name, "family", "given", "text")
    for telecom in _each(node, "telecom"):
        yield from _texts("telecom", telecom, "value")
    for address in _each(node, "address"):
        yield from _texts("address", address, "line", "city", "district", "postalCode", "text")
    for identifier in _each(node, "identifier"):
        yield from _texts("identifier", identifier, "value")
        yield from _texts("domain", identifier, "system")
    for photo in _each(node, "photo"):
        yield from _texts("photo", photo, "data", "url")
    yield from _texts("birth", node, "birthDate")
    yield from _telling_ids(node)
    for label in (label for meta in _each(node, "meta") for label in _each(meta, "security")):
        yield from _texts("domain", label, "code")
    for contact in _each(node, "contact"):
        yield from _of_resource(contact)


def _telling_ids(node: dict[str, Any]) -> Iterator[Said]:
    """The id of a resource where it has a part of her name in it: most have not, and are no secret."""
    names = [one.value.casefold() for name in _each(node, "name") for one in _texts("name", name, "family", "given")]
    for said in _texts("identifier", node, "id"):
        if any(len(name) >= LEAST_NAME and name in said.value.casefold() for name in names):
            yield said


def _of_reference(node: dict[str, Any]) -> Iterator[Said]:
    """Whom a reference to a person shows."""
    said = {part for one in _texts("domain", node, "reference", "type") for part in one.value.split("/")}
    if TYPES & said:
        yield from _texts("name", node, "display")


def _each(node: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = node.get(name)
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]


def _texts(kind: Kind, node: dict[str, Any], *names: str) -> Iterator[Said]:
    for name in names:
        found = node.get(name)
        yield from (Said(kind, one) for one in (found if isinstance(found, list) else [found]) if isinstance(one, str))


def _of_xml(body: bytes) -> Iterator[Person]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(body, parser)  # None where nothing can be made of it
    for one in root.iter(f"{{{FHIR}}}*", f"{{{V3}}}*") if root is not None else ():
        around = one.getparent()
        name = etree.QName(one)
        if name.namespace == FHIR and name.localname in TYPES:
            yield tuple(_of_resource(_as_json(one)))
        elif name == DISPLAY and around is not None and (shown := tuple(_of_reference(_as_json(around)))):
            yield shown
        elif name.namespace == V3 and name.localname in V3_PEOPLE:
            yield tuple(_of_v3(one))


def _as_json(element: etree._Element) -> dict[str, Any]:
    """A FHIR element as the JSON of it, every member a list."""
    told: dict[str, Any] = {}
    for child in element.iterchildren(f"{{{FHIR}}}*"):
        value = child.get("value") if child.get("value") is not None else _as_json(child)
        told.setdefault(etree.QName(child).localname, []).append(value)
    return told


def _of_v3(element: etree._Element) -> Iterator[Said]:
    for one in element.iter(f"{{{V3}}}*"):
        name, text = etree.QName(one).localname, (one.text or "").strip()
        if name == "id":
            yield Said("identifier", one.get("extension") or "")
            yield Said("domain", one.get("root") or "")
        elif name == "telecom":
            yield Said("telecom", (one.get("value") or "").partition(":")[2])
        elif name == "birthTime":
            yield Said("birth", one.get("value") or "")
        elif name in V3_PLACES and text:
            yield Said(V3_PLACES[name], text)


def _of_v2(body: bytes) -> Iterator[Said]:
    text = body.decode("latin-1")
    bar, marks = text[3:4], text[4:8].ljust(4)
    for segment in text.replace("\n", "\r").split("\r"):
        fields = segment.split(bar) if bar else []
        for number, kind in V2_PLACES.get(segment[:3], {}).items():
            for repetition in (fields[number] if number < len(fields) else "").split(marks[1]):
                parts = [one.split(marks[3])[0] for one in repetition.split(marks[0])]
                yield from (Said(kind, parts[at]) for at in V2_COMPONENTS[kind] if at < len(parts) and parts[at])
                if kind == "identifier" and len(parts) > 3:
                    yield Said("domain", repetition.split(marks[0])[3])
