from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MalformedMessage
from harness.messages.audit import ActiveParticipant, AuditEvent, AuditSource, Code, ParticipantObject
from harness.messages.audit.dicom import parse
from harness.messages.audit.dicom_writing import serialise
from tests.messages.audit.events import EVENT, QUERY


def without_spaces(event: AuditEvent) -> AuditEvent:
    objects = tuple(dataclasses.replace(one, query="".join(one.query.split())) for one in event.objects)
    return dataclasses.replace(event, objects=objects)


def test_an_audit_message_is_read() -> None:
    assert without_spaces(parse(QUERY)) == EVENT


def test_patients_and_questions_are_found() -> None:
    found = parse(QUERY)
    assert [one.id for one in found.patients] == ["123^^^TEST&2.16.840.1&ISO"]
    assert found.objects[1].question == b"Patient?family=Achieng"


def test_a_question_that_is_no_base64_is_told() -> None:
    with pytest.raises(MalformedMessage, match="ParticipantObjectQuery: expected base64, found 'a!'"):
        _ = ParticipantObject("q", query="a!").question


def test_the_spelling_of_rfc_3881_is_understood() -> None:
    old = QUERY.replace(b"csd-code", b"code").replace(b"originalText", b"displayName")
    assert without_spaces(parse(old)) == EVENT


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
CODES = st.builds(Code, TEXT.filter(bool), TEXT, TEXT)
LISTS = st.lists(CODES, max_size=2).map(tuple)
PARTICIPANTS = st.builds(ActiveParticipant, TEXT, st.booleans(), LISTS, TEXT, TEXT, TEXT, TEXT, media=st.none() | CODES)
DETAILS = st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple)
OBJECTS = st.builds(ParticipantObject, TEXT, st.none() | CODES, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, DETAILS)
EVENTS = st.builds(
    AuditEvent,
    CODES,
    TEXT,
    TEXT,
    st.lists(PARTICIPANTS, min_size=1, max_size=2).map(tuple),
    st.lists(st.builds(AuditSource, TEXT, TEXT, LISTS), min_size=1, max_size=2).map(tuple),
    types=LISTS,
    purposes=LISTS,
    outcome_description=TEXT,
    objects=st.lists(OBJECTS, max_size=2).map(tuple),
)


@given(EVENTS)
def test_what_was_written_is_read_as_it_was(event: AuditEvent) -> None:
    assert parse(serialise(event)) == event


def test_a_character_that_xml_cannot_hold_is_told() -> None:
    with pytest.raises(MalformedMessage, match="characters that XML can hold"):
        serialise(dataclasses.replace(EVENT, outcome_description="\x00"))


BROKEN = {
    "nothing": (b"", "line 1"),
    "no XML": (b"hello", "line 1, column 1"),
    "another root": (b"<Audit/>", "the root: expected AuditMessage, in no namespace, found Audit"),
    "a namespace": (b"<AuditMessage xmlns='urn:a'/>", "found AuditMessage in urn:a"),
    "no event": (b"<AuditMessage/>", "AuditMessage.EventIdentification: expected one"),
    "no code": (QUERY.replace(b'csd-code="110112" ', b""), "EventID.csd-code, line 4: expected a code"),
    "no time": (QUERY.replace(b"EventDateTime", b"Time"), "EventIdentification.EventDateTime, line 3"),
    "no outcome": (QUERY.replace(b"EventOutcomeIndicator", b"Out"), "EventIdentification.EventOutcomeIndicator"),
    "nobody": (QUERY.replace(b"ActiveParticipant", b"Passive"), "AuditMessage.ActiveParticipant: expected one"),
    "no source": (QUERY.replace(b"AuditSourceIdentification", b"Source"), "AuditMessage.AuditSourceIdentification"),
    "no truth": (QUERY.replace(b'Requestor="true"', b'Requestor="yes"'), "expected true or false, found 'yes'"),
    "an entity": (b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + QUERY[42:], "expected XML without a document type"),
    "UTF-16": ("<AuditMessage/>".encode("utf-16"), "expected XML in UTF-8"),
}


@pytest.mark.parametrize(("body", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_audit_message_is_told_with_its_place(body: bytes, told: str) -> None:
    with pytest.raises(MalformedMessage) as raised:
        parse(body)
    assert told in str(raised.value)


@given(st.binary(max_size=200) | st.integers(0, len(QUERY) - 1).map(lambda length: QUERY[:length]))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        parse(body)
