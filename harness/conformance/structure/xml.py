"""FHIR XML (R4 xml.html): an lxml tree as the same value that FHIR JSON has, and what is wrong with it as XML.

Knows elements, attributes, namespaces and their order by the type's table. What is wrong with the values is for the
walker to say, so a faulty value is kept as it was written (`Lexical` where FHIR wants a number or a boolean).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from harness.conformance.issue import MOST_ISSUES, Issue
from harness.conformance.looking import DEEPEST, Lexical, shown
from harness.conformance.structure.references import ABSTRACT
from harness.conformance.structure.shapes import MOST_GUESSES, did_you_mean
from harness.conformance.structure.types import Kind, Property, Table, Types

FHIR = "http://hl7.org/fhir"
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_SOURCE = "R4 xml.html"
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,18})").fullmatch
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,300})(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?").fullmatch


def too_deep(root: etree._Element) -> bool:
    """Whether a tree has more levels than are judged."""
    here = [root]
    for _ in range(DEEPEST):
        here = [child for parent in here for child in parent]
        if not here:
            return False
    return True


class Reading:
    """One tree being read. `issues` grows as it goes on; `resource` never raises for a tree that is not too deep."""

    def __init__(self, types: Types, known: frozenset[str]) -> None:
        self.issues: list[Issue] = []
        self._types = types
        self._known = known

    def resource(self, node: etree._Element, where: str = "") -> dict[str, Any] | None:
        """The resource that an element is, in the shape of FHIR JSON; None where it is none."""
        name = self._name(node, where)
        table = self._types.table(name) if name in self._known - ABSTRACT else None
        if table is None:
            if name:
                guess = self._guess(name, self._known)
                self._say(node, where, f"expected the name of an R4 resource type, found {shown(name)}{guess}")
            return None
        self._attributes(node, (), where or name)
        return {"resourceType": name, **self._members(node, table, where or name)}

    def _members(self, node: etree._Element, table: Table, where: str) -> dict[str, Any]:
        """The children of an element by their name in JSON, the last first where they are twins."""
        self._no_text(node, where)
        made: dict[str, Any] = {}
        latest, told = -1, False
        for name, children in self._by_name(node, table, where).items():
            known = table.properties[name]
            self._read(known, children, where, made)
        for child in _elements(node):
            place = self._place(child, table)
            if place < latest and not told:
                told = True
                order = "expected the elements in the order of their definition"
                self._say(child, where, f"{order}, found {etree.QName(child).localname} too late", f"{_SOURCE}#order")
            latest = max(latest, place)
        return made

    def _by_name(self, node: etree._Element, table: Table, where: str) -> dict[str, list[etree._Element]]:
        found: dict[str, list[etree._Element]] = {}
        for child in _elements(node):
            local = etree.QName(child).localname
            known = table.properties.get(local)
            name = local if known and known.xhtml else self._name(child, where)
            if known is None or not _is_element(known, table):
                if name:
                    guess = self._guess(
                        name, (one for one, is_it in table.properties.items() if _is_element(is_it, table))
                    )
                    self._say(child, where, f"{table.path} has no element {shown(name)}{guess}", table.source)
            elif name:
                found.setdefault(name, []).append(child)
        return found

    def _place(self, child: etree._Element, table: Table) -> int:
        """Where a child belongs among its siblings; -1 where it does not belong at all."""
        known = table.properties.get(etree.QName(child).localname)
        return table.order.get(known.element.name, -1) if known else -1

    def _read(self, known: Property, nodes: list[etree._Element], where: str, made: dict[str, Any]) -> None:
        here = where + known.step
        if len(nodes) > 1 and not known.repeats:
            self._say(
                nodes[1], here, f"expected {known.name} at most once, found it {len(nodes)} times", known.element.source
            )
            nodes = nodes[:1]
        places = [f"{here}[{index}]" if known.repeats else here for index in range(len(nodes))]
        if known.kind is not Kind.PRIMITIVE:
            read: Callable[..., Any] = self._inside if known.kind is Kind.RESOURCE else self._complex
            values = [read(known, node, place) for node, place in zip(nodes, places, strict=True)]
            made.update(_named(known.name, [value for value in values if value is not None], known))
            return
        pairs = [self._primitive(known, node, place) for node, place in zip(nodes, places, strict=True)]
        made.update(_named(known.name, [value for value, _ in pairs], known))
        made.update(_named(f"_{known.name}", [rest for _, rest in pairs], known))

    def _inside(self, known: Property, node: etree._Element, where: str) -> dict[str, Any] | None:
        """The one resource that stands inside an element such as ``contained``."""
        self._attributes(node, (), where)
        self._no_text(node, where)
        children = list(_elements(node))
        if len(children) != 1:
            found = f"expected exactly one resource in {known.name}, found {len(children)}"
            self._say(node, where, found, known.element.source)
        return self.resource(children[0], where) if children else None

    def _complex(self, known: Property, node: etree._Element, where: str) -> dict[str, Any] | None:
        table = known.table or self._types.below(known)
        if table is None:
            return None
        attributes = self._attributes(node, ("id", "url") if known.kind is Kind.EXTENSION else ("id",), where)
        return {**attributes, **self._members(node, table, where)}

    def _primitive(self, known: Property, node: etree._Element, where: str) -> tuple[Any, dict[str, Any] | None]:
        """The value of an element and what else it carries: an id, extensions."""
        if known.xhtml:
            return etree.tostring(node, encoding="unicode", with_tail=False), None
        rest: dict[str, Any] = self._attributes(node, ("id", "value"), where)
        text = rest.pop("value", None)
        element = self._types.table("Element")
        if element:
            rest.update(self._members(node, element, where))
        if text is None:
            if not rest and not (node.text or "").strip():
                return "", None
            text = None if rest else str(node.text).strip()  # in the wrong place, which has been told
        if text is None:
            return None, rest
        return _typed(str(text), known.format.name if known.format else "string"), rest or None

    def _attributes(self, node: etree._Element, permitted: tuple[str, ...], where: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.attrib.items():
            name = str(key)
            if name in permitted:
                found[name] = str(value)
            elif not name.startswith(_SCHEMA_INSTANCE):
                wanted = " or ".join(permitted) or "no attribute"
                self._say(node, where, f"expected {wanted}, found the attribute {shown(name)}", f"{_SOURCE}#attributes")
        return found

    def _no_text(self, node: etree._Element, where: str) -> None:
        for text in (node.text, *(child.tail for child in node)):
            if text and (words := text.strip()):
                self._say(node, where, f"expected elements and attributes only, found the text {shown(words)}")
                return

    def _name(self, node: etree._Element, where: str) -> str:
        """The name of an element of FHIR's namespace; empty, and reported, for another."""
        name = etree.QName(node)
        if name.namespace == FHIR:
            return name.localname
        found = f"{name.localname} in {shown(name.namespace) if name.namespace else 'none'}"
        self._say(node, where, f"expected an element in the namespace {FHIR}, found {found}", f"{_SOURCE}#namespace")
        return ""

    def _guess(self, name: str, known: Iterable[str]) -> str:
        return did_you_mean(name, known) if len(self.issues) < MOST_GUESSES else ""

    def _say(self, node: etree._Element, where: str, message: str, source: str = _SOURCE) -> None:
        if len(self.issues) > MOST_ISSUES:
            return
        line = f" (line {node.sourceline})" if node.sourceline else ""
        self.issues.append(Issue("error", "structure", where, message + line, source=source))


def _elements(node: etree._Element) -> list[etree._Element]:
    """The children that are elements: no comments, no processing instructions."""
    return [child for child in node if isinstance(child.tag, str)]


def _is_element(known: Property, table: Table) -> bool:
    """Whether a property of JSON is an element in XML: an attribute is none, nor is what carries a twin."""
    if known.kind in (Kind.TWIN, Kind.RESOURCE_TYPE):
        return False
    return table.resource or known.name not in (("id", "url") if table.code == "Extension" else ("id",))


def _named(name: str, values: list[Any], known: Property) -> dict[str, Any]:
    """`values` as a property of JSON; none where there is nothing in them."""
    if all(value is None for value in values):
        return {}
    return {name: values if known.repeats else values[0]}


def _typed(text: str, type_code: str) -> Any:
    """The text of an attribute as JSON has it."""
    if type_code == "boolean":
        return {"true": True, "false": False}.get(text, Lexical(text))
    if type_code in ("integer", "unsignedInt", "positiveInt"):
        return int(text) if _WHOLE(text) else Lexical(text)
    if type_code == "decimal":
        return float(text) if _DECIMAL(text) else Lexical(text)
    return text
