"""The XML Schema that a data structure definition gives ADX, and what a message breaks of it, in plain words.

Without a definition it is ADX itself: any dimension, any code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.adx.data_structure import DataStructure, Dimension
from harness.messages.adx.names import NAMESPACE
from harness.messages.adx.prolog import Prolog
from harness.messages.xml_bounds import refuse_beyond_bounds

XSD = "http://www.w3.org/2001/XMLSchema"
_DAY, _ZONE = "[0-9]{4}-[0-9]{2}-[0-9]{2}", r"(Z|[+\-][0-9]{2}:[0-9]{2})"  # \d is the digits of all scripts
PERIOD = rf"{_DAY}(T[0-9:.]+{_ZONE}?)?/P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?"
MOST_SHOWN = 8
_TYPES = {"period": "period", "value": "xs:decimal"}
_QUOTED = re.compile(r"'([^']*)'")
_NAMED = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a message breaks the schema (``adx/group[1]/@period, line 7``), what is wanted, what is there."""

    where: str
    expected: str
    found: str


class Schema:
    """What messages are judged by; `text` is the schema itself."""

    def __init__(self, text: bytes, codes: Mapping[str, Dimension]) -> None:
        self.text, self._codes = text, codes
        self._schema = etree.XMLSchema(etree.fromstring(text))

    def faults(self, body: bytes) -> list[Fault]:
        """All that a message breaks, in its order. Raises MalformedMessage where it is no XML that may be read."""
        prolog = Prolog()
        text = prolog.feed(body) + prolog.feed(b"", last=True)
        refuse_beyond_bounds(text)
        try:
            root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8"))
        except etree.XMLSyntaxError as error:
            found = f"a fault: {error.msg}".rsplit(", line", 1)[0]
            raise MalformedMessage(f"line {error.position[0]}", expected="well-formed XML", found=found) from None
        if self._schema.validate(root):
            return []
        return list(dict.fromkeys(self._told(root, one) for one in self._schema.error_log))  # type: ignore[attr-defined]

    def _told(self, root: etree._Element, error: etree._LogEntry) -> Fault:
        found = root.xpath(error.path or "/*")
        node: etree._Element = found[0] if isinstance(found, list) and found else root  # type: ignore[assignment]
        words = _NAMED.sub("", error.message)
        quoted = _QUOTED.findall(words)
        place = _place(node)
        attribute = quoted[1] if "attribute '" in words and words.startswith("Element") and len(quoted) > 1 else ""
        if "is required but missing" in words:
            return Fault(_at(place, ""), f"an attribute {attribute}", "none")
        if "is not allowed" in words and attribute:
            return Fault(_at(place, attribute), "no attribute of that name", f"{attribute}={node.get(attribute, '')!r}")
        if attribute:
            return Fault(_at(place, attribute), self._wanted(attribute), repr(node.get(attribute, "")))
        if "This element is not expected" in words or "No matching global declaration" in words:
            wanted = words.partition("Expected is")[2].strip(" ().") or f"adx in {NAMESPACE}"
            return Fault(_at(place, ""), wanted, f"{quoted[0]} in {etree.QName(node).namespace or 'no namespace'}")
        return Fault(_at(place, ""), words.partition("Expected is")[2].strip(" ().") or "what ADX allows", words)

    def _wanted(self, attribute: str) -> str:
        known = self._codes.get(attribute)
        if known and known.codes:
            more = f" or {len(known.codes) - MOST_SHOWN} others" if len(known.codes) > MOST_SHOWN else ""
            return f"a code of {attribute}: {', '.join([*known.codes][:MOST_SHOWN])}{more}"
        words = {"value": "a decimal number", "period": "a first day and a duration, as in 2026-01-01/P1M"}
        return words.get(attribute, "an instant in ISO 8601, as in 2026-01-31T10:00:00Z")


@cache
def schema_for(structure: DataStructure | None = None) -> Schema:
    """The schema of one form, or of ADX itself."""
    known = structure.by_name if structure else {}
    return Schema(etree.tostring(_written(structure), pretty_print=True), known)


def _written(structure: DataStructure | None) -> etree._Element:
    root = etree.Element(
        f"{{{XSD}}}schema",
        {"targetNamespace": NAMESPACE, "elementFormDefault": "qualified"},
        nsmap={"xs": XSD, None: NAMESPACE},  # type: ignore[dict-item]
    )
    dimensions = structure.dimensions if structure else (Dimension("orgUnit", {}, True), Dimension("period", {}, True))
    outer = [one for one in dimensions if one.outer]
    inner = [one for one in dimensions if not one.outer and one.id != "dataElement"]
    element = next((one for one in dimensions if one.id == "dataElement"), Dimension("dataElement", {}))
    adx = _element(root, "adx")
    group = _element(_inside(adx), "group", most="unbounded")
    value = _element(_inside(group), "dataValue", most="unbounded")
    _part(_inside(value), "element", name="annotation", type="xs:string", minOccurs="0")
    _attributes(adx, [("exported", "xs:dateTime", True)])
    _attributes(group, [(one.id, _type(one), one.id in ("orgUnit", "period")) for one in outer], anything=not structure)
    own = [("dataElement", _type(element), True), ("value", "xs:decimal", True)]
    _attributes(value, [*own, *((one.id, _type(one), False) for one in inner)], anything=not structure)
    for one in dimensions:
        if one.codes:
            _restriction(root, f"{one.id}Code", "xs:token", enumeration=one.codes)
    _restriction(root, "period", "xs:token", pattern=(PERIOD,))
    _restriction(root, "text", "xs:token", minLength=("1",))
    return root


def _type(one: Dimension) -> str:
    return _TYPES.get(one.id) or (f"{one.id}Code" if one.codes else "text")


def _part(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{XSD}}}{tag}", attributes)


def _element(parent: etree._Element, name: str, *, most: str = "") -> etree._Element:
    """The complex type of a new element."""
    return _part(_part(parent, "element", name=name, **({"maxOccurs": most} if most else {})), "complexType")


def _inside(complex_type: etree._Element) -> etree._Element:
    return _part(complex_type, "sequence")


def _attributes(complex_type: etree._Element, told: list[tuple[str, str, bool]], *, anything: bool = False) -> None:
    for name, kind, needed in told:
        _part(complex_type, "attribute", name=name, type=kind, use="required" if needed else "optional")
    if anything:
        _part(complex_type, "anyAttribute", processContents="lax", namespace="##any")


def _restriction(root: etree._Element, name: str, base: str, **facets: Mapping[str, str] | tuple[str, ...]) -> None:
    made = _part(_part(root, "simpleType", name=name), "restriction", base=base)
    for facet, values in facets.items():
        for one in values:
            _part(made, facet, value=one)


def _place(node: etree._Element) -> tuple[str, int]:
    """``adx/group[1]/dataValue[2]`` and its line."""
    steps = [_step(one) for one in (*reversed([*node.iterancestors()]), node)]
    return "/".join(steps), node.sourceline or 0  # type: ignore[return-value]


def _step(node: etree._Element) -> str:
    name = etree.QName(node).localname
    if node.getparent() is None:
        return name
    return f"{name}[{sum(1 for _ in node.itersiblings(node.tag, preceding=True)) + 1}]"


def _at(place: tuple[str, int], attribute: str) -> str:
    return f"{place[0]}{f'/@{attribute}' if attribute else ''}, line {place[1]}"
