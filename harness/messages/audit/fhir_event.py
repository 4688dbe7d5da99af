"""FHIR R4's AuditEvent: a resource to an AuditEvent of ours and back, as its mapping to DICOM has it. No profile.

What FHIR has no place for is left out: the name of a code system without a URI we know, and all sources but the first.
A patient's CX becomes an Identifier. RoleIDCode becomes ``agent.type`` where it says how somebody took part (DCM
110150 to 110155), as IHE BALP wants it, and ``agent.role`` otherwise.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from harness.messages.audit import ActiveParticipant, AuditEvent, AuditSource, Code, ParticipantObject
from harness.messages.audit.patient_ids import cx_of, identifier_of

SYSTEMS = {
    "DCM": "http://dicom.nema.org/resources/ontology/DCM",
    "IHE Transactions": "urn:ihe:event-type-code",
    "RFC-3881": "urn:ietf:rfc:3881",
}
"""DICOM's names of code systems, and FHIR's."""

ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type"
ENTITY_ROLE = "http://terminology.hl7.org/CodeSystem/object-role"
LIFE_CYCLE = "http://terminology.hl7.org/CodeSystem/dicom-audit-lifecycle"
SOURCE_TYPE = "http://terminology.hl7.org/CodeSystem/security-source-type"

_NAMES = {uri: name for name, uri in SYSTEMS.items()}
_PARTICIPATION = {str(code) for code in range(110150, 110156)}

Element = dict[str, Any]


def to_fhir(event: AuditEvent) -> Element:
    """`event` as a resource without an id. A time without a zone is UTC (PS3.15 A.5.2.1)."""
    return _filled(
        resourceType="AuditEvent",
        type=_coding(event.kind),
        subtype=[_coding(one) for one in event.types],
        action=event.action,
        recorded=event.at if event.at.endswith("Z") or event.at[-6:-5] in ("+", "-") else f"{event.at}Z",
        outcome=event.outcome,
        outcomeDesc=event.outcome_description,
        purposeOfEvent=[{"coding": [_coding(one)]} for one in event.purposes],
        agent=[_agent(one) for one in event.participants],
        source=_source(event.sources[0]) if event.sources else {},
        entity=[_entity(one) for one in event.objects],
    )


def from_fhir(resource: Element) -> AuditEvent:
    """The event that an AuditEvent tells of; what is not there is empty."""
    return AuditEvent(
        kind=_code(_inside(resource, "type")),
        at=_word(resource, "recorded"),
        outcome=_word(resource, "outcome"),
        action=_word(resource, "action"),
        types=_codes(resource, "subtype"),
        outcome_description=_word(resource, "outcomeDesc"),
        purposes=_concepts(resource, "purposeOfEvent"),
        participants=tuple(map(_participant, _each(resource, "agent"))),
        sources=tuple(_audit_source(one) for one in [_inside(resource, "source")] if one),
        objects=tuple(map(_object, _each(resource, "entity"))),
    )


def _agent(one: ActiveParticipant) -> Element:
    part = next((role for role in one.roles if role.system == "DCM" and role.code in _PARTICIPATION), None)
    return _filled(
        type={"coding": [_coding(part)]} if part else {},
        role=[{"coding": [_coding(role)]} for role in one.roles if role is not part],
        who={"identifier": {"value": one.user_id}} if one.user_id else {},
        altId=one.alternative_user_id,
        name=one.name,
        requestor=one.requestor,
        media=_coding(one.media) if one.media else {},
        network=_filled(address=one.network_address, type=one.network_type),
    )


def _participant(agent: Element) -> ActiveParticipant:
    network, media = _inside(agent, "network"), _inside(agent, "media")
    return ActiveParticipant(
        user_id=_who(_inside(agent, "who")),
        requestor=agent.get("requestor") is True,
        roles=(*_codes(_inside(agent, "type"), "coding"), *_concepts(agent, "role")),
        alternative_user_id=_word(agent, "altId"),
        name=_word(agent, "name"),
        network_address=_word(network, "address"),
        network_type=_word(network, "type"),
        media=_code(media) if media else None,
    )


def _source(one: AuditSource) -> Element:
    types = [_filled(system=SOURCE_TYPE, code=each.code, display=each.text) for each in one.types]
    return _filled(site=one.site, observer={"identifier": {"value": one.id}} if one.id else {}, type=types)


def _audit_source(source: Element) -> AuditSource:
    types = (
        Code(one.code, "" if one.system == SOURCE_TYPE else one.system, one.text) for one in _codes(source, "type")
    )
    return AuditSource(_who(_inside(source, "observer")), _word(source, "site"), tuple(types))


def _entity(one: ParticipantObject) -> Element:
    identifier = identifier_of(one.id) if one.is_patient else _filled(value=one.id)
    if one.id_type and identifier:
        identifier = {"type": {"coding": [_coding(one.id_type)]}, **identifier}
    return _filled(
        what={"identifier": identifier} if identifier else {},
        type=_filled(system=ENTITY_TYPE, code=one.type) if one.type else {},
        role=_filled(system=ENTITY_ROLE, code=one.role) if one.role else {},
        lifecycle=_filled(system=LIFE_CYCLE, code=one.life_cycle) if one.life_cycle else {},
        securityLabel=[{"code": one.sensitivity}] if one.sensitivity else [],
        name="" if one.query else one.name,  # sev-1: a name or a query
        query="".join(one.query.split()),
        detail=[_detail(kind, value) for kind, value in one.details],
    )


def _object(entity: Element) -> ParticipantObject:
    what, type_, role = _inside(entity, "what"), _inside(entity, "type"), _inside(entity, "role")
    identifier = _inside(what, "identifier")
    is_patient = (type_.get("code"), role.get("code")) == ("1", "1")
    labels = _each(entity, "securityLabel")
    return ParticipantObject(
        id=cx_of(identifier) if is_patient and identifier else _who(what),
        id_type=next(iter(_codes(_inside(identifier, "type"), "coding")), None),
        type=_word(type_, "code"),
        role=_word(role, "code"),
        life_cycle=_word(_inside(entity, "lifecycle"), "code"),
        sensitivity=_word(labels[0], "code") if labels else "",
        name=_word(entity, "name"),
        query=_word(entity, "query"),
        details=tuple(_told(one) for one in _each(entity, "detail")),
    )


def _detail(kind: str, value: str) -> Element:
    """DICOM's value is base64; where it is not, it is kept as the text that it is."""
    bare = "".join(value.split())
    try:
        base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        return _filled(type=kind, valueString=value)
    return _filled(type=kind, valueBase64Binary=bare)


