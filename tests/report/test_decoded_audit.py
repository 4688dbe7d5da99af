from __future__ import annotations

import json

from harness.evidence.exchange import Message
from harness.messages import syslog
from harness.messages.audit import ActiveParticipant, AuditEvent, AuditSource, Code, ParticipantObject
from harness.messages.audit.dicom_writing import serialise
from harness.messages.audit.fhir_event import to_fhir
from harness.report.decoded import decoded
from harness.report.decoded_audit import resource_lines, said
from harness.report.places import in_body

SOURCE = Code("110153", "DCM", "Source Role ID")
EVENT = AuditEvent(
    kind=Code("110112", "DCM", "Query"),
    types=(Code("ITI-78", "IHE Transactions"),),
    at="2026-11-25T22:00:00Z",
    outcome="0",
    action="E",
    participants=(ActiveParticipant("http://emr", True, (SOURCE,), name="Grace", network_address="10.0.0.7"),),
    sources=(AuditSource("emr", "clinic"),),
    objects=(
        ParticipantObject("1^^^&2.16&ISO", type="1", role="1", id_type=Code("2", "RFC-3881", "Patient Number")),
        ParticipantObject("q", type="2", role="24", query="ZmFtaWx5PUE="),
        ParticipantObject("", query="not base64!"),
    ),
)
RECORD = syslog.serialise(syslog.SyslogMessage(85, serialise(EVENT), app_name="emr"))


def told(body: bytes) -> list[str]:
    return [line.text for line in decoded(Message("a", b"", body, 1)).lines]


def test_a_record_is_told_in_a_few_words() -> None:
    assert said(RECORD) == "audit: Query, ITI-78"
    assert said(b"<85>1 hello") == "syslog that tells of no audit event"


def test_who_did_what_to_whom_stands_above_the_xml() -> None:
    lines = told(RECORD)
    assert "What happened   Query (DCM 110112); IHE Transactions ITI-78" in lines
    assert "Who             http://emr, Grace, who asked for it, Source Role ID (DCM 110153), at 10.0.0.7" in lines
    assert "About           the patient 1^^^&2.16&ISO, Patient Number (RFC-3881 2)" in lines
    assert "About           q, type 2, role 24, asked: family=A" in lines


def test_each_field_of_the_header_and_each_element_is_a_place() -> None:
    places = [line.place for line in decoded(Message("a", b"", RECORD, 1)).lines]
    assert {"PRI", "APP-NAME", "EventIdentification.EventID"} <= set(places)


def test_an_element_is_found_by_its_name_alone() -> None:
    lines = decoded(Message("a", b"", RECORD, 1)).lines
    spot = in_body("EventID.csd-code", lines)
    assert spot is not None
    assert lines[spot.number].text.lstrip().startswith("<EventID ")


def test_syslog_without_an_event_is_shown_as_it_is() -> None:
    lines = told(b"<14>1 - host app - - - door opened")
    assert lines[-1] == "door opened"
    assert any(line.startswith("no audit event that can be read") for line in lines)


def test_an_audit_event_of_fhir_is_told_above_its_json() -> None:
    lines = told(json.dumps(to_fhir(EVENT)).encode())
    assert lines[0].startswith("What happened   Query")
    assert '  "resourceType": "AuditEvent",' in lines


def test_other_resources_are_told_by_their_json_alone() -> None:
    bundled = [b'{"resourceType": "Bundle", "x": "AuditEvent"}', b'["AuditEvent"]', b'{"AuditEvent"', b"{}"]
    assert [resource_lines(each) for each in bundled] == [()] * 4
