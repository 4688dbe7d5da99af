"""The AuditMessage of DICOM PS3.15 A.5.1: bytes to an AuditEvent and back. Knows the schema, not what IHE asks for.

Reading wants what the schema wants, and no more: an unknown code or an odd value is read, so that it can be judged.
The spelling of RFC 3881, which older systems keep, is understood: ``code`` for ``csd-code``, ``displayName`` for
``originalText``.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.audit import ActiveParticipant, AuditEvent, AuditSource, Code, ParticipantObject
from harness.messages.fhir.xml_parsing import parsed_tree

_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def parse(body: bytes) -> AuditEvent:
    """The event that `body` tells of (UTF-8; no DTD, no entity).

    Raises MalformedMessage with the element as `where`, or line and column where it is no XML.
    """
    root = parsed_tree(body)
    if root.tag != "AuditMessage":
        name = etree.QName(root.tag)
        found = f"{name.localname} in {name.namespace}" if name.namespace else name.localname
        raise MalformedMessage("the root", expected="AuditMessage, in no namespace", found=found)
    event = _one(root, "EventIdentification")
    return AuditEvent(
        kind=_code(_one(event, "EventID")),
        at=_attribute(event, "EventDateTime"),
        outcome=_attribute(event, "EventOutcomeIndicator"),
        action=event.get("EventActionCode", ""),
        types=_codes(event, "EventTypeCode"),
        outcome_description=_text(event, "EventOutcomeDescription"),
        purposes=_codes(event, "PurposeOfUse"),
        participants=tuple(map(_participant, _some(root, "ActiveParticipant"))),
        sources=tuple(map(_source, _some(root, "AuditSourceIdentification"))),
        objects=tuple(map(_object, root.iterfind("ParticipantObjectIdentification"))),
    )


def _participant(node: etree._Element) -> ActiveParticipant:
    requestor = node.get("UserIsRequestor", "true").strip()  # the schema has true where nothing stands
    if requestor not in _TRUTH:
        raise MalformedMessage("ActiveParticipant.UserIsRequestor", expected="true or false", found=repr(requestor))
    return ActiveParticipant(
        user_id=_attribute(node, "UserID"),
        requestor=_TRUTH[requestor],
        roles=_codes(node, "RoleIDCode"),
        alternative_user_id=node.get("AlternativeUserID", ""),
        name=node.get("UserName", ""),
        network_address=node.get("NetworkAccessPointID", ""),
        network_type=node.get("NetworkAccessPointTypeCode", ""),
        media=next(iter(_codes(node, "MediaIdentifier/MediaType")), None),
    )


def _source(node: etree._Element) -> AuditSource:
    site = node.get("AuditEnterpriseSiteID", "")
    return AuditSource(_attribute(node, "AuditSourceID"), site, _codes(node, "AuditSourceTypeCode"))


def _object(node: etree._Element) -> ParticipantObject:
    details = ((one.get("type", ""), one.get("value", "")) for one in node.iterfind("ParticipantObjectDetail"))
    return ParticipantObject(
        id=_attribute(node, "ParticipantObjectID"),
        id_type=next(iter(_codes(node, "ParticipantObjectIDTypeCode")), None),
        type=node.get("ParticipantObjectTypeCode", ""),
        role=node.get("ParticipantObjectTypeCodeRole", ""),
        life_cycle=node.get("ParticipantObjectDataLifeCycle", ""),
        sensitivity=node.get("ParticipantObjectSensitivity", ""),
        name=_text(node, "ParticipantObjectName"),
        query=_text(node, "ParticipantObjectQuery"),
        details=tuple(details),
    )


def _codes(node: etree._Element, path: str) -> tuple[Code, ...]:
    return tuple(map(_code, node.iterfind(path)))


def _code(node: etree._Element) -> Code:
    code = node.get("csd-code") or node.get("code")
    if not code:
        raise MalformedMessage(f"{node.tag}.csd-code, line {node.sourceline}", expected="a code", found="none")
    system = node.get("codeSystemName") or node.get("codeSystem") or ""
    return Code(code, system, node.get("originalText") or node.get("displayName") or "")


def _one(node: etree._Element, name: str) -> etree._Element:
    found = node.find(name)
    if found is None:
        raise MalformedMessage(f"{node.tag}.{name}", expected="one", found="none")
    return found


def _some(node: etree._Element, name: str) -> Iterator[etree._Element]:
    _one(node, name)
    return node.iterfind(name)


def _attribute(node: etree._Element, name: str) -> str:
    value = node.get(name)
    if value is None:
        raise MalformedMessage(f"{node.tag}.{name}, line {node.sourceline}", expected="an attribute", found="none")
    return value


def _text(node: etree._Element, name: str) -> str:
    return node.findtext(name) or ""
