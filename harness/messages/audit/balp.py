"""An audit event of a RESTful exchange in the patterns of IHE BALP (IHE.BasicAudit.*). Knows FHIR, no sockets."""

from __future__ import annotations

from typing import Any

from harness.messages.audit import AuditEvent
from harness.messages.audit.fhir_event import ENTITY_ROLE, ENTITY_TYPE, to_fhir

TYPE = {
    "system": "http://terminology.hl7.org/CodeSystem/audit-event-type",
    "code": "rest",
    "display": "RESTful Operation",
}
INTERACTIONS = "http://hl7.org/fhir/restful-interaction"


def to_balp(event: AuditEvent, *, interaction: str, touched: str = "") -> dict[str, Any]:
    """`event` as an AuditEvent; `interaction` is FHIR's word for what was done (``update``).

    `touched` is what was created, changed or removed (``Patient?identifier=…``); empty for a query.
    """
    told = to_fhir(event)
    data = {
        "what": {"identifier": {"value": touched}},
        "type": {"system": ENTITY_TYPE, "code": "2", "display": "System Object"},
        "role": {"system": ENTITY_ROLE, "code": "4", "display": "Domain Resource"},
    }
    entities = [*([data] if touched else []), *told.get("entity", ())]
    subtype = [{"system": INTERACTIONS, "code": interaction}, *told.get("subtype", ())]
    return {**told, "type": TYPE, "subtype": subtype, **({"entity": entities} if entities else {})}
