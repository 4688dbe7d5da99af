"""Documents of care services in IHE CSD, and questions for them, as XML both ways. Knows no FHIR and no transport.

A question is told as pairs of name and value: ``id=urn:uuid:…``, ``otherID=authority|code``, ``codedType=scheme|code``,
``organizations=urn:uuid:…``, ``record=2026-11-26T03:00:00Z``, ``primaryName``, ``commonName``, ``max``…
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.fhir.xml_parsing import parsed_tree

NAMESPACE = "urn:ihe:iti:csd:2013"
STORED = "urn:ihe:iti:csd:2014:stored-function:"
"""What the names of the four functions begin with that every InfoManager has: ``…provider-search``."""
ADHOC = "urn:ihe:iti:csd:2014:adhoc"
DIRECTORIES = {
    "organization": "organizationDirectory",
    "service": "serviceDirectory",
    "facility": "facilityDirectory",
    "provider": "providerDirectory",
}
"""Each kind of entity with the directory that it stands in, in the order of a document."""

Pairs = Sequence[tuple[str, str]]

_UNPREFIXED: Any = {None: NAMESPACE}  # which lxml takes, and its types do not know
_CODED = {"otherID": ("assigningAuthorityName", "code"), "codedType": ("codingScheme", "code")}
_INSIDE = {"organizations": "organization", "facilities": "facility"}


@dataclass(frozen=True, slots=True)
class Question:
    """A stored function by its URN, and what it is asked for."""

    function: str
    parameters: tuple[tuple[str, str], ...] = ()


def named(name: str) -> str:
    """An element of CSD in Clark notation."""
    return f"{{{NAMESPACE}}}{name}"


def element(name: str, text: str = "", **attributes: str) -> etree._Element:
    """An element of CSD; an attribute that is empty is left out."""
    made = etree.Element(named(name), {key: value for key, value in attributes.items() if value}, nsmap=_UNPREFIXED)
    made.text = text or None
    return made


def document(entities: Iterable[etree._Element]) -> etree._Element:
    """A CSD document with copies of these entities, each in its directory; all four directories are there."""
    root = element("CSD")
    directories = {kind: etree.SubElement(root, named(name)) for kind, name in DIRECTORIES.items()}
    for one in entities:
        directories[kind_of(one)].append(copy.deepcopy(one))
    return root


def document_in(answer: etree._Element) -> etree._Element | None:
    """The CSD document that an answer is, or holds; None where it holds none."""
    if answer.tag == named("CSD"):
        return answer
    held = {named("getModificationsResponse"): "CSD", named("careServicesResponse"): "result/CSD"}.get(str(answer.tag))
    return answer.find("/".join(named(one) for one in held.split("/"))) if held else None


def entities_in(csd: etree._Element, kind: str = "") -> Iterator[etree._Element]:
    """Each entity of a document, or those of one kind."""
    for name, directory in DIRECTORIES.items():
        if kind in ("", name):
            for each in csd.findall(named(directory)):
                yield from each.findall(named(name))


def kind_of(entity: etree._Element) -> str:
    """``facility``, ``provider``…"""
    return etree.QName(entity).localname


def updated(entity: etree._Element) -> datetime | None:
    """When an entity changed last, as its record says; None where it does not say."""
    record = entity.find(named("record"))
    return instant("" if record is None else record.get("updated", ""))


def instant(text: str) -> datetime | None:
    """An xs:dateTime; one without a zone is read as UTC. None for anything else."""
    try:
        told = datetime.fromisoformat(text.strip()) if "T" in text else None
    except ValueError:
        return None
    return told if told is None or told.tzinfo else told.replace(tzinfo=UTC)


def modifications_request(since: str) -> etree._Element:
    """The question of ITI-74."""
    root = element("getModificationsRequest")
    root.append(element("lastModified", since))
    return root


def modifications_response(csd: etree._Element) -> etree._Element:
    """The answer of ITI-74."""
    root = element("getModificationsResponse")
    root.append(csd)
    return root


def last_modified(request: etree._Element) -> str:
    """Since when a question of ITI-74 asks, as it is written; "" where it does not say."""
    return (request.findtext(named("lastModified")) or "").strip()


def question(asked: Question) -> bytes:
    """The careServicesRequest that asks a stored function (ITI-73)."""
    root = element("careServicesRequest")
    function = etree.SubElement(root, named("function"), urn=asked.function)
    parameters = etree.SubElement(function, named("requestParams"))
    parameters.extend(_parameter(name, value) for name, value in asked.parameters)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def question_in(body: bytes) -> Question:
    """The one function that a careServicesRequest asks. Raises MalformedMessage for what is none."""
    root = parsed_tree(body)
    functions = root.findall(named("function")) if root.tag == named("careServicesRequest") else []
    if len(functions) != 1 or not functions[0].get("urn"):
        told = etree.QName(root).localname
        raise MalformedMessage(told, expected="a careServicesRequest with one function by its @urn", found=told)
    parameters = functions[0].find(named("requestParams"))
    pairs = () if parameters is None else tuple(pair for one in parameters for pair in _pair(one))
    return Question(functions[0].get("urn", ""), pairs)


def _parameter(name: str, value: str) -> etree._Element:
    if name == "id":
        return element(name, entityID=value)
    if name == "record":
        return element(name, updated=value)
    if name in _CODED:
        system, _, code = value.rpartition("|")
        return element(name, **dict(zip(_CODED[name], (system, code), strict=True)))
    if name not in _INSIDE and name != "addressLine":
        return element(name, value)
    inside = element(name, value) if name == "addressLine" else element(_INSIDE[name], entityID=value)
    outside = element("address" if name == "addressLine" else name)
    outside.append(inside)
    return outside


def _pair(parameter: etree._Element) -> Iterator[tuple[str, str]]:
    """What a parameter asks for; nothing where it is empty, as a form sends one that nobody filled in."""
    name = etree.QName(parameter).localname
    if name in _CODED:
        system, code = (parameter.get(one, "") for one in _CODED[name])
        told = [(name, f"{system}|{code}" if system else code)] if system or code else []
    elif name in _INSIDE:
        told = [(name, one.get("entityID", "")) for one in parameter]
    elif name == "address":
        told = [("addressLine", one.text or "") for one in parameter]
    else:
        attribute = {"id": "entityID", "record": "updated"}.get(name, "")
        told = [(name, parameter.get(attribute, "") if attribute else (parameter.text or "").strip())]
    yield from ((each, value) for each, value in told if value)
