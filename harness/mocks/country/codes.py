"""The code systems of the country as they are written down: reads ``codes.toml``. Knows codes, no FHIR definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from harness.mocks.country import naming
from harness.mocks.country.naming import Resource
from harness.mocks.country.words import read


@dataclass(frozen=True, slots=True)
class Code:
    """A concept: `above` is the code over it, `names` are by language, `properties` by name.

    `leads_to` is what it corresponds to: ``system`` and ``code`` and, where the two are not equal, ``as`` and ``why``.
    """

    system: str
    code: str
    display: str
    above: str = ""
    abstract: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)
    leads_to: Mapping[str, str] = field(default_factory=dict)

    @property
    def concept(self) -> Resource:
        """It as a CodeableConcept."""
        return naming.concept(naming.code_system(self.system), self.code, self.display)


@dataclass(frozen=True, slots=True)
class System:
    """A code system: its name in urls, its title, its codes."""

    id: str
    title: str
    codes: Mapping[str, Code]


@cache
def systems() -> tuple[System, ...]:
    """Those that are written down."""
    return tuple(_system(table) for table in read("codes.toml")["system"])


def codes(system: str) -> Mapping[str, Code]:
    """The codes of one of them."""
    return next(one.codes for one in systems() if one.id == system)


def _system(table: dict[str, Any]) -> System:
    every = (_code(table["id"], row) for row in table["concepts"])
    return System(table["id"], table["title"], {one.code: one for one in every})


def _code(system: str, row: dict[str, Any]) -> Code:
    more = (row.get("names", {}), row.get("is", {}), row.get("to", {}))
    return Code(system, row["code"], row["display"], row.get("in", ""), row.get("abstract", False), *more)
