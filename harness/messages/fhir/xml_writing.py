"""Parsed FHIR JSON to FHIR XML as bytes (FHIR R4 2.6.1). Knows the shape of FHIR's types, not their rules."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.fhir.elements import Element, attributes, elements, resource_model
from harness.messages.fhir.xml_parsing import FHIR_NAMESPACE, hardened_parser

_NAMESPACES: Any = {None: FHIR_NAMESPACE}  # lxml-stubs do not know of a default namespace


def xml_bytes(resource: dict[str, Any]) -> bytes:
    """`resource` as UTF-8 XML. Raises MalformedMessage where FHIR has no such element or XML no such character."""
    return etree.tostring(_tree(resource, "", None), encoding="UTF-8", xml_declaration=True)


def _tree(resource: Any, path: str, parent: etree._Element | None) -> etree._Element:
    name = resource.get("resourceType") if isinstance(resource, dict) else None
    model = resource_model(name) if isinstance(name, str) else None
    if model is None:
        raise MalformedMessage(path or "resourceType", expected="a FHIR R4 resource type", found=str(name))
    node = _child(parent, str(name))
    _write(node, {key: value for key, value in resource.items() if key != "resourceType"}, model, path or str(name))
    return node


def _child(parent: etree._Element | None, name: str) -> etree._Element:
    tag = f"{{{FHIR_NAMESPACE}}}{name}"
    return etree.Element(tag, None, _NAMESPACES) if parent is None else etree.SubElement(parent, tag)


def _write(node: etree._Element, values: Any, model: Any, path: str) -> None:
    if not isinstance(values, dict):
        raise MalformedMessage(path, expected="an object", found=str(values)[:40])
    known, as_attributes = elements(model), attributes(model)
    for name in values:
        if name.removeprefix("_") not in known and name not in as_attributes:
            raise MalformedMessage(f"{path}.{name}", expected=f"an element of {model.get_resource_type()}", found=name)
    for name in as_attributes:
        if name in values:
            _set(node, name, values[name], path)
    for name, element in known.items():
        if name in values or f"_{name}" in values:
            _write_all(node, element, (values.get(name), values.get(f"_{name}")), f"{path}.{name}")


def _write_all(node: etree._Element, element: Element, pair: tuple[Any, Any], path: str) -> None:
    """Writes the values of one element, each beside what belongs to it under ``_name``."""
    values, besides = (one if isinstance(one, list) else [] if one is None else [one] for one in pair)
    for value, beside in zip_longest(values, besides):
        if element.primitive == "xhtml":
            node.append(_xhtml(value, path))
        elif element.primitive:
            _write_primitive(_child(node, element.name), value, beside, path)
        elif element.holds_resource:
            _tree(value, path, _child(node, element.name))
        else:
            _write(_child(node, element.name), value, element.model, path)


def _write_primitive(node: etree._Element, value: Any, beside: Any, path: str) -> None:
    if value is not None:
        _set(node, "value", value, path)
    if isinstance(beside, dict):
        if "id" in beside:
            _set(node, "id", beside["id"], path)
        extension = elements(resource_model("Patient"))["extension"]
        _write_all(node, extension, (beside.get("extension"), None), f"{path}.extension")


def _set(node: etree._Element, name: str, value: Any, path: str) -> None:
    if isinstance(value, dict | list):
        raise MalformedMessage(path, expected="a primitive value", found=type(value).__name__)
    try:
        node.set(name, str(value).lower() if isinstance(value, bool) else str(value))
    except ValueError:
        raise MalformedMessage(path, expected="characters that XML has", found=repr(value)[:60]) from None


def _xhtml(text: Any, path: str) -> etree._Element:
    try:
        return etree.fromstring(str(text), hardened_parser())
    except etree.XMLSyntaxError as error:
        raise MalformedMessage(path, expected="XHTML", found=error.msg or "nothing") from None
