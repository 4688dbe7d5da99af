"""Checks on an audit event as syslog brings it (TF-2 3.20; DICOM PS3.15 A.5): its header, and how its XML is built.

The rules are our own words for what the standard's schema allows; the schema is not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from harness.checks.check import NothingToJudge, check
from harness.checks.place import short
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Message
from harness.messages import syslog
from harness.messages.audit import AuditEvent, dicom, envelope
from harness.messages.fhir.xml_parsing import parsed_tree
from harness.messages.syslog import SyslogMessage

MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Rule:
    """What an element holds: children in their order with how many of each, and the attributes it must and may have."""

    children: tuple[tuple[str, int, int], ...] = ()
    needed: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


CODE = Rule(needed=("csd-code", "codeSystemName", "originalText"), allowed=("displayName",))
RULES: dict[str, Rule] = {
    "AuditMessage": Rule(
        (
            ("EventIdentification", 1, 1),
            ("ActiveParticipant", 1, MANY),
            ("AuditSourceIdentification", 1, 1),
            ("ParticipantObjectIdentification", 0, MANY),
        )
    ),
    "EventIdentification": Rule(
        (("EventID", 1, 1), ("EventTypeCode", 0, MANY), ("EventOutcomeDescription", 0, 1), ("PurposeOfUse", 0, MANY)),
        ("EventDateTime", "EventOutcomeIndicator"),
        ("EventActionCode",),
    ),
    "ActiveParticipant": Rule(
        (("RoleIDCode", 0, MANY), ("MediaIdentifier", 0, 1)),
        ("UserID", "UserIsRequestor"),
        ("AlternativeUserID", "UserName", "NetworkAccessPointID", "NetworkAccessPointTypeCode"),
    ),
    "MediaIdentifier": Rule((("MediaType", 1, 1),)),
    "AuditSourceIdentification": Rule(
        (("AuditSourceTypeCode", 0, MANY),), ("AuditSourceID",), ("AuditEnterpriseSiteID", "code")
    ),
    "ParticipantObjectIdentification": Rule(
        (
            ("ParticipantObjectIDTypeCode", 1, 1),
            ("ParticipantObjectName", 0, 1),
            ("ParticipantObjectQuery", 0, 1),
            ("ParticipantObjectDetail", 0, MANY),
            ("ParticipantObjectDescription", 0, MANY),
            *((name, 0, MANY) for name in ("MPPS", "Accession", "SOPClass", "ParticipantObjectContainsStudy")),
            *((name, 0, 1) for name in ("Encrypted", "Anonymized")),
        ),
        ("ParticipantObjectID",),
        (
            "ParticipantObjectTypeCode",
            "ParticipantObjectTypeCodeRole",
            "ParticipantObjectDataLifeCycle",
            "ParticipantObjectSensitivity",
        ),
    ),
    "ParticipantObjectDetail": Rule(needed=("type", "value")),
    **dict.fromkeys(
        ("EventID", "EventTypeCode", "PurposeOfUse", "RoleIDCode", "MediaType", "ParticipantObjectIDTypeCode"), CODE
    ),
}
"""What is not here may hold anything."""

VALUES = {
    "EventActionCode": "[CRUDE]",
    "EventOutcomeIndicator": "0|4|8|12",
    "UserIsRequestor": "true|false|1|0",
    "NetworkAccessPointTypeCode": "[1-5]",
    "ParticipantObjectTypeCode": "[1-4]",
    "ParticipantObjectTypeCodeRole": "[1-9]|1[0-9]|2[0-6]",
    "ParticipantObjectDataLifeCycle": "[1-9]|1[0-5]",
}
"""The values of attributes, as patterns."""

OLDER = {"code": "csd-code"}
"""Names of attributes that older messages have (RFC 3881), and what has replaced them."""


def event_in_syslog(message: Message) -> AuditEvent:
    """The event in a syslog message. A NonConformance where there is none."""
    try:
        return dicom.parse(_header(message).payload)
    except MalformedMessage as fault:
        raise _told(fault, message) from fault


@check
def has_its_header(message: Message) -> None:
    """The header of RFC 5424 with what IHE asks for: PRI 85 (or 84), MSGID, no structured data, no byte order mark."""
    _of_syslog(message)
    header = _header(message)
    if header.priority not in envelope.PRIORITIES:
        raise NonConformance("PRI", expected="<85>, or <84>", found=f"<{header.priority}>")
    if header.msgid != envelope.MSGID:
        raise NonConformance("MSGID", expected=envelope.MSGID, found=header.msgid)
    if header.structured_data != syslog.NIL:
        raise NonConformance("STRUCTURED-DATA", expected=syslog.NIL, found=short(header.structured_data))


@check
def is_built_by_dicom(message: Message) -> None:
    """The content is an AuditMessage in UTF-8, its elements, attributes and values as DICOM PS3.15 A.5 orders them."""
    _of_syslog(message)
    try:
        root = parsed_tree(_header(message).payload)
    except MalformedMessage as fault:
        raise _told(fault, message) from fault
    if root.tag != "AuditMessage":
        raise NonConformance("the root", expected="AuditMessage, in no namespace", found=short(root.tag))
    _is_built(root)


def _is_built(node: etree._Element) -> None:
    rule = RULES.get(str(node.tag))
    if rule is None:
        return
    _has_attributes(node, rule)
    _has_children(node, rule)
    for child in _elements(node):
        _is_built(child)


def _has_attributes(node: etree._Element, rule: Rule) -> None:
    for name in rule.needed:
        if node.get(name) is None:
            raise NonConformance(f"{node.tag}.{name}", expected="an attribute", found="none")
    for key, value in node.attrib.items():
        name, text = str(key), str(value)
        if name not in (*rule.needed, *rule.allowed):
            better = f"{OLDER[name]}, which has replaced it" if name in OLDER else "no such attribute"
            raise NonConformance(f"{node.tag}.{name}", expected=better, found=short(text))
        if name in VALUES and not re.fullmatch(VALUES[name], text):
            raise NonConformance(f"{node.tag}.{name}", expected=f"one of {VALUES[name]}", found=short(text))
        if name == "EventDateTime":
            _is_moment(text)


def _is_moment(text: str) -> None:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        text = f"{text}: no moment"
    if not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text) or text.endswith("no moment"):
        where = "EventIdentification.EventDateTime"
        raise NonConformance(where, expected="a date and a time, as in 2026-11-25T08:15:00Z", found=text) from None


def _has_children(node: etree._Element, rule: Rule) -> None:
    found = [str(one.tag) for one in _elements(node)]
    order = [name for name, _, _ in rule.children]
    for name in found:
        if name not in order:
            raise NonConformance(f"{node.tag}.{name}", expected="no such element", found="one")
    for name, least, most in rule.children:
        if not least <= found.count(name) <= most:
            wanted = f"{least} or more" if most == MANY else f"{least} to {most}"
            raise NonConformance(f"{node.tag}.{name}", expected=wanted, found=str(found.count(name)))
    ranks = [order.index(name) for name in found]
    for number in range(1, len(ranks)):
        if ranks[number] < ranks[number - 1]:
            before = found[number - 1]
            raise NonConformance(f"{node.tag}.{found[number]}", expected=f"before {before}", found=f"after {before}")


def _elements(node: etree._Element) -> Iterator[etree._Element]:
    return (one for one in node if isinstance(one.tag, str))


def _of_syslog(message: Message) -> None:
    if message.start:
        raise NothingToJudge


def _header(message: Message) -> SyslogMessage:
    try:
        return syslog.parse(message.body)
    except MalformedMessage as fault:
        raise _told(fault, message) from fault


def _told(fault: MalformedMessage, message: Message) -> NonConformance:
    return NonConformance(fault.where, expected=fault.expected, found=fault.found, exchange=message.exchange)
