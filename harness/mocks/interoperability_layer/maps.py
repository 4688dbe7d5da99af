"""The ``[[maps]]`` of a layer's configuration file: where counterparts of codes are found, by route. Asks nobody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from harness.errors import MalformedMessage, UsageError
from harness.messages.code_maps import ORG_UNIT, CodeMap, from_concept_map, from_csv
from harness.mocks.interoperability_layer.codes import NO_CODES, Codes, FacilityList, LookUp, Translation

EXAMPLE = """[[maps]]                        # the codes of reports that pass by a route, in ADX or as MeasureReports
route = "aggregate-data"
file = "clinic_to_hmis.csv"     # the columns kind, source and target

[[maps]]
route = "aggregate-data"
kind = "dataElement"
file = "ConceptMap.json"        # FHIR's

[[maps]]
route = "aggregate-data"
kind = "dataElement"
terminology = "http://127.0.0.1:8085/fhir"   # asked by $translate (ITI-101)
map = "http://tamarinda.example/fhir/ConceptMap/clinic-indicator-to-data-element"
system = "http://tamarinda.example/fhir/CodeSystem/clinic-indicator"

[[maps]]
route = "aggregate-data"
facilities = "http://127.0.0.1:8084/fhir"    # asked for the Location with an identifier (ITI-90)
known = "http://tamarinda.example/id/facility"
wanted = "http://tamarinda.example/id/org-unit\""""

_FORMS = (
    ("file",),
    ("file", "kind"),
    ("terminology", "kind", "map", "system"),
    ("facilities", "known", "wanted"),
)


def mistakes(tables: Any, routes: Sequence[str]) -> Iterator[str]:
    """What is wrong with the tables, a sentence each; `routes` are those that there are."""
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        yield f"maps: expected [[maps]], found {tables!r}"
        return
    for one in tables:
        if wrong := [name for name, value in one.items() if not isinstance(value, str) or not value]:
            yield f"[maps] {wrong[0]}: expected a text, found {one[wrong[0]]!r}"
        elif not any({*one} == {"route", *form} for form in _FORMS):
            told = "; or ".join(", ".join(form) for form in _FORMS)
            yield f"[maps] expected route and {told}; found {', '.join(one)}"
        elif one["route"] not in routes:
            yield f"[maps] there is no route {one['route']!r} over HTTP: {', '.join(routes) or 'none'}"


def codes_of(tables: Sequence[Mapping[str, str]], folder: Path) -> dict[str, Codes]:
    """The codes by route; files are read from `folder`. Raises UsageError for a file that cannot be read."""
    known: dict[str, CodeMap] = {}
    asked: dict[str, list[LookUp]] = {}
    for one in tables:
        route = one["route"]
        if "file" in one:
            known[route] = known.get(route, NO_CODES) | _read(folder / one["file"], one.get("kind", ""))
        elif "terminology" in one:
            look_up: LookUp = Translation(one["kind"], one["terminology"].rstrip("/"), one["map"], one["system"])
            asked.setdefault(route, []).append(look_up)
        else:
            place = FacilityList(one["facilities"].rstrip("/"), one["known"], one["wanted"], ORG_UNIT)
            asked.setdefault(route, []).append(place)
    return {route: Codes(known.get(route, NO_CODES), asked.get(route, ())) for route in {*known, *asked}}


def _read(file: Path, kind: str) -> CodeMap:
    try:
        text = file.read_text(encoding="utf-8")
        return from_concept_map(json.loads(text), kind) if kind else from_csv(text)
    except (OSError, ValueError, AttributeError, MalformedMessage) as fault:
        raise UsageError(f"{file}: expected a map of codes, found {fault}") from None
