"""The table of search parameters: what each is called, its type, the elements it looks at. Data, no behaviour.

A line in ``parameters.csv`` is all that a new search parameter needs, a few lines all that a new resource type needs.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ANY_RESOURCE = "*"


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One way to search a resource type (FHIR R4 3.1.1.4).

    `type` is ``string``, ``token``, ``date`` or ``reference``. `paths` are elements below the resource, steps joined
    by dots, each step with an optional condition (``telecom[system=phone].value``). `targets` are the resource types
    that a reference may lead to. `once` says that a resource has one value at most. `number` tells it from all others
    in an index. A name that begins with a dot is one of a service's own, and not for its callers.
    """

    resource: str
    name: str
    type: str
    paths: tuple[str, ...]
    targets: tuple[str, ...]
    once: bool
    definition: str
    number: int


@dataclass(frozen=True, slots=True)
class SearchTable:
    """The search parameters of the resource types that one service keeps."""

    by_resource: dict[str, dict[str, SearchParameter]]

    def of(self, resource_type: str) -> dict[str, SearchParameter]:
        """The parameters of a resource type by name; empty for a type that is not kept."""
        return self.by_resource.get(resource_type, {})

    @property
    def digest(self) -> str:
        """Changes whenever an index that was built with another table has to be built anew."""
        every = (one for parameters in self.by_resource.values() for one in parameters.values())
        return ";".join(f"{one.number}:{one.resource}.{one.name}:{one.type}:{one.paths}" for one in every)


def search_table(resource_types: Collection[str]) -> SearchTable:
    """The table for `resource_types`, from ``parameters.csv``."""
    rows = _rows()
    made: dict[str, dict[str, SearchParameter]] = {}
    number = 0
    for type_ in resource_types:
        made[type_] = {}
        for row in rows:
            if row["resource"] in (ANY_RESOURCE, type_):
                number += 1
                made[type_][row["name"]] = _parameter(row, type_, number)
    return SearchTable(made)


def _parameter(row: dict[str, str], resource: str, number: int) -> SearchParameter:
    paths, targets = tuple(row["paths"].split("|")), tuple(part for part in row["targets"].split("|") if part)
    once = row["once"] == "yes"
    return SearchParameter(resource, row["name"], row["type"], paths, targets, once, row["definition"], number)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with (Path(__file__).parent / "parameters.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
