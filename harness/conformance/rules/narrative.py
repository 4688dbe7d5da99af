"""Narrative: the XHTML that FHIR permits (R4 narrative.html#xhtml). Knows one ``div`` at a time, no more of FHIR."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from harness.conformance.issue import Issue

XHTML = "http://www.w3.org/1999/xhtml"
SOURCE = "R4 narrative.html#xhtml"
LONGEST = 2_000_000
"""Characters of narrative that are looked at; a longer one is a fault in itself."""
REMEMBERED = 4_000
"""Characters of a narrative whose judgement is kept: small ones come again and again."""


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


ELEMENTS = _words(
    "p br div h1 h2 h3 h4 h5 h6 a span b em i strong small big tt dfn q var abbr acronym cite blockquote hr address "
    "bdo kbd sub sup ul ol li dl dt dd pre table caption colgroup col thead tr tfoot tbody th td code samp img map area"
)
"""HTML 4.0 chapters 7 to 11 (without section 4 of chapter 9, which is ins and del) and 15, `a`, and images."""

ATTRIBUTES = _words(
    "title style class id idref lang dir accesskey tabindex span width align valign char charoff abbr axis headers "
    "scope rowspan colspan"
) | {f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("lang", "space", "id")}
"""What any permitted element may carry: HTML's core and language attributes, and the layout of tables."""

OWN_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": _words("href name charset type hreflang rel rev shape coords"),
    "img": _words("src alt longdesc height width usemap ismap border"),
    "area": _words("shape coords href nohref alt"),
    "map": frozenset(["name"]),
    "blockquote": frozenset(["cite"]),
    "q": frozenset(["cite"]),
    "table": _words("summary border frame rules cellspacing cellpadding bgcolor"),
    "tr": frozenset(["bgcolor"]),
    "th": frozenset(["nowrap", "bgcolor", "height"]),
    "td": frozenset(["nowrap", "bgcolor", "height"]),
    "br": frozenset(["clear"]),
    "hr": frozenset(["size", "noshade"]),
    "ol": frozenset(["start", "type", "compact"]),
    "ul": frozenset(["type", "compact"]),
    "dl": frozenset(["compact"]),
    "li": frozenset(["value", "type"]),
    "pre": frozenset(["space"]),
}
"""What one element may carry besides, as chapters 9 to 13 of HTML 4.0 list it."""

_LINKS = frozenset(["href", "src", "cite", "longdesc"])
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset(["lt", "gt", "amp", "quot", "apos"])
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HARMLESS_IMAGES = re.compile(r"data:image/[A-Za-z0-9.+\-]+[;,]", re.IGNORECASE)


def check_xhtml(text: object, where: str) -> Iterator[Issue]:
    """What is wrong with the ``div`` at `where`; a value that is no string is for others to judge."""
    if isinstance(text, str):
        for fault in html_faults(text):
            yield Issue("error", "invalid", where, fault, source=SOURCE)


def html_faults(text: str) -> list[str]:
    """The faults of one XHTML ``div`` in words, none where it is as R4 wants it (``txt-1`` and ``txt-2``)."""
    if len(text) > LONGEST:
        return [f"the narrative is longer than {LONGEST:,} characters"]
    return list(_known(text) if len(text) <= REMEMBERED else _faults(text))


@lru_cache(maxsize=1024)
def _known(text: str) -> tuple[str, ...]:
    return _faults(text)


def _faults(text: str) -> tuple[str, ...]:
    if strange := sorted(set(_ENTITY.findall(text)) - _XML_ENTITIES):
        return tuple(f"the entity &{name}; is not one that XML has (write the character itself)" for name in strange)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return ("a narrative has no document type declaration",)
    root, fault = parsed(text)
    if root is None:
        return (fault,)
    return tuple(dict.fromkeys(_in_tree(root)))


def parsed(text: str) -> tuple[etree._Element | None, str]:
    """The tree of a narrative, or None and why it is not well-formed. Resolves no entity and fetches nothing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(_readable(text), parser), ""
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, f"the narrative is not well-formed XHTML: {error}"


def _readable(text: str) -> bytes:
    stripped = text.strip()
    if stripped.startswith("<?xml"):
        stripped = stripped.partition("?>")[2].lstrip()
    return stripped.encode("utf-8", "surrogatepass")


def _in_tree(root: etree._Element) -> Iterator[str]:
    name = _local(root)
    if name != "div":
        yield f"a narrative is one div element, not {name}"
    for element in root.iter():
        if isinstance(element.tag, str):
            yield from _in_element(element)
        elif not isinstance(element, etree._Comment):
            yield "a narrative has no processing instructions or entities to resolve"
    if not _has_content(root):
        yield "the narrative has neither text nor an image"


def _in_element(element: etree._Element) -> Iterator[str]:
    namespace, name = etree.QName(element).namespace, _local(element)
    if namespace != XHTML:
        yield f"the element {name} is in the namespace {namespace or 'none'}, not in {XHTML}"
    if name not in ELEMENTS:
        yield f"the element {name} is not permitted in a narrative"
        return
    own = OWN_ATTRIBUTES.get(name, frozenset())
    for key, value in element.attrib.items():
        attribute = str(key)
        if attribute not in ATTRIBUTES and attribute not in own:
            yield f"the attribute {attribute} is not permitted on {name} in a narrative"
        elif attribute in _LINKS and (fault := _unsafe(name, str(value))):
            yield fault
    if name == "p" and any(_local(child) == "p" for child in element):
        yield "a paragraph has no paragraph inside it"


def _unsafe(name: str, link: str) -> str:
    link = "".join(link.split())  # as a browser reads it
    found = _SCHEME.match(link)
    scheme = found.group(1).lower() if found else ""
    if scheme in ("javascript", "vbscript"):
        return f"the link of {name} holds a script"
    if scheme == "data" and name != "img":
        return f"the link of {name} holds data"
    if scheme == "data" and not _HARMLESS_IMAGES.match(link):
        return "the data of an img are no image"
    return ""


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _has_content(root: etree._Element) -> bool:
    if any(_local(element) == "img" for element in root.iter()):
        return True
    return any(str(text).strip() for text in root.itertext(with_tail=True))
