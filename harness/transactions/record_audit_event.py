"""ITI-20 Record Audit Event (IHE ITI TF-2 3.20; IHE BALP): what took place is told to an Audit Record Repository."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol
from urllib.parse import unquote_plus

from typing_extensions import override

from harness.messages import fhir
from harness.messages.fhir import JSON
from harness.transactions.audit_writer import AuditWriter
from harness.transactions.deed import Deed, stands
from harness.transactions.transaction import Call, Source, Transaction

AUDIT = "audit"
"""Where audit events arrive, by syslog or by FHIR."""

_QUERY = re.compile(rb"(?:ParticipantObjectQuery[^>]*>|\"query\"\s*:\s*\"|<query value=\")\s*([A-Za-z0-9+/=\s]+)")


@dataclass(frozen=True, slots=True)
class SyslogCall:
    """A syslog message, before it has an address. `words` is all that it says, the question in it decoded."""

    message: bytes

    @property
    def words(self) -> str:
        """All that it says."""
        return "\n".join(_said(self.message))


def _said(body: bytes) -> Iterator[str]:
    yield body.decode("utf-8", "replace")
    for found in _QUERY.findall(body):
        try:
            yield unquote_plus(base64.b64decode(b"".join(found.split())).decode("utf-8", "replace"))
        except binascii.Error:
            continue


class TookPlace(Protocol):
    """What a scenario has of an exchange."""

    @property
    def deed(self) -> Deed:
        """What has to be audited of it."""


@dataclass(frozen=True, slots=True)
class AuditEventOf(Transaction):
    """The event about an exchange that took place, as one of its two sides tells it, by syslog or FHIR.

    It is known by the transaction and by what the exchange has of its own: the patient's number, the question.
    """

    id: ClassVar[str] = "ITI-20"
    title: ClassVar[str] = "Record Audit Event"
    endpoint: ClassVar[str] = AUDIT
    unasked: ClassVar[tuple[str, ...]] = ("20-04", "20-06", "20-07")
    silence: ClassVar[str] = "20-01a"
    within: ClassVar[float] = 10.0
    shape: ClassVar[str] = "an AuditMessage by syslog (UDP, TLS), or POST AuditEvent"
    unprompted: ClassVar[bool] = True

    exchange: TookPlace

    @override
    @classmethod
    def always(cls) -> tuple[str, ...]:
        return (*cls.unasked, "FHIR-01")

    @override
    def call(self, source: Source) -> Call:
        body = fhir.serialise(AuditWriter().as_fhir(self.exchange.deed, "source"))
        return Call("POST", "AuditEvent", (("Accept", JSON), ("Content-Type", JSON)), body)

    @override
    def instruction(self) -> str:
        return f"(nobody has to do anything) we wait for the audit event of the {self.exchange.deed.transaction}"

    @override
    def task(self) -> dict[str, Any]:
        return {"action": "none"}

    @override
    def recognises(self, call: Call | SyslogCall) -> bool:
        said = said_in(call)
        marks = self.exchange.deed.marks
        return stands(self.exchange.deed.transaction, said) and (not marks or any(stands(one, said) for one in marks))


class DelayedAuditEventOf(AuditEventOf):
    """The same, after the repository could not be reached: what was kept for it comes now."""

    silence: ClassVar[str] = "20-05"


def said_in(call: Call | SyslogCall) -> str:
    """All that an audit event says, the question in it decoded."""
    return call.words if isinstance(call, SyslogCall) else "\n".join(_said(call.body))
