"""FHIR XML as bytes to parsed JSON (FHIR R4 2.6.1). Knows the shape of FHIR's types, not their rules.

The types come from fhir.resources, the walk is ours: fhir.resources' own XML drops element ids and text, and rewrites
times (``…00.5Z`` becomes ``…00.500000+00:00``), which evidence must not. What a type has no place for is refused by
name; a value that breaks a rule of its type (a date that is none) is read as it stands, just as in JSON.
"""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import etree

from harness.messages.fhir.elements import Element, attributes, elements, resource_model
from harness.messages.fhir.xml_parsing import name_of, parsed_tree, refuse

_NUMBERS = ("integer", "positiveInt", "unsignedInt", "decimal")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,60})?([eE][+-]?[0-9]{1,2})?")
_SCHEMA_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


def xml_resource(body: bytes) -> dict[str, Any]:
    """The resource in `body`, in the shape of FHIR JSON. Raises MalformedMessage with the element and its line."""
    return _resource(parsed_tree(body), "")


def _resource(node: etree._Element, path: str) -> dict[str, Any]:
    name = name_of(node, path)
    model = resource_model(name)
    if model is None:
        refuse(node, path, "a FHIR R4 resource type", name)
    return {"resourceType": name, **_members(node, model, path or name)}


def _members(node: etree._Element, model: Any, path: str) -> dict[str, Any]:
    known = elements(model)
    made: dict[str, Any] = _attributes(node, attributes(model), path)
    _refuse_text(node, path)
    for name, children in _by_name(node, path).items():
        element = known.get(name)
        if element is None:
            refuse(children[0], f"{path}.{name}", f"an element of {model.get_resource_type()}", "one it does not have")
        if len(children) > 1 and not element.repeats:
            refuse(children[1], f"{path}.{name}", "at most one", "a second one")
        _put(made, element, children, f"{path}.{name}")
    return made


def _by_name(node: etree._Element, path: str) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for child in node:
        found.setdefault(name_of(child, path), []).append(child)
    return found


def _put(made: dict[str, Any], element: Element, nodes: list[etree._Element], path: str) -> None:
    """What `nodes` are in JSON: the values by their name, and what belongs to primitive values by ``_name``."""
    places = [f"{path}[{index}]" for index in range(len(nodes))] if element.repeats else [path]
    if element.primitive == "xhtml":
        made[element.name] = etree.tostring(nodes[0], encoding="unicode", with_tail=False)
    elif element.primitive:
        pairs = [_primitive(node, element, place) for node, place in zip(nodes, places, strict=True)]
        _put_pairs(made, element, pairs)
    else:
        values = [_complex(node, element, place) for node, place in zip(nodes, places, strict=True)]
        made[element.name] = values if element.repeats else values[0]


def _put_pairs(made: dict[str, Any], element: Element, pairs: list[tuple[Any, dict[str, Any] | None]]) -> None:
    for part, name in enumerate((element.name, f"_{element.name}")):
        values = [pair[part] for pair in pairs]
        if values.count(None) < len(values):
            made[name] = values if element.repeats else values[0]


def _complex(node: etree._Element, element: Element, path: str) -> dict[str, Any]:
    if not element.holds_resource:
        return _members(node, element.model, path) or refuse(node, path, "a value or children", "nothing")
    if len(node) != 1:
        refuse(node, path, "exactly one resource", f"{len(node)} elements")
    return _resource(node[0], path)


def _primitive(node: etree._Element, element: Element, path: str) -> tuple[Any, dict[str, Any] | None]:
    """The value of a primitive element and what else it carries: an id, extensions."""
    if not len(node) and not node.text and node.keys() == ["value"]:  # as nearly all are
        return _typed(str(node.get("value")), element.primitive, node, path), None
    found = _attributes(node, ("id", "value"), path)
    _refuse_text(node, path)
    text = found.pop("value", None)
    extensions = _by_name(node, path)
    if set(extensions) - {"extension"}:
        refuse(node, path, "a value and extensions only", ", ".join(extensions))
    if extensions:
        extension = elements(resource_model("Patient"))["extension"]
        _put(found, extension, extensions["extension"], f"{path}.extension")
    if text is None and not found:
        refuse(node, path, "a value attribute or an extension", "neither")
    return (None if text is None else _typed(text, element.primitive, node, path)), found or None


def _typed(text: str, primitive: str, node: etree._Element, path: str) -> Any:
    if primitive == "boolean":
        if text not in ("true", "false"):
            refuse(node, path, "true or false", text)
        return text == "true"
    if primitive in _NUMBERS:
        if not _NUMBER.fullmatch(text):
            refuse(node, path, f"a value of type {primitive}", text[:40])
        return json.loads(text)
    if not text:
        refuse(node, path, "a value that is not empty", "an empty one")
    return text


def _attributes(node: etree._Element, known: tuple[str, ...], path: str) -> dict[str, Any]:
    if not node.keys():
        return {}
    found = {str(key): str(value) for key, value in node.attrib.items() if not str(key).startswith(_SCHEMA_INSTANCE)}
    for name in found:
        if name not in known:
            refuse(node, path, " and ".join(known) + " as the only attributes" if known else "no attribute", name)
    return found


def _refuse_text(node: etree._Element, path: str) -> None:
    found = (node.text or "").strip()
    for child in node:
        found = found or (child.tail or "").strip()
    if found:
        refuse(node, path, "elements and attributes only", f"the text {found[:40]!r}")
