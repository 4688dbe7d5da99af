"""Derives ``structures.csv``, the elements of the types that our mocks take in, from the definitions of FHIR R4's core.

``python -m harness.mocks.rest.derivation`` writes the table anew, which needs the definitions (`harness definitions`);
a mock reads the table alone. A line is an element: its type, ``!`` where it must be there, ``*`` where it repeats, the
codes that it is bound to where they are few, and whether it is part of a summary. The line ``_is`` names what a type is
built on; ``_any`` an element that may be of any type (``value[x]``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.conformance.packages.definitions import HOW_TO_GET, Definitions, definitions
from harness.errors import UsageError
from harness.mocks.search.derivation import TYPES

TABLE = "structures.csv"
COLUMNS = ("type", "element", "notation", "summary")
RESOURCES = (*TYPES, "Parameters")

_OPEN = 20
"""A choice of more types than these is one of any type."""
_FEW_CODES = 70
_FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"

Row = dict[str, str]


class Derivation:
    """Reads the elements of types off `known`, which has FHIR's core."""

    def __init__(self, known: Definitions) -> None:
        self._known = known
        self._any: list[str] = []

    def rows(self) -> list[Row]:
        """The rows of the table: the resource types, then the types of their elements."""
        found: list[Row] = []
        wanted, seen = list(RESOURCES), set[str]()
        while wanted:
            type_ = wanted.pop(0)
            if type_ in seen or not self._is_complex(type_):
                continue
            seen.add(type_)
            for row in self._of(type_):
                found.append(row)
                wanted.append(row["notation"].split(" ")[0].rstrip("!*"))
        return [_row("_any", "types", " ".join(self._any)), *found]

    def _is_complex(self, type_: str) -> bool:
        definition = self._known.type_definition(type_)
        return definition is not None and definition["kind"] in ("resource", "complex-type")

    def _of(self, type_: str) -> Iterator[Row]:
        definition = self._known.type_definition(type_) or {}
        parent = definition.get("baseDefinition", "").rpartition("/")[2]
        yield _row(type_, "_is", parent)
        inherited = {one["path"].split(".", 1)[-1] for one in self._elements(parent)} if parent else set()
        for element in self._elements(type_):
            place, _, name = element["path"].rpartition(".")
            if not place or (place == type_ and name in inherited) or element["max"] == "0":
                continue
            if "." in place and name in ("id", "extension", "modifierExtension"):
                continue
            yield from self._element(place, name, element)

    def _elements(self, type_: str) -> list[dict[str, Any]]:
        elements: list[dict[str, Any]] = (
            (self._known.type_definition(type_) or {}).get("snapshot", {}).get("element", [])
        )
        return elements

    def _element(self, place: str, name: str, element: dict[str, Any]) -> Iterator[Row]:
        types = _types(element)
        summary = "yes" if element.get("isSummary") else ""
        repeats = "*" if element["max"] == "*" else ""
        if (place, name) == ("Resource", "id"):
            types = ["id"]  # the core of 4.0.1 says string, by mistake; every text of the standard says id
        if not name.endswith("[x]"):
            required = "!" if element["min"] else ""
            codes = self._codes(element) if types == ["code"] else ""
            yield _row(place, name, f"{types[0]}{required}{repeats}{codes}", summary)
        elif len(types) > _OPEN:
            self._any = types
            yield _row(place, "_any", name.removesuffix("[x]"), summary)
        else:
            chosen = ((f"{name.removesuffix('[x]')}{one[0].upper()}{one[1:]}", one) for one in types)
            yield from (_row(place, own, f"{one}{repeats}", summary) for own, one in chosen)

    def _codes(self, element: dict[str, Any]) -> str:
        """The codes that an element is bound to, where they are few and all there."""
        binding = element.get("binding", {})
        if binding.get("strength") != "required":
            return ""
        compose = (self._known.find("ValueSet", binding.get("valueSet", "")) or {}).get("compose", {})
        parts = [list(self._of_part(part)) for part in compose.get("include", ())]
        codes = [code for part in parts for code in part]
        whole = all(parts) and "exclude" not in compose and 0 < len(codes) <= _FEW_CODES
        return f" {'|'.join(codes)}" if whole else ""

    def _of_part(self, part: dict[str, Any]) -> Iterator[str]:
        if "filter" in part or "valueSet" in part:
            return
        if "concept" in part:
            yield from (one["code"] for one in part["concept"])
            return
        system = self._known.find("CodeSystem", part.get("system", "")) or {}
        if system.get("content") == "complete":
            yield from _all_codes(system.get("concept", ()))


def _all_codes(concepts: list[dict[str, Any]]) -> Iterator[str]:
    for one in concepts:
        yield one["code"]
        yield from _all_codes(one.get("concept", []))


def _types(element: dict[str, Any]) -> list[str]:
    if "contentReference" in element:
        return [element["contentReference"].removeprefix("#")]
    types = [_code(one) for one in element.get("type", ())]
    return [element["path"] if one in ("BackboneElement", "Element") else one for one in types]


def _code(type_: dict[str, Any]) -> str:
    """The name of a type; an id or a url tells by an extension which primitive type of FHIR it is."""
    own = [one["valueUrl"] for one in type_.get("extension", ()) if one["url"] == _FHIR_TYPE]
    return str(own[0] if own else type_["code"])


def _row(type_: str, element: str, notation: str, summary: str = "") -> Row:
    return {"type": type_, "element": element, "notation": notation, "summary": summary}


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
