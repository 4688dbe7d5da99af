"""Derives ``parameters.csv`` from the SearchParameters of FHIR R4's core. Knows their FHIRPath, no resource.

``python -m harness.mocks.search.derivation`` writes the table anew, which needs the definitions (`harness
definitions`); a mock reads the table alone. `BEYOND` are those that no path can say: they are left out, and so are
composites. What is not the core's stands in ``own_parameters.csv``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.conformance.packages.definitions import HOW_TO_GET, Definitions, definitions
from harness.errors import UsageError
from harness.mocks.search.parameters import ANY_RESOURCE, ANY_TARGET, COLUMNS, TABLE

TYPES = (
    "AuditEvent",
    "Binary",
    "CodeSystem",
    "Communication",
    "CommunicationRequest",
    "ConceptMap",
    "Endpoint",
    "HealthcareService",
    "Location",
    "Measure",
    "MeasureReport",
    "Organization",
    "OrganizationAffiliation",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "RelatedPerson",
    "ServiceRequest",
    "Task",
    "ValueSet",
)
"""The resource types that our mocks keep."""

SEARCHED = ("string", "token", "date", "reference", "uri", "number", "quantity", "special")
BEYOND = {"deceased": "asks whether something exists", "phonetic": "asks for sounds"}

_PARTS = {
    "HumanName": ("text", "family", "given", "prefix", "suffix"),
    "Address": ("text", "line", "city", "district", "state", "postalCode", "country"),
}
_ONE_ROW = frozenset(
    {"boolean", "code", "Coding", "date", "dateTime", "instant", "Period", "Reference", "String", "uri", "url"}
)
_EQUALS = re.compile(r"\.where\((\w+)='([^']+)'\)")
_RESOLVE = re.compile(r"\.where\(resolve\(\) is (\w+)\)")
_EXPRESSION = re.compile(r"\(?(?P<path>[^() ]+)( as (?P<type>\w+)\))?")


@dataclass(frozen=True, slots=True)
class _Place:
    """A path below a resource, the type of what stands there, and whether there is one at most."""

    path: str
    type: str
    single: bool


class Derivation:
    """Reads the search parameters off `known`, which has FHIR's core."""

    def __init__(self, known: Definitions) -> None:
        self._known = known

    def rows(self) -> Iterator[dict[str, str]]:
        """The rows of the table, in its order. `ANY_RESOURCE` stands for every type."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for definition in self._known.every("SearchParameter"):
            for base in definition.get("base", ()):
                if base in (*TYPES, "Resource") and definition.get("type") in SEARCHED:
                    resource = ANY_RESOURCE if base == "Resource" else base
                    if row := self._row(definition, base, resource):
                        found.setdefault((resource, row["name"]), row)
        yield from (found[key] for key in sorted(found))

    def _row(self, definition: dict[str, Any], base: str, resource: str) -> dict[str, str] | None:
        places = [place for part in _alternatives(definition, base) for place in self._places(part, base)]
        paths = list(dict.fromkeys(path for place in places for path in _spelt_out(place)))
        if not paths:
            return None
        once = len(places) == 1 and places[0].single and places[0].type in _ONE_ROW
        return {
            "resource": resource,
            "name": definition["code"],
            "type": definition["type"],
            "paths": "|".join(paths),
            "targets": self._targets(definition),
            "once": "yes" if once else "",
            "definition": definition["url"],
        }

    def _targets(self, definition: dict[str, Any]) -> str:
        targets = definition.get("target", [])
        return ANY_TARGET if len(targets) >= len(self._known.resource_types) - 1 else "|".join(sorted(targets))

    def _places(self, expression: str, base: str) -> Iterator[_Place]:
        """Where `expression` (``Location.partOf``) looks, a choice of types opened."""
        match = _EXPRESSION.fullmatch(_RESOLVE.sub(r"[resolve=\1]", _EQUALS.sub(r"[\1=\2]", expression)))
        if match is None:
            raise AssertionError(expression)
        found = [_Place("", base, single=True)]
        for step in match["path"].split(".")[1:]:
            found = [inner for place in found for inner in self._below(place, step, match["type"] or "")]
        yield from found

    def _below(self, place: _Place, step: str, wanted: str) -> Iterator[_Place]:
        name, bracket, condition = step.partition("[")
        for element in self._elements(place.type):
            own = element["path"].removeprefix(f"{place.type}.")
            if own not in (name, f"{name}[x]"):
                continue
            single = place.single and element["max"] == "1"
            for type_ in _types(element):
                if own.endswith("[x]") and wanted in ("", type_):
                    yield _Place(_joined(place, f"{name}{type_[0].upper()}{type_[1:]}"), type_, single)
                elif own == name:
                    yield _Place(_joined(place, f"{name}{bracket}{condition}"), type_, single)

    def _elements(self, type_: str) -> list[dict[str, Any]]:
        """The elements of a type, or of a part of one (``Location.position``), at any depth."""
        definition = self._known.type_definition(type_.partition(".")[0]) or {}
        elements: list[dict[str, Any]] = definition.get("snapshot", {}).get("element", [])
        return elements


def _alternatives(definition: dict[str, Any], base: str) -> list[str]:
    """The parts of an expression that are about `base`."""
    parts = [part.strip() for part in definition.get("expression", "").split(" | ") if definition["code"] not in BEYOND]
    return [part for part in parts if part.lstrip("(").startswith(f"{base}.") and ".extension(" not in part]


def _types(element: dict[str, Any]) -> list[str]:
    """The types of an element; the parts of a resource are types of their own, called by their path."""
    types = [one["code"].rpartition("/")[2].removeprefix("System.") for one in element.get("type", ())]
    return [element["path"] if one in ("BackboneElement", "Element") else one for one in types]


def _joined(place: _Place, step: str) -> str:
    return f"{place.path}.{step}" if place.path else step


def _spelt_out(place: _Place) -> list[str]:
    return [f"{place.path}.{part}" for part in _PARTS[place.type]] if place.type in _PARTS else [place.path]


def write(table: Path) -> None:
    """Writes the table. Raises UsageError without the definitions."""
    known = definitions()
    if not known.available:
        raise UsageError(HOW_TO_GET)
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(Derivation(known).rows())


if __name__ == "__main__":
    write(Path(__file__).parent / TABLE)
