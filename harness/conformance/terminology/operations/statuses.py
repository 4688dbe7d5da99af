"""What the standing of a resource warns of: draft, experimental, deprecated, withdrawn, retired. Knows no operation."""

from __future__ import annotations

from collections.abc import Iterator

from harness.conformance.looking import objects, text
from harness.conformance.terminology.operations.concepts import STRUCTURES
from harness.conformance.terminology.operations.library import Resource, canonical
from harness.conformance.terminology.operations.selection import Selection

_STANDARDS_STATUS = f"{STRUCTURES}structuredefinition-standards-status"


def standing(resource: Resource) -> str:
    """``withdrawn``, ``deprecated``, ``retired``, ``draft`` or ``experimental``; empty for one in full use."""
    said = (
        text(one, "valueCode") for _, one in objects(resource, "extension") if text(one, "url") == _STANDARDS_STATUS
    )
    status = next(said, "")
    if status in ("withdrawn", "deprecated"):
        return status
    if text(resource, "status") in ("retired", "draft"):
        return text(resource, "status")
    return "experimental" if resource.get("experimental") is True else ""


def warnings(selection: Selection) -> list[tuple[str, str, str]]:
    """Status, kind of resource and canonical of whatever a selection rests on and should be looked at twice.

    Whoever is a draft or experimental himself is not warned of others that are.
    """
    if selection.warnings is None:
        selection.warnings = list(_warnings(selection))
    return selection.warnings


def _warnings(selection: Selection) -> Iterator[tuple[str, str, str]]:
    own = standing(selection.resource)
    systems = [one for one in selection.used.systems.values() if one]
    for resource in (*systems, *selection.used.sets.values(), selection.resource):
        status = standing(resource)
        if status and not (status in ("draft", "experimental") and own == status):
            yield status, text(resource, "resourceType"), canonical(resource)
