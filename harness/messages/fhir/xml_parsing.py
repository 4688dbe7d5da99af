"""XML bytes to a tree, hardened: no DTD, no entity, no foreign encoding, no piles. Knows XML, not the types of FHIR."""

from __future__ import annotations

import re
from typing import NoReturn

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.xml_bounds import refuse_beyond_bounds

FHIR_NAMESPACE = "http://hl7.org/fhir"
XHTML_NAMESPACE = "http://www.w3.org/1999/xhtml"

_FHIR, _FHIR_DIV = f"{{{FHIR_NAMESPACE}}}", f"{{{FHIR_NAMESPACE}}}div"

_DOCTYPE = re.compile(rb"\A(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
_ENCODING = re.compile(rb"\A<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")


def parsed_tree(body: bytes) -> etree._Element:
    """The root element of `body`. Raises MalformedMessage with line and column."""
    text = body.removeprefix(b"\xef\xbb\xbf")
    _refuse_what_is_dangerous(text)
    refuse_beyond_bounds(text)
    try:
        root = etree.fromstring(text, hardened_parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise MalformedMessage(
            f"line {line}, column {column}",
            expected="well-formed XML",
            found=f"a fault: {error.msg}".rsplit(", line", 1)[0],
        ) from None
    return root


def name_of(node: etree._Element, path: str) -> str:
    """The local name of an element in FHIR's namespace (XHTML's for ``div``); anything else is refused."""
    tag = node.tag
    if isinstance(tag, str) and tag.startswith(_FHIR) and tag != _FHIR_DIV:
        return tag[len(_FHIR) :]
    name = etree.QName(tag)
    wanted = XHTML_NAMESPACE if name.localname == "div" else FHIR_NAMESPACE
    if name.namespace != wanted:
        refuse(node, path, f"an element in the namespace {wanted}", f"{name.localname} in {name.namespace or 'none'}")
    return name.localname


def refuse(node: etree._Element, path: str, expected: str, found: str) -> NoReturn:
    """Raises MalformedMessage for an element, named by its path and its line."""
    where = f"{path}, line {node.sourceline}" if path else f"line {node.sourceline}"
    raise MalformedMessage(where, expected=expected, found=found)


def hardened_parser() -> etree.XMLParser:
    """A parser that resolves nothing, fetches nothing and refuses trees beyond libxml2's own limits."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _refuse_what_is_dangerous(text: bytes) -> None:
    encoding = _ENCODING.match(text)
    if b"\x00" in text or text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise MalformedMessage("line 1, column 1", expected="XML in UTF-8", found="another encoding, or a NUL")
    if encoding and encoding.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise MalformedMessage("line 1", expected="XML in UTF-8", found=encoding.group(1).decode("ascii"))
    if doctype := _DOCTYPE.match(text):
        line = text.count(b"\n", 0, doctype.end()) + 1
        raise MalformedMessage(f"line {line}", expected="XML without a document type", found="a DOCTYPE")
