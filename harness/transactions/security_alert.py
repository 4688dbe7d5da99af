"""ITI-20 about ITI-19: that a node could not be authenticated is told to an Audit Record Repository."""

from __future__ import annotations

from typing import ClassVar

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON
from harness.transactions.audit_writer import NODE_AUTHENTICATION, SECURITY_ALERT, AuditWriter
from harness.transactions.deed import stands
from harness.transactions.record_audit_event import AuditEventOf, SyslogCall, said_in
from harness.transactions.transaction import Call, Source


class SecurityAlertOf(AuditEventOf):
    """The event about a handshake in which the caller was turned away, as whoever was called tells it."""

    silence: ClassVar[str] = "19-06"

    @override
    def call(self, source: Source) -> Call:
        body = fhir.serialise(AuditWriter().alert_as_fhir(self.exchange.deed.caller, source.now()))
        return Call("POST", "AuditEvent", (("Accept", JSON), ("Content-Type", JSON)), body)

    @override
    def instruction(self) -> str:
        return "(nobody has to do anything) we wait for the audit event of who was turned away"

    @override
    def recognises(self, call: Call | SyslogCall) -> bool:
        return any(stands(one.code, said_in(call)) for one in (SECURITY_ALERT, NODE_AUTHENTICATION))
