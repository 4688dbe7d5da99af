"""An AuditEvent as an AuditMessage of DICOM PS3.15 A.5.1, in the order of its schema. Knows nothing of syslog."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from harness.errors import MalformedMessage
from harness.messages.audit import ActiveParticipant, AuditEvent, AuditSource, Code, ParticipantObject


def serialise(event: AuditEvent) -> bytes:
    """`event` as UTF-8, without a byte order mark (TF-2 ITI-20 discourages it).

    Raises MalformedMessage where a value holds a character that XML cannot.
    """
    root = etree.Element("AuditMessage")
    try:
        _add_event(root, event)
        for each in event.participants:
            _add_participant(root, each)
        for source in event.sources:
            _add_source(root, source)
        for one in event.objects:
            _add_object(root, one)
    except ValueError as error:
        raise MalformedMessage("AuditMessage", expected="characters that XML can hold", found=str(error)) from None
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _add_event(root: etree._Element, event: AuditEvent) -> None:
    times = {"EventDateTime": event.at, "EventOutcomeIndicator": event.outcome}
    node = _added(root, "EventIdentification", {"EventActionCode": event.action}, always=times)
    _add_codes(node, "EventID", [event.kind])
    _add_codes(node, "EventTypeCode", event.types)
    _add_text(node, "EventOutcomeDescription", event.outcome_description)
    _add_codes(node, "PurposeOfUse", event.purposes)


def _add_participant(root: etree._Element, one: ActiveParticipant) -> None:
    more = {
        "AlternativeUserID": one.alternative_user_id,
        "UserName": one.name,
        "NetworkAccessPointID": one.network_address,
        "NetworkAccessPointTypeCode": one.network_type,
    }
    always = {"UserID": one.user_id, "UserIsRequestor": "true" if one.requestor else "false"}
    node = _added(root, "ActiveParticipant", more, always=always)
    _add_codes(node, "RoleIDCode", one.roles)
    if one.media:
        _add_codes(etree.SubElement(node, "MediaIdentifier"), "MediaType", [one.media])


def _add_source(root: etree._Element, one: AuditSource) -> None:
    more, always = {"AuditEnterpriseSiteID": one.site}, {"AuditSourceID": one.id}
    node = _added(root, "AuditSourceIdentification", more, always=always)
    _add_codes(node, "AuditSourceTypeCode", one.types)


def _add_object(root: etree._Element, one: ParticipantObject) -> None:
    more = {
        "ParticipantObjectTypeCode": one.type,
        "ParticipantObjectTypeCodeRole": one.role,
        "ParticipantObjectDataLifeCycle": one.life_cycle,
        "ParticipantObjectSensitivity": one.sensitivity,
    }
    node = _added(root, "ParticipantObjectIdentification", more, always={"ParticipantObjectID": one.id})
    _add_codes(node, "ParticipantObjectIDTypeCode", [one.id_type] if one.id_type else [])
    _add_text(node, "ParticipantObjectName", one.name)
    _add_text(node, "ParticipantObjectQuery", one.query)
    for kind, value in one.details:
        etree.SubElement(node, "ParticipantObjectDetail", {"type": kind, "value": value})


def _added(root: etree._Element, name: str, more: dict[str, str], *, always: dict[str, str]) -> etree._Element:
    return etree.SubElement(root, name, {**always, **{key: value for key, value in more.items() if value}})


def _add_codes(node: etree._Element, name: str, codes: Iterable[Code]) -> None:
    for one in codes:
        _added(node, name, {"codeSystemName": one.system, "originalText": one.text}, always={"csd-code": one.code})


def _add_text(node: etree._Element, name: str, text: str) -> None:
    if text:
        etree.SubElement(node, name).text = text
