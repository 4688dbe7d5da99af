"""The code systems, value sets and concept maps of the country in FHIR (SVCM). Knows definitions, not their use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from harness.mocks.country import naming
from harness.mocks.country.areas import Area
from harness.mocks.country.codes import Code, System, systems
from harness.mocks.country.facilities import Facility
from harness.mocks.country.naming import Resource
from harness.mocks.country.words import read

DATE, VERSION = "2026-01-01", "2026.1"
_SVCM = "https://profiles.ihe.net/ITI/SVCM/StructureDefinition/IHE.SVCM"
_EQUIVALENCE = "equivalent"
_TYPES = {bool: "boolean", int: "integer", str: "string"}


def definitions(areas: Sequence[Area], facilities: Sequence[Facility], reported: Sequence[System]) -> list[Resource]:
    """All of them; `reported` are the code systems that the reports bring."""
    every = [*systems(), *reported, *_places(areas, facilities)]
    made = [_code_system(one) for one in every]
    made += [_whole(one) for one in every]
    made += [_value_set(table) for table in read("value_sets.toml")["value_set"]]
    return [*made, *_concept_maps(every)]


def definition(kind: str, name: str, title: str, said: str) -> Resource:
    """The head of a definition: what every one of them tells of itself."""
    return {
        "resourceType": kind,
        "id": name,
        "meta": {"profile": [f"{_SVCM}.{kind}"]} if kind != "Measure" else {},
        "url": f"{naming.FHIR}/{kind}/{name}",
        "version": VERSION,
        "name": "".join(part.capitalize() for part in name.replace("-", " ").split()),
        "title": title,
        "status": "active",
        "experimental": True,
        "date": DATE,
        "publisher": "Ministry of Health of Tamarinda",
        "description": said,
    }


def _places(areas: Sequence[Area], facilities: Sequence[Facility]) -> Iterator[System]:
    """Code systems that list what is in the directories: a code of each place."""
    kinds = [Code("area-kind", one, one.capitalize()) for one in ("country", "region", "district")]
    yield _system("area-kind", "Kinds of administrative area", kinds)
    yield _system("area", "Administrative areas", [Code("area", one.code, one.name.latin, one.above) for one in areas])
    known = [
        Code("facility", one.code, one.name.latin, leads_to={"system": "org-unit", "code": one.org_unit})
        for one in facilities
    ]
    yield _system("facility", "Facilities, by the code of the registry", known)
    units = [Code("org-unit", one.org_unit, one.name.latin) for one in facilities]
    yield _system("org-unit", "Facilities, by the code of the health information system", units)


def _system(name: str, title: str, codes: Iterable[Code]) -> System:
    return System(name, title, {one.code: one for one in codes})


def _code_system(system: System) -> Resource:
    told = {name: value for one in system.codes.values() for name, value in _properties(one)}
    under = any(one.above for one in system.codes.values())
    return {
        **definition("CodeSystem", system.id, system.title, f"{system.title}, as Tamarinda codes them."),
        "caseSensitive": True,
        "valueSet": naming.value_set(system.id),
        **({"hierarchyMeaning": "is-a"} if under else {}),
        "content": "complete",
        "count": len(system.codes),
        **({"property": [_declared(name, value) for name, value in told.items()]} if told else {}),
        "concept": [_concept(one, system) for one in system.codes.values() if not one.above],
    }


def _properties(code: Code) -> list[tuple[str, Any]]:
    abstract = [("notSelectable", True)] if code.abstract else []
    inactive = [("status", "retired")] if code.properties.get("retired") else []
    return [*abstract, *inactive, *((name, one) for name, one in code.properties.items() if name != "retired")]


def _declared(name: str, value: Any) -> Resource:
    known = {"notSelectable": "notSelectable", "status": "status"}
    uri = {"uri": f"http://hl7.org/fhir/concept-properties#{known[name]}"} if name in known else {}
    return {"code": name, **uri, "type": "code" if name == "status" else _TYPES[type(value)]}


def _concept(code: Code, system: System) -> Resource:
    designations = [{"language": language, "value": value} for language, value in code.names.items()]
    properties = [{"code": name, _value(name, value): value} for name, value in _properties(code)]
    below = [_concept(one, system) for one in system.codes.values() if one.above == code.code]
    return {
        "code": code.code,
        "display": code.display,
        **({"designation": designations} if designations else {}),
        **({"property": properties} if properties else {}),
        **({"concept": below} if below else {}),
    }


def _value(name: str, value: Any) -> str:
    kind = "code" if name == "status" else _TYPES[type(value)]
    return f"value{kind.capitalize()}"


def _whole(system: System) -> Resource:
    """The value set of all codes of a system."""
    return {
        **definition("ValueSet", system.id, system.title, f"All of: {system.title}."),
        "immutable": True,
        "compose": {"include": [{"system": naming.code_system(system.id)}]},
    }


def _value_set(table: Mapping[str, Any]) -> Resource:
    parts = {name: [_part(one) for one in table[name]] for name in ("include", "exclude") if name in table}
    head = definition("ValueSet", table["id"], table["title"], f"{table['title']}, chosen from Tamarinda's codes.")
    return {**head, "compose": parts}


def _part(table: Mapping[str, Any]) -> Resource:
    filters = [{"property": name, "op": op, "value": value} for name, op, value in table.get("filter", ())]
    return {
        **({"system": naming.code_system(table["system"])} if "system" in table else {}),
        **({"concept": [{"code": one} for one in table["codes"]]} if "codes" in table else {}),
        **({"filter": filters} if filters else {}),
        **({"valueSet": [naming.value_set(one) for one in table["value_sets"]]} if "value_sets" in table else {}),
    }


def _concept_maps(every: Sequence[System]) -> Iterator[Resource]:
    """A map of each code system whose codes lead to another."""
    for system in every:
        leading = [one for one in system.codes.values() if one.leads_to]
        for target, _ in groupby(leading, key=lambda one: one.leads_to["system"]):
            name = f"{system.id}-to-{target}"
            said = f"{system.title}, and what they correspond to."
            mapped = [_element(one) for one in system.codes.values() if not one.abstract]
            group = {"source": naming.code_system(system.id), "target": naming.code_system(target), "element": mapped}
            yield {
                **definition("ConceptMap", name, f"{system.title}: from {system.id} to {target}", said),
                "sourceUri": naming.value_set(system.id),
                "targetUri": naming.value_set(target),
                "group": [group],
            }


def _element(code: Code) -> Resource:
    if not code.leads_to:
        target: Resource = {"equivalence": "unmatched"}
    else:
        why = {"comment": code.leads_to["why"]} if "why" in code.leads_to else {}
        target = {"code": code.leads_to["code"], "equivalence": code.leads_to.get("as", _EQUIVALENCE), **why}
    return {"code": code.code, "display": code.display, "target": [target]}
