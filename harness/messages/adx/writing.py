"""Figures to ADX bytes. Knows the form, not who is written to."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from harness.messages.adx.names import NAMESPACE
from harness.messages.figures import Figure, Report


def write(reports: Iterable[Report], *, exported: str) -> bytes:
    """The reports as a message, a group each, written at the instant `exported` (ISO 8601)."""
    root = etree.Element(f"{{{NAMESPACE}}}adx", {"exported": exported}, nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for one in reports:
        told = {"orgUnit": one.org_unit, "period": one.period.iso, "dataSet": one.data_set}
        group = etree.SubElement(root, f"{{{NAMESPACE}}}group", {name: value for name, value in told.items() if value})
        for figure in one.figures:
            _add(group, figure)
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _add(group: etree._Element, figure: Figure) -> None:
    told = {"dataElement": figure.data_element, "value": figure.value, **dict(figure.dimensions)}
    value = etree.SubElement(group, f"{{{NAMESPACE}}}dataValue", told)
    if figure.annotation:
        etree.SubElement(value, f"{{{NAMESPACE}}}annotation").text = figure.annotation
