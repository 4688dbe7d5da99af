"""A CapabilityStatement, read off what a service is made of (FHIR R4 5.2). Knows search tables, no actor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from harness.messages.fhir import JSON, XML, Resource
from harness.mocks.search.parameters import SearchTable


def capability_statement(
    name: str, resources: Sequence[dict[str, Any]], *, base: str, date: str, instantiates: Sequence[str]
) -> Resource:
    """What the reference mock `name` can do with `resources`, as of `date`, for whoever asks at `base`."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": date,
        "publisher": "OpenHIE connect-a-thon harness",
        "kind": "instance",
        "instantiates": list(instantiates),
        "software": {"name": f"Reference {name}"},
        "implementation": {"description": f"Reference mock of an OpenHIE {name}", "url": base},
        "fhirVersion": "4.0.1",
        "format": [JSON, XML, "json", "xml"],
        "rest": [{"mode": "server", "resource": list(resources)}],
    }


def kept_type(type_: str, interactions: Sequence[str], table: SearchTable) -> dict[str, Any]:
    """A resource type, what can be done with it, and what it is found by where it can be searched.

    A parameter whose name begins with a dot is one of our own, and not told of.
    """
    made: dict[str, Any] = {"type": type_, "interaction": [{"code": code} for code in interactions]}
    if "search-type" not in interactions:
        return made
    parameters = [one for one in table.of(type_).values() if not one.name.startswith(".")]
    return {**made, "searchParam": [_told(one.name, one.definition, one.type) for one in parameters]}


def _told(name: str, definition: str, type_: str) -> dict[str, str]:
    return {"name": name, **({"definition": definition} if definition else {}), "type": type_}
