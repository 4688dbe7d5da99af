"""An Audit Record Repository without its door: what it keeps, what it refuses, what is found. A defect overrides it.

An event that came by syslog is kept twice: as the bytes that came, in a Binary, and as an AuditEvent whose
``meta.source`` names that Binary.
"""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import ClassVar

from harness.errors import MalformedMessage
from harness.messages import syslog
from harness.messages.audit import dicom
from harness.messages.audit.fhir_event import to_fhir
from harness.messages.fhir import Resource
from harness.mocks.rest.declaration import Declaration, Kept, offered
from harness.mocks.rest.messages import Refusal, Request
from harness.mocks.rest.service import RestService
from harness.mocks.rest.structure import check_structure
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store

STATEMENT = "https://profiles.ihe.net/ITI/BALP/CapabilityStatement/IHE.BALP.ATNA.AuditRecordRepository"
SEARCHED_BY = (
    *("_id", "_lastUpdated", "_tag", "action", "address", "agent-name", "agent.identifier", "date", "entity-role"),
    *("entity-type", "entity.identifier", "outcome", "patient.identifier", "source.identifier", "subtype", "type"),
)

_OUTCOME = "http://hl7.org/fhir/audit-event-outcome"
_log = logging.getLogger(__name__)


class Repository(RestService):
    """Takes events and finds them again (ITI-20, ITI-81); what was told is never changed and never removed.

    `data` is the file to keep them in, memory without one."""

    title: ClassVar[str] = "audit record repository"
    declares: ClassVar[Declaration] = {
        "AuditEvent": Kept(("create", "read", "search-type"), SEARCHED_BY, conditional=("create",)),
        "Binary": Kept(("read",), ()),
    }
    everywhere: ClassVar[tuple[str, ...]] = ("batch", "transaction")
    instantiates: ClassVar[tuple[str, ...]] = (STATEMENT,)

    def __init__(self, data: Path | None = None) -> None:
        super().__init__(Store(search_table(offered(self.declares)), data, view=lambda _, event: findable(event)))

    def heard(self, message: bytes, sender: str, *, failure: str = "", secured: bool = False) -> None:  # noqa: ARG002 - a defect looks at it
        """Keeps the event in a syslog `message`. What is none is logged with the reason, since nobody can be told."""
        try:
            if failure:
                raise MalformedMessage("syslog", expected="a message", found=failure)
            self.keep_told(message, self.event_in(message))
        except (MalformedMessage, Refusal) as fault:
            _log.warning("Not kept, from %s: %s", sender, fault)

    def event_in(self, message: bytes) -> Resource:
        """The AuditEvent that a syslog message tells of. Raises MalformedMessage and Refusal."""
        event = to_fhir(dicom.parse(syslog.parse(message).payload))
        check_structure(event)
        return event

    def keep_told(self, message: bytes, event: Resource) -> None:
        """Keeps the bytes that came, and the event beside them."""
        data = base64.b64encode(message).decode("ascii")
        with self.store.transaction():
            binary = {"resourceType": "Binary", "contentType": "application/octet-stream", "data": data}
            kept = self.store.add(binary)
            self.store.add({**event, "meta": {"source": f"Binary/{kept.id}"}})

    def settle(self, request: Request, resource: Resource) -> Resource:  # noqa: ARG002 - as the service has it
        """As it is: an event speaks of what is kept elsewhere."""
        return resource


def findable(event: Resource) -> Resource:
    """What of an event is found: its patients by themselves, and its outcome with the system that a code implies."""
    patients = [
        one["what"]["identifier"]
        for one in event.get("entity", ())
        if one.get("role", {}).get("code") == "1" and "identifier" in one.get("what", {})
    ]
    outcome = {"system": _OUTCOME, "code": event["outcome"]} if "outcome" in event else None
    return {**event, "patientIdentifier": patients, "outcome": outcome}
