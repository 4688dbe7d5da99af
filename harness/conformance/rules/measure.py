"""Measure: groups and populations can be told apart, and criteria have their library (R4 measure.html)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue
from harness.conformance.looking import objects, one, present, shown, text
from harness.conformance.scope import Resource, Scope

_SOURCE = "R4 measure-definitions.html#Measure"


def check_groups(measure: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Several groups, and several populations of a group, have codes."""
    del scope
    groups = objects(measure, "group")
    for at, group in groups:
        place = f"{where}.group[{at}]"
        if len(groups) > 1 and not present(group, "code"):
            yield _uncoded(place, "group", "group.code")
        populations = objects(group, "population")
        if not populations:
            yield Issue(
                "warning", "business-rule", place, "a group has at least one population", source=f"{_SOURCE}.group"
            )
        for index, population in populations:
            if len(populations) > 1 and not present(population, "code"):
                yield _uncoded(f"{place}.population[{index}]", "population", "group.population.code")


def _uncoded(where: str, name: str, path: str) -> Issue:
    return Issue(
        "warning", "business-rule", where, f"one {name} of several has a code", "a code", "none", f"{_SOURCE}.{path}"
    )


def check_criteria(measure: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Criteria in CQL name expressions of a library, so there is one."""
    del scope
    if measure.get("library") or "_library" in measure:
        return
    for place, criteria in _criteria(measure, where):
        language = text(criteria, "language")
        if language.startswith("text/cql"):
            yield Issue(
                "warning",
                "business-rule",
                f"{place}.criteria",
                "the criteria are in CQL, and the measure has no library",
                "Measure.library",
                shown(language),
                f"{_SOURCE}.library",
            )


def _criteria(measure: Resource, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for at, group in objects(measure, "group"):
        for name in ("population", "stratifier"):
            for index, part in objects(group, name):
                place = f"{where}.group[{at}].{name}[{index}]"
                yield place, one(part, "criteria")
                for number, component in objects(part, "component"):
                    yield f"{place}.component[{number}]", one(component, "criteria")
    for at, data in objects(measure, "supplementalData"):
        yield f"{where}.supplementalData[{at}]", one(data, "criteria")
