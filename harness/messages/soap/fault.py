"""The fault: how a SOAP service says that it does not do what it was asked (SOAP 1.2 part 1, 5.4). Knows no service."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from harness.messages.soap.names import ADDRESSING, SOAP

FAULT_ACTION = f"{ADDRESSING}/fault"
"""The action of a fault that WS-Addressing itself does not define (SOAP binding 6)."""

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Fault:
    """`code` is SOAP's own (``Sender``, ``Receiver``, ``MustUnderstand``…), `subcode` the service's, without prefix.

    `namespace` is that of the subcode.
    """

    code: str
    reason: str
    subcode: str = ""
    namespace: str = ADDRESSING

    @property
    def status(self) -> int:
        """The HTTP status that goes with it (SOAP 1.2 part 2, 7.5.2.2)."""
        return 400 if self.code == "Sender" else 500

    def element(self) -> etree._Element:
        """It as the content of a body."""
        root = etree.Element(f"{{{SOAP}}}Fault", nsmap={"soap": SOAP, "f": self.namespace})
        code = etree.SubElement(root, f"{{{SOAP}}}Code")
        etree.SubElement(code, f"{{{SOAP}}}Value").text = f"soap:{self.code}"
        if self.subcode:
            subcode = etree.SubElement(code, f"{{{SOAP}}}Subcode")
            etree.SubElement(subcode, f"{{{SOAP}}}Value").text = f"f:{self.subcode}"
        text = etree.SubElement(etree.SubElement(root, f"{{{SOAP}}}Reason"), f"{{{SOAP}}}Text")
        text.set(_LANG, "en")
        text.text = self.reason
        return root


def fault_in(content: etree._Element | None) -> Fault | None:
    """The fault that a body's `content` is, None where it is none. Prefixes are taken off the codes."""
    if content is None or content.tag != f"{{{SOAP}}}Fault":
        return None
    value, subcode = (content.find("/".join(f"{{{SOAP}}}{name}" for name in path)) for path in _PATHS)
    reason = content.find(f"{{{SOAP}}}Reason/{{{SOAP}}}Text")
    prefix = _text(subcode).rpartition(":")[0] or None
    namespace = "" if subcode is None else subcode.nsmap.get(prefix) or ""
    return Fault(_local(value), _text(reason), _local(subcode), namespace)


_PATHS = (("Code", "Value"), ("Code", "Subcode", "Value"))


def _text(node: etree._Element | None) -> str:
    return "" if node is None else (node.text or "").strip()


def _local(node: etree._Element | None) -> str:
    return _text(node).rpartition(":")[2]
