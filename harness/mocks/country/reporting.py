"""What facilities report: data sets and elements as code systems, as Measures (mADX), as tables. Knows no figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from harness.mocks.country import naming
from harness.mocks.country.codes import Code, System
from harness.mocks.country.naming import Resource
from harness.mocks.country.terminology import definition
from harness.mocks.country.words import read

_PROFILE = "https://profiles.ihe.net/QRPH/mADX/StructureDefinition/mADX-Measure"
_POPULATIONS = "http://terminology.hl7.org/CodeSystem/measure-population"
_PLACES = "http://hl7.org/fhir/resource-types"


@dataclass(frozen=True, slots=True)
class Element:
    """A data element; `by` names the dimensions it is broken down by, `kind` is ``integer`` or ``decimal``."""

    code: str
    name: str
    by: Sequence[str]
    kind: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """What is reported together, once a `period` (ISO 8601 duration)."""

    code: str
    name: str
    period: str
    elements: Sequence[Element]


def data_sets() -> list[DataSet]:
    """All that is reported."""
    return [_data_set(table) for table in read("reporting.toml")["data_set"]]


def dimensions() -> dict[str, str]:
    """The name of each dimension in a report, and the value set that it is from."""
    named: dict[str, str] = read("reporting.toml")["dimensions"]
    return named


def code_systems() -> list[System]:
    """Data sets, data elements and dimensions as codes."""
    sets = [Code("data-set", one.code, one.name, properties={"period": one.period}) for one in data_sets()]
    elements = [
        Code("data-element", one.code, one.name, properties={"kind": one.kind, "dataSet": table.code})
        for table in data_sets()
        for one in table.elements
    ]
    by = [Code("dimension", one, value_set) for one, value_set in dimensions().items()]
    named = {"data-set": ("Data sets", sets), "data-element": ("Data elements", elements)}
    named["dimension"] = ("Dimensions of reports", by)
    return [System(id_, title, {one.code: one for one in codes}) for id_, (title, codes) in named.items()]


def measures() -> Iterator[Resource]:
    """The Measure of each data set: a group an element, a stratifier for what it is broken down by."""
    for one in data_sets():
        head = definition("Measure", one.code, one.name, f"{one.name}: what a facility reports each {one.period}.")
        yield {
            **head,
            "meta": {"profile": [_PROFILE]},
            "identifier": [naming.identifier(naming.code_system("data-set"), one.code)],
            "subjectCodeableConcept": naming.concept(_PLACES, "Location", "Location"),
            "group": [_group(element) for element in one.elements],
        }


def rows() -> list[dict[str, str]]:
    """The table of data elements: data set, its name and period, element, its name, kind and dimensions."""
    return [
        {
            "data_set": table.code,
            "data_set_name": table.name,
            "period": table.period,
            "data_element": one.code,
            "name": one.name,
            "kind": one.kind,
            "dimensions": "|".join(one.by),
        }
        for table in data_sets()
        for one in table.elements
    ]


def dimension_rows() -> list[dict[str, str]]:
    """The table of dimensions: the name of each in a report, and the url of its value set."""
    return [{"dimension": name, "value_set": naming.value_set(one)} for name, one in dimensions().items()]


def _data_set(table: dict[str, Any]) -> DataSet:
    elements = [Element(row["code"], row["name"], row["by"], row.get("kind", "integer")) for row in table["elements"]]
    return DataSet(table["code"], table["name"], table["period"], elements)


def _group(element: Element) -> Resource:
    counted = naming.concept(_POPULATIONS, "initial-population", "Initial Population")
    components = [
        {"code": naming.concept(naming.code_system("dimension"), one, dimensions()[one]), "criteria": _criteria(one)}
        for one in element.by
    ]
    return {
        "code": naming.concept(naming.code_system("data-element"), element.code, element.name),
        "description": f"{element.name}, as the register of the facility shows them.",
        "population": [{"code": counted, "criteria": _criteria(element.name)}],
        **({"stratifier": [{"component": components}]} if components else {}),
    }


def _criteria(what: str) -> Resource:
    return {"description": f"{what}: read from the register", "language": "text/fhirpath", "expression": "true"}
