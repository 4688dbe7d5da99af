"""Aggregate figures as FHIR R4 MeasureReports, both ways, and the Measure that defines them (IHE mADX, QRPH-58, 59).

A group is a data element, its strata the parts. The number of either is its score, or the count of its population:
the profile mADX-MeasureReport has none of them required, but a figure without any is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from harness.errors import MalformedMessage
from harness.messages import periods
from harness.messages.figures import Figure, Report, number, plain

if TYPE_CHECKING:
    from harness.messages.adx.data_structure import DataStructure

Resource = dict[str, Any]
HOME = "http://tamarinda.example"
"""The made-up country's own address."""
ORG_UNITS = f"{HOME}/id/org-unit"
_SYSTEMS = {"ageGroup": "age-group", "result": "test-result"}
"""What the country calls the code system of a dimension, where it is not called as the dimension is."""
_POPULATION = {
    "coding": [
        {"system": "http://terminology.hl7.org/CodeSystem/measure-population", "code": "initial-population"},
    ]
}


def canonical(data_set: str) -> str:
    """The canonical of the Measure that a form is."""
    return f"{HOME}/fhir/Measure/{data_set}"


def in_terms_of(report: Report) -> tuple[str, ...]:
    """By which canonical and which systems a MeasureReport is to name what it is about, a line each."""
    split_by = dict.fromkeys(name for one in report.figures for name, _ in one.dimensions)
    return (
        f"measure: {canonical(report.data_set)} (GET Measure/{report.data_set} gives it)",
        f"subject.identifier.system: {ORG_UNITS}",
        f"group.code: a coding of {_system('data-element')}",
        f"stratum.component.code: codings of {_system('dimension')}",
        *(f"stratum.component.value of {name}: a coding of {_system(name)}" for name in split_by),
    )


def to_fhir(report: Report, *, id: str = "", date: str = "") -> Resource:
    """The report as a MeasureReport."""
    groups: dict[str, list[Figure]] = {}
    for one in report.figures:
        groups.setdefault(one.data_element, []).append(one)
    return {
        "resourceType": "MeasureReport",
        **({"id": id} if id else {}),
        "status": "complete",
        "type": "summary",
        "measure": canonical(report.data_set),
        "subject": {"type": "Location", "identifier": {"system": ORG_UNITS, "value": report.org_unit}},
        **({"date": date} if date else {}),
        "period": {"start": str(report.period.start), "end": str(report.period.end)},
        "group": [_group(element, figures) for element, figures in groups.items()],
    }


def from_fhir(resource: Resource) -> Report:
    """The figures in a MeasureReport. Raises MalformedMessage, whose place is FHIRPath."""
    for where, expected in lacking(resource):
        raise MalformedMessage(where, expected=expected, found="nothing")
    period = resource["period"]
    try:
        between = periods.between(str(period.get("start", "")), str(period.get("end", "")))
    except ValueError as fault:
        raise MalformedMessage("MeasureReport.period", expected="two days", found=str(fault)) from None
    figures = [one for at, group in enumerate(_objects(resource, "group")) for one in _figures(group, at)]
    data_set = str(resource["measure"]).partition("|")[0].rpartition("/")[2]
    return Report(data_set, org_unit_of(resource), between, tuple(figures))


def org_unit_of(resource: Resource) -> str:
    """Whom a MeasureReport is about: the subject's identifier, else the id in its reference."""
    subject = resource.get("subject")
    told = subject if isinstance(subject, dict) else {}
    named = told.get("identifier")
    value = named.get("value", "") if isinstance(named, dict) else ""
    return str(value or str(told.get("reference", "")).rpartition("/")[2])


def lacking(resource: Resource) -> Iterator[tuple[str, str]]:
    """Where a MeasureReport lacks what mADX wants of it, and what that is; FHIRPath with indices."""
    if not isinstance(resource.get("measure"), str):
        yield "MeasureReport.measure", "the canonical of a Measure"
    if not org_unit_of(resource):
        yield "MeasureReport.subject", "the place that reports, by identifier or reference"
    if not isinstance(resource.get("period"), dict):
        yield "MeasureReport.period", "the first and the last day"
    groups = _objects(resource, "group")
    if not groups:
        yield "MeasureReport.group", "at least one data element"
    for at, one in enumerate(groups):
        yield from _lacking_in(one, f"MeasureReport.group[{at}]")


def _lacking_in(group: Resource, where: str) -> Iterator[tuple[str, str]]:
    if not _code(group.get("code")):
        yield f"{where}.code.coding.code", "the code of a data element"
    for at, one in enumerate(_objects(group, "population")):
        if not _code(one.get("code")):
            yield f"{where}.population[{at}].code", "the code of a population"
        if _whole(one.get("count")) is None:
            yield f"{where}.population[{at}].count", "a count"
    if "measureScore" in group and _score(group) is None:
        yield f"{where}.measureScore.value", "a number"
    parts = [(f"{where}.{path}", one) for path, one in _strata(group)] or [(where, group)]
    for place, part in parts:
        if _value(part) is None:
            yield place, "a number: measureScore.value, or the count of a population"


