"""From XML to indented lines that know their place in the words of FHIR. Fetches nothing and expands no entity."""

from __future__ import annotations

from collections import Counter
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.xml_bounds import refuse_beyond_bounds
from harness.report.line import Line

DEEPEST = 200


def xml_lines(body: bytes, *, fhir: bool = True) -> tuple[Line, ...]:
    """`body` in lines; none when it is not well-formed XML, or is too deep or too crowded to be read.

    In `fhir` an element in capitals is a resource, which is no step of a path.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True)
    try:
        refuse_beyond_bounds(body)
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, MalformedMessage, ValueError):
        return ()
    lines: list[Line] = []
    name = _local(root)
    return tuple(lines) if _lay(root, name, name, 0, lines, fhir) else ()


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _name(element: etree._Element) -> str:
    return f"{element.prefix}:{_local(element)}" if element.prefix else _local(element)


def _opening(element: etree._Element) -> str:
    parent = element.getparent()
    known = parent.nsmap if parent is not None else {}
    spaces = [
        f" xmlns{':' + prefix if prefix else ''}={quoteattr(uri)}"
        for prefix, uri in element.nsmap.items()
        if known.get(prefix) != uri
    ]
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
    attributes = []
    for key, value in element.attrib.items():
        name = etree.QName(key)
        prefix = prefixes.get(name.namespace or "", "")
        attributes.append(f" {prefix + ':' if prefix else ''}{name.localname}={quoteattr(str(value))}")
    return f"<{_name(element)}{''.join(spaces)}{''.join(attributes)}"


def _lay(element: etree._Element, place: str, near: str, depth: int, lines: list[Line], fhir: bool) -> bool:
    """Write `element` and what is in it; False when it is too deep."""
    if depth > DEEPEST:
        return False
    lead, text = "  " * depth, (element.text or "").strip()
    if not isinstance(element.tag, str):
        content = etree.tostring(element, encoding="unicode", with_tail=False)
        lines.extend(Line(lead + line.strip()) for line in content.splitlines())
        return True
    opening = lead + _opening(element)
    if not len(element):
        closing = f">{escape(text)}</{_name(element)}>" if text else "/>"
        lines.append(Line(opening + closing, place, near))
        return True
    lines.append(Line(opening + ">" + escape(text), place, near))
    whole = _children(element, place, near, depth, lines, fhir)
    lines.append(Line(f"{lead}</{_name(element)}>"))
    return whole


def _children(element: etree._Element, place: str, near: str, depth: int, lines: list[Line], fhir: bool) -> bool:
    seen: Counter[str] = Counter()
    for child in element:
        name = _local(child)
        mark = f"[{seen[name]}]" if seen[name] else ""
        seen[name] += 1
        # A resource inside a resource stands in an element of its own, which is no step of a FHIR path.
        inside = fhir and name[:1].isupper()
        deeper = place if inside else f"{place}.{name}{mark}"
        if not _lay(child, deeper, name if inside else f"{near}.{name}{mark}", depth + 1, lines, fhir):
            return False
        if child.tail and child.tail.strip():
            lines.append(Line("  " * (depth + 1) + escape(child.tail.strip())))
    return True
