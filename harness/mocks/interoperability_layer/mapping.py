"""A report on its way through a layer: the receiver's codes in the place of the sender's (W-21 steps 3 and 4).

Knows ADX and MeasureReports; whatever else passes is left as it is. What a layer decides on the way is `Layer`'s.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lxml import etree

from harness.messages import adx, fhir, measure_reports
from harness.messages.adx.prolog import Prolog
from harness.messages.code_maps import DATA_ELEMENT, DATA_SET, DIMENSION, ORG_UNIT, CodeMap
from harness.mocks.interoperability_layer.codes import Codes

if TYPE_CHECKING:
    from harness.mocks.interoperability_layer.layer import Layer

GROUP = {"orgUnit": ORG_UNIT, "dataSet": DATA_SET, "period": ""}
VALUE = {"dataElement": DATA_ELEMENT, "value": ""}


class Unmapped(Exception):
    """Codes that have no counterpart, each with its kind."""

    def __init__(self, missing: Sequence[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{kind} {code}" for kind, code in missing))

    @property
    def answer(self) -> bytes:
        """What the sender is told, as JSON."""
        return json.dumps({"status": "ERROR", "message": f"No counterpart is known for {self}"}).encode()


def mapped(content: bytes, content_type: str, codes: Codes, layer: Layer) -> bytes:
    """`content` in the receiver's codes. Raises Unmapped, NotTold, and MalformedMessage for what is no report."""
    if "fhir" in content_type:
        return _mapped_resource(content, content_type, codes, layer)
    return _Mapping(codes, layer).of(content) if "xml" in content_type else content


class _Mapping:
    """One message in ADX, on its way."""

    def __init__(self, codes: Codes, layer: Layer) -> None:
        self._codes, self._layer = codes, layer
        self._missing: dict[tuple[str, str], None] = {}

    def of(self, content: bytes) -> bytes:
        """The message in the receiver's codes; all that is no code stays as it is."""
        adx.read(content)  # what is no ADX is refused here
        prolog = Prolog()
        text = prolog.feed(content) + prolog.feed(b"", last=True)
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, encoding="utf-8"))
        for group in root:
            self._rename(group, GROUP)
            for value in self._layer.onward_values(list(group)):
                self._rename(value, VALUE)
                value.set("value", self._layer.onward_number(value.get("value", "")))
        if self._missing:
            raise Unmapped([*self._missing])
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8")

    def _rename(self, node: etree._Element, known: dict[str, str]) -> None:
        attributes = [(str(name), str(value)) for name, value in node.items()]
        node.attrib.clear()
        for name, value in attributes:
            kind = known.get(name)
            if kind is None:  # a dimension: both its name and its code are mapped
                node.set(self._counterpart(DIMENSION, name), self._counterpart(name, value))
            else:
                node.set(name, self._counterpart(kind, value) if kind else value)

    def _counterpart(self, kind: str, code: str) -> str:
        found = self._layer.counterpart(self._codes, kind, code)
        if found is None:
            self._missing[kind, code] = None
        return found or code


def _mapped_resource(content: bytes, content_type: str, codes: Codes, layer: Layer) -> bytes:
    resource = fhir.parse(content, content_type)
    if resource["resourceType"] == "Bundle":
        entries = [one for one in resource.get("entry", ()) if isinstance(one.get("resource"), dict)]
        for one in entries:
            one["resource"] = _mapped_report(one["resource"], codes, layer)
        return fhir.serialise(resource, content_type)
    return fhir.serialise(_mapped_report(resource, codes, layer), content_type)


def _mapped_report(resource: dict[str, Any], codes: Codes, layer: Layer) -> dict[str, Any]:
    """A MeasureReport with the receiver's codes, under its own id; any other resource as it is."""
    if resource["resourceType"] != "MeasureReport":
        return resource
    report = measure_reports.from_fhir(resource)
    kinds: dict[str, dict[str, str]] = {}
    missing = []
    for kind, code in CodeMap({}).missing([report]):
        found = layer.counterpart(codes, kind, code)
        missing += [(kind, code)] if found is None else []
        kinds.setdefault(kind, {})[code] = found or code
    if missing:
        raise Unmapped(missing)
    made = measure_reports.to_fhir(CodeMap(kinds).mapped(report), id=resource.get("id", ""))
    return {**resource, **made}