def measure(structure: DataStructure, *, date: str) -> Resource:
    """The Measure of a form, as it is published for those who report (QRPH-59)."""
    names = structure.codes("dataElement")
    return {
        "resourceType": "Measure",
        "id": structure.id,
        "url": canonical(structure.id),
        "version": "1.0.0",
        "name": structure.id,
        "title": structure.title,
        "status": "active",
        "experimental": True,
        "date": date,
        "publisher": structure.agency,
        "description": f"What a facility reports: {structure.title}.",
        "subjectCodeableConcept": {
            "coding": [{"system": "http://hl7.org/fhir/resource-types", "code": "Location"}],
        },
        "scoring": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/measure-scoring", "code": "cohort"}],
        },
        "group": [_defined(structure, code, name) for code, name in names.items()],
    }


def _defined(structure: DataStructure, code: str, name: str) -> Resource:
    criteria = {"language": "text/plain", "expression": name}
    split = structure.disaggregations.get(code, ())
    parts = [{"code": _coded(one, _system("dimension")), "criteria": {**criteria, "expression": one}} for one in split]
    stratifier = {"stratifier": [{"component": parts}]} if parts else {}
    population = {"code": _POPULATION, "criteria": criteria}
    return {
        "code": _coded(code, _system("data-element")),
        "description": name,
        "population": [population],
        **stratifier,
    }


def _group(element: str, figures: list[Figure]) -> Resource:
    split = [one for one in figures if one.dimensions]
    whole = sum((number(one.value) for one in figures), Decimal(0))
    strata = [{"component": _components(one), **_counted(number(one.value))} for one in split]
    code = {"code": _coded(element, _system("data-element"))}
    return {**code, **_counted(whole), **({"stratifier": [{"stratum": strata}]} if strata else {})}


def _counted(value: Decimal) -> Resource:
    exact = int(value) if value == value.to_integral_value() else float(value)
    return {"population": [{"code": _POPULATION, "count": int(value)}], "measureScore": {"value": exact}}


def _components(figure: Figure) -> list[Resource]:
    return [
        {"code": _coded(name, _system("dimension")), "value": _coded(code, _system(name))}
        for name, code in figure.dimensions
    ]


def _figures(group: Resource, at: int) -> Iterator[Figure]:
    element, strata, whole = _code(group.get("code")), list(_strata(group)), _value(group)
    if not strata:
        yield Figure(element, plain(whole or Decimal(0)))
        return
    parts = Decimal(0)
    for path, stratum in strata:
        pairs = tuple((_code(one.get("code")), _code(one.get("value"))) for one in _objects(stratum, "component"))
        if not pairs or not all(name and code for name, code in pairs):
            where = f"MeasureReport.group[{at}].{path}.component"
            raise MalformedMessage(where, expected="the code and the value of each dimension", found="none")
        part = _value(stratum) or Decimal(0)
        parts += part
        yield Figure(element, plain(part), pairs)
    if whole is not None and parts != whole:
        where = f"MeasureReport.group[{at}].population[0].count"
        raise MalformedMessage(where, expected=f"the sum of its strata, {plain(parts)}", found=plain(whole))


def _value(part: Resource) -> Decimal | None:
    """The exact number where there is one, else the count; None where there is neither."""
    exact = _score(part)
    counts = (_whole(one.get("count")) for one in _objects(part, "population"))
    return exact if exact is not None else next((one for one in counts if one is not None), None)


def _score(part: Resource) -> Decimal | None:
    score = part.get("measureScore")
    return _read(score.get("value"), int | float) if isinstance(score, dict) else None


def _whole(count: Any) -> Decimal | None:
    return _read(count, int)


def _read(value: Any, kind: Any) -> Decimal | None:
    """The number that `value` is, None where it is none of that kind, infinite, or longer than anybody counts."""
    try:
        return number(plain(Decimal(repr(value)))) if isinstance(value, kind) and not isinstance(value, bool) else None
    except ValueError:
        return None


def _strata(group: Resource) -> Iterator[tuple[str, Resource]]:
    for at, stratifier in enumerate(_objects(group, "stratifier")):
        for number_, stratum in enumerate(_objects(stratifier, "stratum")):
            yield f"stratifier[{at}].stratum[{number_}]", stratum


def _system(name: str) -> str:
    return f"{HOME}/fhir/CodeSystem/{_SYSTEMS.get(name, name)}"


def _coded(code: str, system: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _code(concept: Any) -> str:
    codings: Iterable[Resource] = _objects(concept, "coding") if isinstance(concept, dict) else ()
    return next((str(one["code"]) for one in codings if one.get("code")), "")


def _objects(node: Resource, name: str) -> list[Resource]:
    found = node.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
