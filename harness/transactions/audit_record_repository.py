"""ITI-20 and ITI-81 as an Audit Record Repository sees them: events that come in, and questions about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON
from harness.transactions.audit_writer import AuditWriter
from harness.transactions.deed import Deed
from harness.transactions.patient_identity_feed import conditional
from harness.transactions.person import Identifier
from harness.transactions.record_audit_event import SyslogCall
from harness.transactions.transaction import Call, OursAlone, Source, Transaction

CLINIC, REGISTRY = "192.0.2.77", "192.0.2.1"
"""The machines that the events tell of: of a network that is for examples (RFC 5737)."""

MOST_LOOKS = 40
"""How often it is asked again for an event that was told: syslog is not answered, so nobody knows when it is in."""


class _Told(OursAlone):
    id: ClassVar[str] = "ITI-20"
    title: ClassVar[str] = "Record Audit Event"
    writes: ClassVar[bool] = True

    about: Identifier

    def deed(self, source: Source) -> Deed:
        """What the event tells of: a feed of the patient that went well."""
        body = fhir.serialise({"resourceType": "Patient"})
        call = Call("PUT", conditional(self.about), body=body)
        return Deed("ITI-104", call, "201", source.now(), CLINIC, REGISTRY)

    @property
    @override
    def what(self) -> str:
        return "an audit event"

    @override
    def recognises(self, call: Any) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class RecordAuditEvent(_Told):
    """An AuditEvent by the pattern of BALP about a feed of the patient `about`."""

    answering: ClassVar[str] = "20-08"

    about: Identifier

    @override
    def call(self, source: Source) -> Call:
        body = fhir.serialise(AuditWriter().as_fhir(self.deed(source), "source"))
        return Call("POST", "AuditEvent", (("Accept", JSON), ("Content-Type", JSON)), body)


@dataclass(frozen=True, slots=True)
class RecordAuditEventByUdp(_Told):
    """An AuditMessage about a feed of the patient `about` in a datagram (RFC 5426)."""

    endpoint: ClassVar[str] = "syslog_udp"

    about: Identifier

    @override
    def call(self, source: Source) -> SyslogCall:
        return SyslogCall(AuditWriter().as_syslog(self.deed(source), "source"))


@dataclass(frozen=True, slots=True)
class RecordAuditEventByTls(RecordAuditEventByUdp):
    """The same over TLS (RFC 5425)."""

    endpoint: ClassVar[str] = "syslog_tls"


@dataclass(frozen=True, slots=True)
class RetrieveAuditEvents(OursAlone):
    """Events by their `parameters` (ITI-81); an `eager` one is asked again until there are any."""

    id: ClassVar[str] = "ITI-81"
    title: ClassVar[str] = "Retrieve ATNA Audit Event"
    answering: ClassVar[str] = "81-01"
    pause: ClassVar[float] = 0.1

    parameters: Sequence[tuple[str, str]]
    eager: bool = False
    looks: int = 0

    @override
    def call(self, source: Source) -> Call:
        return Call("GET", f"AuditEvent?{urlencode(list(self.parameters), quote_via=quote)}")

    @property
    @override
    def what(self) -> str:
        return "a search for audit events"

    @override
    def recognises(self, call: Call) -> bool:
        return call.method == "GET" and call.route == "AuditEvent"

    @override
    def following(self, body: bytes, content_type: str, base: str) -> Transaction | None:
        if not self.eager or self.looks >= MOST_LOOKS or b"AuditEvent" in body.replace(b"/AuditEvent?", b""):
            return None
        return replace(self, looks=self.looks + 1)
