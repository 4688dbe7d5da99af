"""An Audit Record Repository without its door: what it keeps, what it refuses, what is found. A defect overrides it.

An event that came by syslog is kept twice: as the bytes that came, in a Binary, and as an AuditEvent whose
``meta.source`` names that Binary.
"""

from __future__ import annotations

import base64
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from harness.errors import MalformedMessage
from harness.messages import syslog
from harness.messages.audit import dicom
from harness.messages.audit.fhir_event import to_fhir
from harness.messages.fhir import Resource
from harness.mocks.audit_record_repository.batches import KINDS, answers, told_in
from harness.mocks.rest.addresses import ALL
from harness.mocks.rest.capabilities import capability_statement, kept_type
from harness.mocks.rest.messages import Answer, Refusal, Request
from harness.mocks.rest.service import RestService, parsed_body
from harness.mocks.rest.structure import check_structure
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store

STATEMENT = "https://profiles.ihe.net/ITI/BALP/CapabilityStatement/IHE.BALP.ATNA.AuditRecordRepository"
INTERACTIONS = {"AuditEvent": ("create", "read", "search-type"), "Binary": ("read",)}
"""What can be done with each type: what was told is never changed and never removed."""

_OUTCOME = "http://hl7.org/fhir/audit-event-outcome"
_log = logging.getLogger(__name__)


class Repository(RestService):
    """Takes events and finds them again (ITI-20, ITI-81). `data` is the file to keep them in, memory without one."""

    types: ClassVar[tuple[str, ...]] = tuple(INTERACTIONS)
    operations: ClassVar[dict[str, tuple[str, ...]]] = {ALL: ("POST",)}

    def __init__(self, data: Path | None = None) -> None:
        self._since = datetime.now(UTC).isoformat(timespec="seconds")
        super().__init__(Store(search_table(self.types), data, view=lambda _, event: findable(event)))

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

    def perform(self, request: Request) -> Answer:
        """Does what is asked for. Raises Refusal (405) for whatever would change what was told."""
        if request.interaction == ALL:
            return self.several(request)
        known = (*(one.removesuffix("-type") for one in INTERACTIONS.get(request.type, ())), "capabilities")
        if request.interaction not in known:
            raise Refusal(405, "not-supported", f"{request.type}: only {', '.join(known[:-1])} here")
        return super().perform(request)

    def several(self, request: Request) -> Answer:
        """``POST`` of a Bundle of events to the base: a batch, or a transaction."""
        bundle = parsed_body(request)
        told_in(bundle)

        def keep(event: Resource) -> str:
            check_structure(event)
            stored = self.keep(request, event, None)
            return f"{stored.type}/{stored.id}/_history/{stored.version}"

        with self.store.transaction():
            entries = list(answers(bundle, keep))
        told: Resource = {"resourceType": "Bundle", "type": f"{bundle['type']}-response"}
        return Answer(200, {**told, "entry": entries} if entries else told)

    def settle(self, request: Request, resource: Resource) -> Resource:  # noqa: ARG002 - as the service has it
        """As it is: an event speaks of what is kept elsewhere."""
        return resource

    def capabilities(self, request: Request) -> Answer:
        """``GET /metadata``."""
        resources = [self.kept_as(type_) for type_ in self.types]
        name, since = "audit record repository", self._since
        statement = capability_statement(name, resources, base=request.base, date=since, instantiates=[STATEMENT])
        statement["rest"][0]["interaction"] = [{"code": kind} for kind in KINDS]
        return Answer(200, statement)

    def kept_as(self, type_: str) -> Resource:
        """What the CapabilityStatement says of a resource type."""
        told = {**kept_type(type_, INTERACTIONS[type_], self.store.table), "versioning": "versioned"}
        return {**told, "conditionalCreate": True} if "create" in INTERACTIONS[type_] else told


def findable(event: Resource) -> Resource:
    """What of an event is found: its patients by themselves, and its outcome with the system that a code implies."""
    patients = [
        one["what"]["identifier"]
        for one in event.get("entity", ())
        if one.get("role", {}).get("code") == "1" and "identifier" in one.get("what", {})
    ]
    outcome = {"system": _OUTCOME, "code": event["outcome"]} if "outcome" in event else None
    return {**event, "patientIdentifier": patients, "outcome": outcome}
