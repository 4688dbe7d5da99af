"""Checks on audit events (ITI-20), as AuditMessage by syslog or as AuditEvent in FHIR. Knows events, no transactions.

Places are DICOM's in an AuditMessage, FHIR's in an AuditEvent.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from harness.checks.audit_messages import event_in_syslog
from harness.checks.check import check
from harness.checks.place import inner, listed, resource_in, short
from harness.errors import MalformedMessage, NonConformance
from harness.evidence.exchange import Exchange, Message
from harness.messages import hl7v2
from harness.messages.audit import AuditEvent, ParticipantObject
from harness.messages.audit.fhir_event import from_fhir
from harness.messages.audit.patient_ids import identifier_of
from harness.messages.fhir import Resource

PLACES = {
    "EventID": ("EventIdentification.EventID", "AuditEvent.type"),
    "EventTypeCode": ("EventIdentification.EventTypeCode", "AuditEvent.subtype"),
    "EventActionCode": ("EventIdentification.EventActionCode", "AuditEvent.action"),
    "EventDateTime": ("EventIdentification.EventDateTime", "AuditEvent.recorded"),
    "EventOutcomeIndicator": ("EventIdentification.EventOutcomeIndicator", "AuditEvent.outcome"),
    "patient": ("ParticipantObjectIdentification.ParticipantObjectID", "AuditEvent.entity.what"),
    "query": ("ParticipantObjectIdentification.ParticipantObjectQuery", "AuditEvent.entity.query"),
}
"""Where something stands in an AuditMessage, and where in an AuditEvent."""

REST = "rest"


def event_in(message: Message) -> AuditEvent:
    """The event in a request of ITI-20. A NonConformance where there is none."""
    if message.start:
        return from_fhir(resource_in(message, "AuditEvent"))
    return event_in_syslog(message)


@check
def is_of(message: Message, transaction: str) -> None:
    """It says which transaction it is about (``ITI-78``, of IHE)."""
    told = [one.code for one in event_in(message).types]
    if transaction not in told:
        raise _fault(message, "EventTypeCode", transaction, " ".join(told))


@check
def has_kind(message: Message, code: str) -> None:
    """It is an event of this kind, a code of DCM (``110112``, a query); a RESTful one in FHIR may say just that."""
    kind = event_in(message).kind
    if kind.code != code and not (message.start and kind.code == REST):
        raise _fault(message, "EventID", f"{code} of DCM", f"{kind.code} of {kind.system}")


@check
def has_action(message: Message, *actions: str) -> None:
    """What was done is one of `actions`: C, R, U, D or E."""
    found = event_in(message).action
    if found not in actions:
        raise _fault(message, "EventActionCode", " or ".join(actions), found)


@check
def tells_of_a_refused_node(message: Message) -> None:
    """A Security Alert (DCM 110113) about a Node Authentication (DCM 110126) that failed (DICOM PS3.15 A.5.3.11)."""
    event = event_in(message)
    types = [one.code for one in event.types]
    if event.kind.code != "110113":
        raise _fault(message, "EventID", "110113 of DCM", f"{event.kind.code} of {event.kind.system}")
    if "110126" not in types:
        raise _fault(message, "EventTypeCode", "110126", " ".join(types))
    if event.outcome == "0":
        raise _fault(message, "EventOutcomeIndicator", "4, 8 or 12", event.outcome)


@check
def went_well(message: Message) -> None:
    """It says that the exchange went well: 0."""
    found = event_in(message).outcome
    if found != "0":
        raise _fault(message, "EventOutcomeIndicator", "0", found)


@check
def went_wrong(message: Message) -> None:
    """It says that the exchange failed: 4, 8 or 12."""
    found = event_in(message).outcome
    if found not in ("4", "8", "12"):
        raise _fault(message, "EventOutcomeIndicator", "4, 8 or 12", found)


@check
def names(message: Message, value: str, *, domain: Any) -> None:
    """A patient in it has the number `value` in `domain`, under whichever of its names."""
    patients = event_in(message).patients
    if not any(_is_number(one, value, domain) for one in patients):
        told = ", ".join(one.id for one in patients)
        raise _fault(message, "patient", f"a patient with {value} of {domain.uri}", told)


def _is_number(patient: ParticipantObject, value: str, domain: Any) -> bool:
    told = identifier_of(patient.id)
    names = {*domain.systems, domain.oid, domain.namespace, ""}
    known = {told.get("system", ""), told.get("assigner", {}).get("display", "")}
    return told.get("value") == value and known <= names


@check
def asks(message: Message, request: Message) -> None:
    """The question in it, decoded, is that of `request`: all parameters, the body, or the QPD segment."""
    questions = [one for one in event_in(message).objects if one.query]
    if not questions:
        raise _fault(message, "query", "what was asked, in base64", "")
    try:
        told = questions[0].question
    except MalformedMessage as fault:
        raise _fault(message, "query", fault.expected, fault.found) from None
    wanted = _asked(request)
    if not _holds(told, wanted):
        raise _fault(message, "query", short(wanted.decode("utf-8", "replace")), told.decode("utf-8", "replace"))


def _asked(request: Message) -> bytes:
    if not request.start:
        message = hl7v2.parse(request.body)
        return message.all("QPD")[0].text(message.separators).encode()
    return request.body or request.target.partition("?")[2].encode()


def _holds(told: bytes, wanted: bytes) -> bool:
    """Whether it stands there, or the same parameters in another spelling."""
    if wanted.strip() in told:
        return True
    pairs = [parse_qsl(one.decode("utf-8", "replace"), keep_blank_values=True) for one in (_query(told), wanted)]
    return bool(pairs[1]) and all(one in pairs[0] for one in pairs[1])


def _query(told: bytes) -> bytes:
    return told.partition(b"?")[2] or told


@check
def is_dated(message: Message, exchange: Exchange, *, within: float) -> None:
    """Its time lies between the beginning of `exchange` and the moment it was told of, give or take `within` seconds.

    A time without a zone is UTC, as DICOM has it.
    """
    text = event_in(message).at
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        raise _fault(message, "EventDateTime", "a date and a time", text) from None
    moment = (said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp()
    if not exchange.request.at - within <= moment <= message.at + within:
        seen = datetime.fromtimestamp(exchange.request.at, UTC)
        raise _fault(message, "EventDateTime", f"{seen:%H:%M:%S} UTC, give or take {within:g} s", text)


def _fault(message: Message, what: str, expected: str, found: str) -> NonConformance:
    where = PLACES[what][1 if message.start else 0]
    with_words = short(found) or "nothing"
    return NonConformance(where, expected=expected, found=with_words, exchange=message.exchange)


@check
def is_searchset(message: Message) -> None:
    """The answer to a search: a Bundle of type searchset."""
    found = resource_in(message, "Bundle").get("type")
    if found != "searchset":
        raise NonConformance("Bundle.type", expected="searchset", found=short(found or "nothing"))


@check
def finds(message: Message, record: str) -> None:
    """The event that is kept at `record` (``AuditEvent/id``) is in the Bundle."""
    if record not in _records(message):
        raise NonConformance("Bundle.entry", expected=record, found=short(", ".join(_records(message)) or "no event"))


@check
def leaves_out(message: Message, record: str) -> None:
    """The event that is kept at `record` is not in the Bundle."""
    if record in _records(message):
        raise NonConformance("Bundle.entry", expected=f"no {record}", found="it")


@check
def finds_one(message: Message) -> None:
    """There is an event in the Bundle."""
    if not _records(message):
        raise NonConformance("Bundle.entry", expected="an event", found="none")


@check
def gives(message: Message, request: Message) -> None:
    """An event in the Bundle says what that in `request` says: action, outcome, transaction and patients."""
    told = event_in(request)
    for found in map(from_fhir, _events(message)):
        for name, here, there in _sayings(found, told):
            if here != there:
                raise NonConformance(f"AuditEvent.{name}", expected=short(there), found=short(here or "nothing"))


def _sayings(found: AuditEvent, told: AuditEvent) -> tuple[tuple[str, object, object], ...]:
    here, there = _transactions(found), _transactions(told)
    return (
        ("action", found.action, told.action),
        ("outcome", found.outcome, told.outcome),
        ("subtype", here, there),
        ("entity.what", _numbers(found), _numbers(told)),
    )


def _transactions(event: AuditEvent) -> str:
    return " ".join(sorted({one.code for one in event.types if one.code.startswith("ITI-")}))


def _numbers(event: AuditEvent) -> str:
    return " ".join(identifier_of(one.id).get("value", "") for one in event.patients)


def _events(message: Message) -> list[Resource]:
    entries = listed(resource_in(message, "Bundle"), "entry", "Bundle")
    found = [inner(one, "resource", "Bundle.entry") for one in entries]
    return [one for one in found if one.get("resourceType") == "AuditEvent"]


def _records(message: Message) -> list[str]:
    return [f"AuditEvent/{one.get('id')}" for one in _events(message)]
