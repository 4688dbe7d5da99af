"""A patient's id in an audit message: HL7's CX on one side, FHIR's Identifier on the other. Knows components, no more.

``123^^^TEST&2.16.840.1&ISO`` is the value 123 in ``urn:oid:2.16.840.1``, which TEST assigned.
"""

from __future__ import annotations

from typing import Any

OID = "urn:oid:"


def identifier_of(cx: str) -> dict[str, Any]:
    """The Identifier that a CX means; what is no CX is a value. Empty for an empty one."""
    parts = [*cx.split("^"), "", "", ""]
    namespace, universal, kind = [*parts[3].split("&"), "", ""][:3]
    system = f"{OID}{universal}" if kind == "ISO" and universal else universal
    made: dict[str, Any] = {"system": system, "value": parts[0]}
    made = {name: value for name, value in made.items() if value}
    return {**made, "assigner": {"display": namespace}} if namespace else made


def cx_of(identifier: dict[str, Any]) -> str:
    """The CX that an Identifier means."""
    value, system = str(identifier.get("value", "")), str(identifier.get("system", ""))
    assigner = identifier.get("assigner")
    namespace = str(assigner.get("display", "")) if isinstance(assigner, dict) else ""
    if not system:
        return f"{value}^^^{namespace}" if namespace else value
    kind = "ISO" if system.startswith(OID) else "URI"
    return f"{value}^^^{namespace}&{system.removeprefix(OID)}&{kind}"
