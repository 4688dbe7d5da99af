"""The table of search parameters: what each is called, its type, the elements it looks at. Data, no behaviour.

``parameters.csv`` has those of FHIR R4's core, for every type that a mock keeps: `derivation` writes it.
``own_parameters.csv`` has those that the core lacks; there, a line is all that a new one needs.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ANY_RESOURCE = "*"
ANY_TARGET = "*"
TABLE, OWN_TABLE = "parameters.csv", "own_parameters.csv"
COLUMNS = ("resource", "name", "type", "paths", "targets", "once", "definition")


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One way to search a resource type (FHIR R4 3.1.1.4).

    `type` is ``string``, ``token``, ``date``, ``reference``, ``uri``, ``number``, ``quantity`` or ``special`` (a place,
    ``near``). `paths` are elements below the resource, steps joined by dots, each step with an optional condition
    (``telecom[system=phone].value``, ``subject[resolve=Patient]``). `targets` are the resource types that a reference
    may lead to, `ANY_TARGET` for every one. `once` says that a resource has one value at most. `number` tells it from
    all others in an index. A name that begins with a dot is one of a service's own, and not for its callers.
    """

    resource: str
    name: str
    type: str
    paths: tuple[str, ...]
    targets: tuple[str, ...]
    once: bool
    definition: str
    number: int

    def leads_to(self, type_: str) -> bool:
        """Whether a reference may lead to a resource of this type."""
        return type_ in self.targets or ANY_TARGET in self.targets


@dataclass(frozen=True, slots=True)
class SearchTable:
    """The search parameters of the resource types that one service keeps."""

    by_resource: dict[str, dict[str, SearchParameter]]

    def of(self, resource_type: str) -> dict[str, SearchParameter]:
        """The parameters of a resource type by name; empty for a type that is not kept."""
        return self.by_resource.get(resource_type, {})

    def references(self) -> Iterable[SearchParameter]:
        """Every parameter that is a reference, of every type."""
        return [one for every in self.by_resource.values() for one in every.values() if one.type == "reference"]

    @property
    def digest(self) -> str:
        """Changes whenever an index that was built with another table has to be built anew."""
        every = (one for parameters in self.by_resource.values() for one in parameters.values())
        return ";".join(f"{one.number}:{one.resource}.{one.name}:{one.type}:{one.paths}" for one in every)


Offered = Mapping[str, Collection[str] | None]
"""The names of the search parameters that each resource type is searched by; None where it is every one there is."""


def search_table(offered: Offered | Collection[str]) -> SearchTable:
    """The table for what is `offered`; of types without names, all there is."""
    names = offered if isinstance(offered, Mapping) else dict.fromkeys(offered)
    made: dict[str, dict[str, SearchParameter]] = {}
    number = 0
    for type_, wanted in names.items():
        made[type_] = {}
        for row in _rows():
            if row["resource"] in (ANY_RESOURCE, type_) and (wanted is None or row["name"] in wanted):
                number += 1
                made[type_][row["name"]] = _parameter(row, type_, number)
        if unknown := set(wanted or ()) - set(made[type_]):
            raise ValueError(f"{type_} has no search parameter {', '.join(sorted(unknown))}")
    return SearchTable(made)


def _parameter(row: dict[str, str], resource: str, number: int) -> SearchParameter:
    paths, targets = tuple(row["paths"].split("|")), tuple(part for part in row["targets"].split("|") if part)
    once = row["once"] == "yes"
    return SearchParameter(resource, row["name"], row["type"], paths, targets, once, row["definition"], number)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    """Those of both tables, in the order of their names."""
    found: list[dict[str, str]] = []
    for name in (TABLE, OWN_TABLE):
        with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
            found += csv.DictReader(file)
    return tuple(sorted(found, key=lambda row: (row["resource"], row["name"])))
