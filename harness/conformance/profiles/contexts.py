"""Where an extension may stand (R4 defining-extensions.html#context): the names of a place, and who holds it.

A place goes by many names: ``Patient.contact.name``, ``HumanName``, ``Element``. Knows paths and types, no extension.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from harness.conformance.profiles.library import Library
from harness.conformance.profiles.places import named
from harness.conformance.scope import Scope
from harness.conformance.structure.types import Kind, Property, Table

_SEGMENT = re.compile(r"(?P<name>\w+)(?:\[(?P<index>\d+)\])?")


@dataclass(frozen=True, slots=True)
class Holder:
    """What an extension stands in: its `value`, the object beside it if it is a primitive, its type."""

    value: Any
    twin: Any
    code: str


def steps_to(where: str, scope: Scope) -> tuple[tuple[str, int], ...] | None:
    """The path from the resource to a place in it, as names and indexes; None for a place that is not in it."""
    if not where.startswith(scope.where):
        return None
    steps: list[tuple[str, int]] = []
    for part in where[len(scope.where) :].split("."):
        found = _SEGMENT.fullmatch(part)
        if found:
            steps.append((found["name"], int(found["index"] or 0)))
        elif part and not part.startswith("ofType("):
            return None
    return tuple(steps)


def names_of(code: str, steps: tuple[str, ...], library: Library) -> frozenset[str]:
    """All names under which a context may mean the place at `steps` in a resource of the type `code`."""
    known = library.places.get((code, steps))
    if known is None:
        table = library.types.table(code)
        names = frozenset(library.kinds(code))
        tables: tuple[Table, ...] = (table,) if table else ()
        for step in steps:
            names, tables = _below(names, tables, step, library)
        known = library.places[code, steps] = names
    return known


def _below(
    names: frozenset[str], tables: tuple[Table, ...], step: str, library: Library
) -> tuple[frozenset[str], tuple[Table, ...]]:
    properties = [known for table in tables for known in named(table, step)]
    found = {f"{name}.{step}" for name in names}
    for known in properties:
        found |= {f"{name}.{form}" for name in names for form in _forms(known)}
        found |= set(library.kinds(known.type.code))
    below = tuple(table for known in properties if (table := _table(known, library)))
    return frozenset(found | {table.path for table in below}), below


def holders(elements: frozenset[str], library: Library) -> frozenset[str]:
    """What the primitives among these paths stand in: an extension that belongs to one is often put beside it."""
    return frozenset(path.rpartition(".")[0] for path in elements if _is_primitive(path, library))


def _is_primitive(path: str, library: Library) -> bool:
    name, *steps = path.split(".")
    tables = [table] if (table := library.types.table(name)) else []
    found: list[Property] = []
    for step in steps:
        found = [known for table in tables for known in named(table, step)]
        tables = [table for known in found if (table := _table(known, library))]
    return any(known.kind is Kind.PRIMITIVE for known in found)


def defines(code: str, library: Library) -> bool:
    """Whether resources of this type define something for others: they have a canonical url and a status."""
    table = library.types.table(code)
    return table is not None and {"url", "version", "status"} <= table.properties.keys()


def _table(known: Property, library: Library) -> Table | None:
    return None if known.kind is Kind.RESOURCE else library.types.below(known)


def _forms(known: Property) -> tuple[str, ...]:
    name = known.element.name
    return (f"{name}[x]", known.name) if known.element.choice else (name,)


def holder_of(steps: tuple[tuple[str, int], ...], scope: Scope, library: Library) -> Holder | None:
    """What stands at a path in the resource of `scope`."""
    here = Holder(scope.resource, None, str(scope.resource.get("resourceType") or ""))
    table = library.types.table(here.code)
    for name, index in steps:
        parts = here.value if isinstance(here.value, dict) else here.twin
        if table is None or not isinstance(parts, dict):
            return None
        known = next((one for one in named(table, name) if one.name in parts or f"_{one.name}" in parts), None)
        if known is None:
            return None
        value, twin = (_item(parts.get(key), index) for key in (known.name, f"_{known.name}"))
        here, table = Holder(value, twin, known.type.code), _table(known, library)
    return here


def _item(value: Any, index: int) -> Any:
    if not isinstance(value, list):
        return value
    return value[index] if index < len(value) else None