def _told(detail: Element) -> tuple[str, str]:
    return _word(detail, "type"), _word(detail, "valueBase64Binary") or _word(detail, "valueString")


def _coding(one: Code) -> Element:
    system = SYSTEMS.get(one.system, one.system if ":" in one.system and " " not in one.system else "")
    return _filled(system=system, code=one.code, display=one.text)


def _code(coding: Element) -> Code:
    system = _word(coding, "system")
    return Code(_word(coding, "code"), _NAMES.get(system, system), _word(coding, "display"))


def _codes(holder: Element, name: str) -> tuple[Code, ...]:
    return tuple(map(_code, _each(holder, name)))


def _concepts(holder: Element, name: str) -> tuple[Code, ...]:
    return tuple(code for concept in _each(holder, name) for code in _codes(concept, "coding"))


def _who(reference: Element) -> str:
    return (
        _word(_inside(reference, "identifier"), "value") or _word(reference, "reference") or _word(reference, "display")
    )


def _filled(**elements: Any) -> Element:
    """The elements that have something in them; FHIR has no empty ones, and no text of spaces alone."""
    bare = ((name, value, value.strip() if isinstance(value, str) else value) for name, value in elements.items())
    return {name: value for name, value, inner in bare if inner not in ("", [], {}, None)}


def _inside(holder: Element, name: str) -> Element:
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def _each(holder: Element, name: str) -> list[Element]:
    found: Iterable[Any] = value if isinstance(value := holder.get(name), list) else ()
    return [one for one in found if isinstance(one, dict)]


def _word(holder: Element, name: str) -> str:
    found = holder.get(name)
    return found if isinstance(found, str) else ""
