"""A CapabilityStatement, read off the declaration that a service answers by (FHIR R4 5.2). Knows no actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from harness.messages.fhir import JSON, XML, Resource
from harness.mocks.rest.declaration import Declaration, Kept
from harness.mocks.search.parameters import SearchTable


def capability_statement(
    name: str, rest: Mapping[str, Any], *, base: str, date: str, instantiates: Sequence[str]
) -> Resource:
    """What the reference mock `name` can do, which is `rest`, as of `date`, for whoever asks at `base`."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": date,
        "publisher": "OpenHIE connect-a-thon harness",
        "kind": "instance",
        **({"instantiates": list(instantiates)} if instantiates else {}),
        "software": {"name": f"Reference {name}"},
        "implementation": {"description": f"Reference mock of an OpenHIE {name}", "url": base},
        "fhirVersion": "4.0.1",
        "format": [JSON, XML, "json", "xml"],
        "rest": [{"mode": "server", **rest}],
    }


def rest_of(
    declaration: Declaration,
    table: SearchTable,
    *,
    everywhere: Sequence[str] = (),
    operations: Sequence[str] = (),
    definitions: Mapping[str, str],
) -> dict[str, Any]:
    """All that is declared: `everywhere` for the whole service, `operations` by address, `definitions` by name."""
    own = _operations("", operations, definitions)
    resources = []
    for type_, kept in declaration.items():
        of_type = _operations(type_, operations, definitions)
        resources.append({**_kept_type(type_, kept, table), **({"operation": of_type} if of_type else {})})
    return {
        "resource": resources,
        **({"interaction": [{"code": code} for code in everywhere]} if everywhere else {}),
        **({"operation": own} if own else {}),
    }


def _kept_type(type_: str, kept: Kept, table: SearchTable) -> dict[str, Any]:
    """A resource type, what can be done with it, and what it is found by where it can be searched.

    A parameter whose name begins with a dot is one of our own, and not told of.
    """
    deleted = [one for one in kept.conditional if one.startswith("delete")]
    made: dict[str, Any] = {
        "type": type_,
        **({"supportedProfile": list(kept.profiles)} if kept.profiles else {}),
        "interaction": [{"code": code} for code in kept.interactions],
        "versioning": "versioned-update" if "update" in kept.interactions else "versioned",
        "readHistory": "vread" in kept.interactions,
        "updateCreate": kept.update_create,
        "conditionalCreate": "create" in kept.conditional,
        "conditionalUpdate": "update" in kept.conditional,
        "conditionalDelete": {"delete": "single", "delete-all": "multiple"}[deleted[0]] if deleted else "not-supported",
    }
    if {"create", "update"} & set(kept.interactions):
        made["referencePolicy"] = ["literal", "logical", "enforced"]
    return {**made, **_searched(type_, table)} if "search-type" in kept.interactions else made


def _searched(type_: str, table: SearchTable) -> dict[str, Any]:
    references = [one for one in table.references() if not one.name.startswith(".")]
    includes = [f"{type_}:{one.name}" for one in references if one.resource == type_]
    reverse = [f"{one.resource}:{one.name}" for one in references if one.leads_to(type_)]
    parameters = [one for one in table.of(type_).values() if not one.name.startswith(".")]
    return {
        **({"searchInclude": includes} if includes else {}),
        **({"searchRevInclude": reverse} if reverse else {}),
        "searchParam": [_told(one.name, one.definition, one.type) for one in parameters],
    }


def _told(name: str, definition: str, type_: str) -> dict[str, str]:
    return {"name": name, **({"definition": definition} if definition else {}), "type": type_}


def _operations(type_: str, addresses: Sequence[str], definitions: Mapping[str, str]) -> list[dict[str, str]]:
    """The operations of a type, or of the whole service where `type_` is empty, each once."""
    names = [one.rpartition("$")[2] for one in addresses if one.rpartition("$")[0].partition("/")[0] == type_]
    defined = {name: definitions.get(f"{type_}/{name}") or definitions[name] for name in names}
    return [{"name": name, "definition": definition} for name, definition in defined.items()]
