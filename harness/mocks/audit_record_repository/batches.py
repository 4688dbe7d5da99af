"""Several audit events in one Bundle (FHIR R4 3.1.0.11): a batch keeps what is right, a transaction all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from harness.messages.fhir import Resource
from harness.mocks.rest.messages import Refusal

KINDS = ("batch", "transaction")
TYPE = "AuditEvent"

Keep = Callable[[Resource], str]


def told_in(bundle: Resource) -> list[dict[str, Any]]:
    """The entries of a Bundle that is to be carried out. Raises Refusal (400)."""
    entries = bundle.get("entry", [])
    if bundle["resourceType"] != "Bundle" or bundle.get("type") not in KINDS or not isinstance(entries, list):
        raise Refusal(400, "invalid", f"A Bundle of type {' or '.join(KINDS)} is wanted at this address")
    return entries


def event_of(entry: Any) -> Resource:
    """The event in an entry. Raises Refusal (400) where it is none, or something else is to be done with it."""
    asked = entry.get("request", {}) if isinstance(entry, dict) else {}
    event = entry.get("resource") if isinstance(entry, dict) else None
    told = (asked.get("method"), str(asked.get("url", "")).strip("/")) if isinstance(asked, dict) else ()
    if not isinstance(event, dict) or event.get("resourceType") != TYPE or told != ("POST", TYPE):
        words = f"An entry holds one {TYPE} with the request POST {TYPE}"
        raise Refusal(400, "invalid", words, expression=["Bundle.entry"])
    return event


def answers(bundle: Resource, keep: Keep) -> Iterator[dict[str, Any]]:
    """What became of each entry; `keep` keeps an event and says where. Raises Refusal where a transaction fails."""
    for entry in told_in(bundle):
        try:
            yield {"response": {"status": "201 Created", "location": keep(event_of(entry))}}
        except Refusal as refusal:
            if bundle["type"] == "transaction":
                raise
            yield {"response": {"status": str(refusal.status), "outcome": refusal.outcome}}
