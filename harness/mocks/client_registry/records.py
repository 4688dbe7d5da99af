"""What a client registry reads off a Patient: identifiers, links, use. Knows resources, not storage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.messages.fhir import Resource


def identifiers(patient: Resource) -> Iterator[tuple[str, str]]:
    """System and value of every identifier that has both."""
    for one in patient.get("identifier", ()):
        if one.get("system") and one.get("value"):
            yield one["system"], one["value"]


def replacement(patient: Resource) -> dict[str, Any] | None:
    """The ``replaced-by`` link of a patient, None for one that nobody replaces."""
    return next((one for one in patient.get("link", ()) if one.get("type") == "replaced-by"), None)


def is_subsumed(patient: Resource) -> bool:
    """Whether the record was a duplicate and another one has replaced it."""
    return patient.get("active") is False and replacement(patient) is not None


def is_in_use(patient: Resource) -> bool:
    """Whether the record is neither subsumed nor otherwise out of use."""
    return patient.get("active") is not False


def has_modifier(value: Any) -> bool:
    """Whether there is a modifierExtension at any depth."""
    if isinstance(value, dict):
        return "modifierExtension" in value or any(has_modifier(one) for one in value.values())
    return isinstance(value, list) and any(has_modifier(one) for one in value)
