"""One value where it stands, and the values below it by the name of their element. Judges nothing.

Sees through what JSON does to FHIR: choice types, arrays, the ``_name`` beside a primitive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from harness.conformance.scope import Scope
from harness.conformance.structure.types import Kind, Property, Table, Types


@dataclass(slots=True, eq=False)
class Place:
    """A `value` of the type `code`, at `where`; `twin` is what stands at ``_name``, for a primitive.

    `value` is None where there is only a twin. `table` describes what may stand below it. `scope` is that of the
    resource the value belongs to; a resource has its own.
    """

    value: Any
    twin: Any
    code: str
    table: Table | None
    where: str
    scope: Scope

    def within(self, scope: Scope) -> Place:
        """The same place as part of another scope."""
        return Place(self.value, self.twin, self.code, self.table, self.where, scope)

    @property
    def parts(self) -> dict[str, Any]:
        """The object whose properties are below this value: for a primitive its twin."""
        if isinstance(self.value, dict):
            return self.value
        return self.twin if isinstance(self.twin, dict) else {}


_Named = tuple[dict[str, int], tuple[Property, ...]]
_NOTHING: _Named = ({}, ())


def place_of(value: Any, code: str, where: str, scope: Scope, types: Types) -> Place:
    """Where a value of a type stands; a resource says its type itself."""
    if isinstance(value, dict) and isinstance(value.get("resourceType"), str) and _resource(code, types):
        code = value["resourceType"]
    return Place(value, None, code, types.table(code), where, scope)


def below(place: Place, name: str, types: Types) -> list[Place]:
    """What stands at the element `name` of a place, in order."""
    table, parts = place.table, place.parts
    if table is None or not parts:
        return [_itself(place)] if name == "value" and place.table and place.value is not None else []
    if name == "value" and not isinstance(place.value, dict):
        return [_itself(place)] if place.value is not None else []
    names, known = _by_name(table).get(name, _NOTHING)
    at = [names[one] for one in parts if one in names]
    if len(at) > 1:
        at = sorted(set(at))
    return [found for one in at for found in _standing(place, parts, known[one], types)]


def _itself(place: Place) -> Place:
    """The value of a primitive, which R4 has as an element of its own."""
    return Place(place.value, None, "string", None, place.where, place.scope)


def named(table: Table, name: str) -> tuple[Property, ...]:
    """The properties of an element, one a type; also by the name of one of them, ``valueQuantity``."""
    return _by_name(table).get(name, _NOTHING)[1]


@lru_cache(maxsize=4096)
def _by_name(table: Table) -> dict[str, _Named]:
    """What `below` looks up: a choice of fifty types is not tried one by one."""
    return {name: (_numbered(known), known) for name, known in _properties(table).items()}


def _numbered(properties: tuple[Property, ...]) -> dict[str, int]:
    """The number of each property by the names it goes by in JSON."""
    plain = {known.name: at for at, known in enumerate(properties)}
    return plain | {f"_{known.name}": at for at, known in enumerate(properties) if known.kind is Kind.PRIMITIVE}


def _properties(table: Table) -> dict[str, tuple[Property, ...]]:
    found: dict[str, tuple[Property, ...]] = {}
    for known in table.properties.values():
        if known.kind not in (Kind.TWIN, Kind.RESOURCE_TYPE):
            found[known.element.name] = (*found.get(known.element.name, ()), known)
    for known in table.properties.values():
        if known.element.choice and known.kind is not Kind.TWIN:
            found.setdefault(known.name, (known,))
    return found


def _standing(place: Place, parts: dict[str, Any], known: Property, types: Types) -> Iterator[Place]:
    value = parts.get(known.name)
    twin = parts.get(f"_{known.name}") if known.kind is Kind.PRIMITIVE else None
    if value is None and twin is None:
        return
    where = place.where + known.step
    if not isinstance(value, list) and not isinstance(twin, list):
        yield _one(value, twin, known, where, place.scope, types)
        return
    values, twins = _listed(value), _listed(twin)
    for index in range(max(len(values), len(twins))):
        item = values[index] if index < len(values) else None
        beside = twins[index] if index < len(twins) else None
        if item is not None or beside is not None:
            yield _one(item, beside, known, f"{where}[{index}]", place.scope, types)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _one(value: Any, twin: Any, known: Property, where: str, scope: Scope, types: Types) -> Place:
    if known.kind is Kind.RESOURCE:
        inner = value if isinstance(value, dict) else {}
        code = inner.get("resourceType")
        code = code if isinstance(code, str) else known.type.code
        inside = scope.inside(inner, where, contained=known.element.name == "contained")
        return Place(value, None, code, types.table(code), where, inside)
    return Place(value, twin, known.type.code, types.below(known), where, scope)


def _resource(code: str, types: Types) -> bool:
    table = types.table(code)
    return table is not None and table.resource
