"""The envelope: what is addressed, and the one element that it carries. Knows no service's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.fhir.xml_parsing import parsed_tree
from harness.messages.soap.names import ADDRESSING, SOAP

_TRUE = ("true", "1")
_NAMES = {"Action": "action", "MessageID": "message_id", "RelatesTo": "relates_to", "To": "to"}
_KNOWN = {f"{{{ADDRESSING}}}{name}" for name in (*_NAMES, "ReplyTo", "FaultTo", "From", "ReferenceParameters")}


@dataclass(frozen=True, slots=True)
class Addressing:
    """The message addressing properties (WS-Addressing 1.0 core 3); empty where a header block is missing."""

    action: str = ""
    message_id: str = ""
    relates_to: str = ""
    to: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A SOAP message: how it is addressed, and the element in its body, None where the body is empty.

    `not_understood` are the header blocks of other namespaces that have to be understood, in Clark notation.
    """

    addressing: Addressing
    content: etree._Element | None = None
    not_understood: tuple[str, ...] = ()


def parse(body: bytes) -> Envelope:
    """The envelope in `body`. Raises MalformedMessage for what is no SOAP 1.2 (2:V.3)."""
    root = parsed_tree(body)
    if root.tag != f"{{{SOAP}}}Envelope":
        raise MalformedMessage("Envelope", expected=f"an Envelope in {SOAP}", found=_told(root))
    header, content = root.find(f"{{{SOAP}}}Header"), root.find(f"{{{SOAP}}}Body")
    if content is None:
        raise MalformedMessage("Envelope.Body", expected="a Body", found="none")
    if len(content) > 1:
        raise MalformedMessage("Envelope.Body", expected="one element", found=f"{len(content)} elements")
    blocks = [] if header is None else list(header)
    inside = content[0] if len(content) else None
    return Envelope(_addressing(blocks), inside, tuple(_not_understood(blocks)))


def serialise(content: etree._Element, addressing: Addressing) -> bytes:
    """An envelope in UTF-8 around `content`; a header block is left out where it would be empty."""
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP, "wsa": ADDRESSING})
    header = etree.SubElement(root, f"{{{SOAP}}}Header")
    for name, field in _NAMES.items():
        if value := getattr(addressing, field):
            etree.SubElement(header, f"{{{ADDRESSING}}}{name}").text = value
    for action in header.findall(f"{{{ADDRESSING}}}Action"):
        action.set(f"{{{SOAP}}}mustUnderstand", "true")
    if addressing.reply_to:
        reply_to = etree.SubElement(header, f"{{{ADDRESSING}}}ReplyTo")
        etree.SubElement(reply_to, f"{{{ADDRESSING}}}Address").text = addressing.reply_to
    etree.SubElement(root, f"{{{SOAP}}}Body").append(content)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _addressing(blocks: list[etree._Element]) -> Addressing:
    told = {
        field: _text(one)
        for one in reversed(blocks)
        for name, field in _NAMES.items()
        if one.tag == f"{{{ADDRESSING}}}{name}"
    }
    replies = [one.find(f"{{{ADDRESSING}}}Address") for one in blocks if one.tag == f"{{{ADDRESSING}}}ReplyTo"]
    return Addressing(**told, reply_to=next((_text(one) for one in replies if one is not None), ""))


def _not_understood(blocks: list[etree._Element]) -> Iterator[str]:
    for one in blocks:
        if one.tag not in _KNOWN and one.get(f"{{{SOAP}}}mustUnderstand", "") in _TRUE:
            yield str(one.tag)


def _text(node: etree._Element) -> str:
    return (node.text or "").strip()


def _told(node: etree._Element) -> str:
    name = etree.QName(node)
    return f"{name.localname} in {name.namespace or 'no namespace'}"
