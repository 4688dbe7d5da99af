"""Audit events as senders tell of them."""

from __future__ import annotations

from harness.messages.audit import ActiveParticipant, AuditEvent, AuditSource, Code, ParticipantObject

QUERY = b"""\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>
<AuditMessage>
  <EventIdentification EventActionCode="E" EventDateTime="2026-11-25T08:15:00.123+03:00" EventOutcomeIndicator="0">
    <EventID csd-code="110112" codeSystemName="DCM" originalText="Query"/>
    <EventTypeCode csd-code="ITI-78" codeSystemName="IHE Transactions" originalText="Mobile Query"/>
  </EventIdentification>
  <ActiveParticipant UserID="https://kijani.example.org" AlternativeUserID="4711" UserIsRequestor="true"
      NetworkAccessPointID="10.0.0.7" NetworkAccessPointTypeCode="2">
    <RoleIDCode csd-code="110153" codeSystemName="DCM" originalText="Source Role ID"/>
  </ActiveParticipant>
  <ActiveParticipant UserID="grace" UserName="Grace Wanjir\xc5\xa9" UserIsRequestor="false"/>
  <AuditSourceIdentification AuditSourceID="kijani" AuditEnterpriseSiteID="clinic 7">
    <AuditSourceTypeCode csd-code="4"/>
  </AuditSourceIdentification>
  <ParticipantObjectIdentification ParticipantObjectID="123^^^TEST&amp;2.16.840.1&amp;ISO"
      ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1">
    <ParticipantObjectIDTypeCode csd-code="2" codeSystemName="RFC-3881" originalText="Patient Number"/>
  </ParticipantObjectIdentification>
  <ParticipantObjectIdentification ParticipantObjectID="q1" ParticipantObjectTypeCode="2"
      ParticipantObjectTypeCodeRole="24">
    <ParticipantObjectIDTypeCode csd-code="ITI-78" codeSystemName="IHE Transactions"/>
    <ParticipantObjectQuery>UGF0aWVudD9mYW1pbHk9
      QWNoaWVuZw==</ParticipantObjectQuery>
    <ParticipantObjectDetail type="X-Request-Id" value="YWJj"/>
  </ParticipantObjectIdentification>
</AuditMessage>"""

EVENT = AuditEvent(
    kind=Code("110112", "DCM", "Query"),
    at="2026-11-25T08:15:00.123+03:00",
    outcome="0",
    action="E",
    types=(Code("ITI-78", "IHE Transactions", "Mobile Query"),),
    participants=(
        ActiveParticipant(
            "https://kijani.example.org",
            True,
            roles=(Code("110153", "DCM", "Source Role ID"),),
            alternative_user_id="4711",
            network_address="10.0.0.7",
            network_type="2",
        ),
        ActiveParticipant("grace", False, name="Grace Wanjirũ"),
    ),
    sources=(AuditSource("kijani", "clinic 7", (Code("4"),)),),
    objects=(
        ParticipantObject("123^^^TEST&2.16.840.1&ISO", Code("2", "RFC-3881", "Patient Number"), "1", "1"),
        ParticipantObject(
            "q1",
            Code("ITI-78", "IHE Transactions"),
            "2",
            "24",
            query="UGF0aWVudD9mYW1pbHk9QWNoaWVuZw==",
            details=(("X-Request-Id", "YWJj"),),
        ),
    ),
)
