"""How an audit message by syslog has to be built: rules of our own words, each with a message that breaks it."""

from __future__ import annotations

import pytest

from harness.checks import audit_messages
from harness.checks.check import NothingToJudge
from tests.checks.audit_events import feed, pix_query, posted, search, told
from tests.checks.resources import finding

SOURCE = '<AuditSourceIdentification AuditSourceID="openhie-harness"/>'
BUILT_WRONGLY = {
    "no XML": ({"</AuditMessage>": ""}, "line"),
    "another root": ({"AuditMessage": "Message"}, "the root"),
    "an element too many": ({SOURCE: SOURCE * 2}, "AuditMessage.AuditSourceIdentification"),
    "no source": ({SOURCE: ""}, "AuditMessage.AuditSourceIdentification"),
    "an unknown element": ({SOURCE: f"{SOURCE}<More/>"}, "AuditMessage.More"),
    "another order": ({SOURCE: "", "<AuditMessage>": f"<AuditMessage>{SOURCE}"}, "AuditMessage.EventIdentification"),
    "a code of RFC 3881": ({"csd-code": "code"}, "EventID.csd-code"),
    "both codes": ({'csd-code="110112"': 'csd-code="110112" code="110112"'}, "EventID.code"),
    "an unknown attribute": ({"<EventID ": '<EventID more="1" '}, "EventID.more"),
    "an unknown action": ({'ActionCode="E"': 'ActionCode="X"'}, "EventIdentification.EventActionCode"),
    "no moment": ({"T08:00": " 8 "}, "EventIdentification.EventDateTime"),
    "a date alone": ({"T08:00:00.000Z": ""}, "EventIdentification.EventDateTime"),
    "no syslog": ({"<85>1": "85"}, "PRI"),
}
SENT_WRONGLY = {
    "another priority": ({"<85>": "<14>"}, "PRI"),
    "another kind": ({"IHE+RFC-3881": "AUDIT"}, "MSGID"),
    "structured data": ({"3881 - ": '3881 [a b="c"] '}, "STRUCTURED-DATA"),
}


@pytest.mark.parametrize("deed", [search(), feed(), pix_query()])
def test_what_our_mocks_write_is_built_rightly(deed: object) -> None:
    assert audit_messages.is_built_by_dicom(told(deed)) is None
    assert audit_messages.has_its_header(told(deed)) is None


@pytest.mark.parametrize(("changes", "where"), BUILT_WRONGLY.values(), ids=BUILT_WRONGLY.keys())
def test_what_is_built_wrongly_is_told(changes: dict[str, str], where: str) -> None:
    assert finding(audit_messages.is_built_by_dicom, told(**changes))[0].startswith(where)


@pytest.mark.parametrize(("changes", "where"), SENT_WRONGLY.values(), ids=SENT_WRONGLY.keys())
def test_what_is_sent_wrongly_is_told(changes: dict[str, str], where: str) -> None:
    assert finding(audit_messages.has_its_header, told(**changes))[0] == where


def test_what_came_by_fhir_shows_nothing_of_it() -> None:
    for judge in (audit_messages.is_built_by_dicom, audit_messages.has_its_header):
        with pytest.raises(NothingToJudge):
            judge(posted())
