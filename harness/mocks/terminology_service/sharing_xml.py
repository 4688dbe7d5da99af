"""What IHE SVS says of a value set in XML (`fixtures/schemas/svs.xsd`). Knows elements, and nothing of who asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from harness.messages.fhir import Resource
from harness.mocks.errands.answer import objects, text
from harness.transactions.value_set_sharing import NAMESPACE, XML_LANG

HINT = "cacheExpirationHint"
_FRESH = timedelta(days=1)
_UNPREFIXED: Any = {None: NAMESPACE}  # which lxml takes, and its types do not know


@dataclass(frozen=True, slots=True)
class Listed:
    """The codes of a value set (``expansion.contains``) in a language; `own` where their displays are in it."""

    language: str
    codes: Sequence[Resource]
    own: bool


@dataclass(frozen=True, slots=True)
class Described:
    """A value set with its OID and its lists."""

    oid: str
    resource: Resource
    lists: Sequence[Listed]


def shared_as(oid: str, resource: Resource, lists: Sequence[Listed]) -> etree._Element:
    """The answer of ITI-48."""
    root = etree.Element(_named("RetrieveValueSetResponse"), nsmap=_UNPREFIXED)
    root.set(HINT, (datetime.now(UTC) + _FRESH).date().isoformat())
    _add_lists(_add_value_set(root, "ValueSet", oid, resource), lists)
    return root


def described_as(several: Iterable[Described]) -> etree._Element:
    """The answer of ITI-60."""
    root = etree.Element(_named("RetrieveMultipleValueSetsResponse"), nsmap=_UNPREFIXED)
    for one in several:
        element = _add_value_set(root, "DescribedValueSet", one.oid, one.resource)
        _add_lists(element, one.lists)
        for name, value in _told(one.resource):
            if value:
                etree.SubElement(element, _named(name)).text = value
    return root


def _told(resource: Resource) -> Iterable[tuple[str, str]]:
    """What is told besides, in the order of the schema."""
    yield "Source", text(resource, "publisher")
    yield "SourceURI", text(resource, "url")
    yield "Purpose", text(resource, "purpose")
    yield "Definition", text(resource, "description")
    yield "Type", _type(resource)
    yield "Binding", "Static" if resource.get("immutable") else "Dynamic"
    yield "Status", text(resource, "status")
    day = text(resource, "date")[:10]
    yield "RevisionDate", day if len(day) == len("2026-11-26") else ""


def _type(resource: Resource) -> str:
    """How the codes are chosen: one by one, by rules, or as an expansion that came without either."""
    compose = resource.get("compose")
    included = objects(compose, "include") if isinstance(compose, dict) else []
    if not included:
        return "Expanded"
    return "Extensional" if all("concept" in one for one in included) else "Intensional"


def _add_value_set(root: etree._Element, name: str, oid: str, resource: Resource) -> etree._Element:
    element = etree.SubElement(root, _named(name))
    element.set("id", oid)
    element.set("displayName", text(resource, "title") or text(resource, "name") or oid)
    element.set("version", text(resource, "version") or "1")
    return element


def _add_lists(element: etree._Element, lists: Sequence[Listed]) -> None:
    for one in lists:
        concepts = etree.SubElement(element, _named("ConceptList"))
        concepts.set(XML_LANG, one.language)
        for code in one.codes:
            _add_concept(concepts, code, one)


def _add_concept(concepts: etree._Element, code: Resource, listed: Listed) -> None:
    names = [each for each in objects(code, "designation") if text(each, "language") == listed.language]
    display = text(code, "display") if listed.own or not names else text(names[0], "value")
    concept = etree.SubElement(concepts, _named("Concept"))
    concept.set("code", text(code, "code"))
    concept.set("codeSystem", text(code, "system"))
    concept.set("displayName", display or text(code, "code"))
    if version := text(code, "version"):
        concept.set("codeSystemVersion", version)


def _named(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
