"""An audit record for a page: who did what to whom, in words, before its own lines. Judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

from harness.errors import MalformedMessage
from harness.messages import syslog
from harness.messages.audit import ActiveParticipant, AuditEvent, Code, ParticipantObject, dicom
from harness.messages.audit.fhir_event import from_fhir
from harness.report.decoded_xml import xml_lines
from harness.report.line import Line

OUTCOMES = {"0": "it went well", "4": "it failed", "8": "it failed badly", "12": "it failed, and so does what follows"}
ACTIONS = {"C": "created", "R": "read", "U": "changed", "D": "removed", "E": "carried out"}
AT_HAND = 32  # messages of which it is known what is said of them: that is told in several places
QUESTION = 400  # characters of a question that was asked


@lru_cache(maxsize=AT_HAND)
def said(body: bytes) -> str:
    """What a syslog message tells of, in a few words: ``audit: Query, ITI-78``."""
    try:
        event = dicom.parse(syslog.parse(body).payload)
    except MalformedMessage:
        return "syslog that tells of no audit event"
    return f"audit: {', '.join(filter(None, (_named(event.kind), *(one.code for one in event.types))))}"


def syslog_lines(body: bytes) -> tuple[Line, ...]:
    """The header field by field, the event in words, and its XML; none for what is no syslog message."""
    try:
        message = syslog.parse(body)
    except MalformedMessage:
        return ()
    fields = (
        ("PRI", f"{message.priority}: facility {message.facility}, severity {message.severity}"),
        ("TIMESTAMP", message.timestamp),
        ("HOSTNAME", message.hostname),
        ("APP-NAME", message.app_name),
        ("PROCID", message.procid),
        ("MSGID", message.msgid),
        ("STRUCTURED-DATA", message.structured_data),
    )
    lines = [Line(f"{name:16}{value}", name) for name, value in fields]
    try:
        words = event_lines(dicom.parse(message.payload))
    except MalformedMessage as fault:
        words = (Line(f"no audit event that can be read: {fault}"),)
    content = tuple(map(_placed, xml_lines(message.payload, fhir=False))) or tuple(
        map(Line, message.payload.decode("utf-8", "replace").splitlines())
    )
    return (*lines, Line(""), *words, Line(""), *content)


def _placed(line: Line) -> Line:
    """A line of an AuditMessage with its place below the root, and the name of its element alone."""
    place = line.place.partition(".")[2]
    return Line(line.text, place, place.rpartition(".")[2])


def resource_lines(body: bytes) -> tuple[Line, ...]:
    """The event of a FHIR AuditEvent in JSON in words; none for any other resource."""
    if b'"AuditEvent"' not in body:
        return ()
    try:
        resource = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(resource, dict) or resource.get("resourceType") != "AuditEvent":
        return ()
    first, *rest = event_lines(from_fhir(resource))
    return (Line(first.text, "AuditEvent", "AuditEvent"), *rest, Line(""))


def event_lines(event: AuditEvent) -> tuple[Line, ...]:
    """`event` told line by line: what, when, how it ended, who, to what."""
    return tuple(Line(f"{label:16}{words}") for label, words in _told(event) if words)


def _told(event: AuditEvent) -> Iterator[tuple[str, str]]:
    yield "What happened", "; ".join(map(_coded, (event.kind, *event.types)))
    yield "Something was", ACTIONS.get(event.action, event.action)
    yield "When", event.at
    ended = OUTCOMES.get(event.outcome, "no outcome that DICOM knows")
    yield "How it ended", " ".join(filter(None, (f"{event.outcome}: {ended}", event.outcome_description)))
    yield from (("Who", _taking_part(one)) for one in event.participants)
    yield from (("Told by", " at ".join(filter(None, (one.id, one.site)))) for one in event.sources)
    yield from (("About", _object(one)) for one in event.objects)


def _taking_part(one: ActiveParticipant) -> str:
    asked = "who asked for it" if one.requestor else ""
    where = f"at {one.network_address}" if one.network_address else ""
    roles = _listed(map(_coded, one.roles))
    return ", ".join(filter(None, (one.user_id or one.name or "nobody named", one.name, asked, roles, where)))


def _object(one: ParticipantObject) -> str:
    kind = f"the patient {one.id}" if one.is_patient else one.id or "something without an id"
    typed = "" if one.is_patient else f"type {one.type or 'none'}, role {one.role or 'none'}"
    kind_of_id = _coded(one.id_type) if one.id_type else ""
    return ", ".join(filter(None, (kind, kind_of_id, typed, one.name, _question(one))))


def _question(one: ParticipantObject) -> str:
    try:
        asked = one.question.decode("utf-8", "replace")
    except MalformedMessage:
        asked = f"{one.query} (no base64)"
    return f"asked: {asked[:QUESTION]}" if asked else ""


def _listed(words: Iterable[str]) -> str:
    return " and ".join(words)


def _named(code: Code) -> str:
    return code.text or code.code


def _coded(code: Code) -> str:
    return f"{code.text} ({code.system} {code.code})" if code.text else f"{code.system} {code.code}".strip()
