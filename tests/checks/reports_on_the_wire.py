"""Messages with aggregate figures, for the checks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from harness.evidence.exchange import Exchange, Message
from harness.messages import adx
from harness.messages.figures import Report
from tests.messages.adx.malaria import EXPORTED


def said(body: bytes, media_type: str, *, status: int = 200, target: str = "/adx") -> Message:
    """An answer with this status, or a request for this target."""
    head = f"HTTP/1.1 {status} X" if status else f"PUT {target} HTTP/1.1"
    return Message("", b"", body, 1.0, start=head, headers=(("Content-Type", media_type),))


def in_adx(*reports: Report, status: int = 200) -> Message:
    return said(adx.write(reports, exported=EXPORTED), adx.MEDIA_TYPE, status=status)


def in_fhir(*resources: dict[str, Any], status: int = 200, type_: str = "collection") -> Message:
    """One resource, or several in a Bundle."""
    whole = resources[0] if len(resources) == 1 else bundle(resources, type_)
    return said(json.dumps(whole).encode(), "application/fhir+json", status=status)


def bundle(resources: Iterable[dict[str, Any]], type_: str = "collection") -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": type_, "entry": [{"resource": one} for one in resources]}


def in_json(content: Any, status: int = 200) -> Message:
    return said(json.dumps(content).encode(), "application/json", status=status)


def hops(sent: Message, passed: Message | None, back: Message | None = None) -> Exchange:
    """An exchange of which both hops were seen."""
    ends = {"id": "x1", "transaction": "", "initiator": "sender", "responder": "hmis", "address": "", "ended": 2.0}
    return Exchange(request=sent, response=None, forwarded_request=passed, forwarded_response=back, **ends)
