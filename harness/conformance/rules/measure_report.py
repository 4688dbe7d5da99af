"""MeasureReport against its Measure, where that can be found, and its counts (R4 measurereport.html)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import objects, one, shown, text
from harness.conformance.rules.nearby import find
from harness.conformance.scope import Resource, Scope
from harness.conformance.structure.references import resolve

_SOURCE = "R4 measurereport.html#notes"
_SCORING = "http://terminology.hl7.org/CodeSystem/measure-scoring"
_SCORED = ("proportion", "ratio", "continuous-variable")
Part = dict[str, Any]


def check_against(report: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Groups, populations, stratifiers and scores are those of the Measure."""
    canonical = text(report, "measure")
    measure = find("Measure", canonical, scope) if canonical else None
    if measure is None or text(report, "type") == "data-collection":
        return
    yield from _parts(objects(measure, "group"), objects(report, "group"), where, "group")
    scoring = next(
        (
            text(coding, "code")
            for _, coding in objects(one(measure, "scoring"), "coding")
            if text(coding, "system") in ("", _SCORING)
        ),
        "",
    )
    pairs = _paired(objects(measure, "group"), objects(report, "group"))
    for at, asked, given in pairs:
        place = f"{where}.group[{at}]"
        yield from _score(scoring, given, place)
        yield from _parts(objects(asked, "population"), objects(given, "population"), place, "population")
        yield from _parts(objects(asked, "stratifier"), objects(given, "stratifier"), place, "stratifier")


def _parts(asked: list[tuple[int, Part]], given: list[tuple[int, Part]], where: str, name: str) -> Iterator[Issue]:
    """One part that is alone needs no code; several are told apart by theirs."""
    if len(asked) <= 1 and len(given) <= 1:
        if given and asked and _code(given[0][1]) and _code(asked[0][1]) and not _alike(given[0][1], asked[0][1]):
            yield _unknown(f"{where}.{name}[0].code", name)
        elif given and not asked:
            yield _unknown(f"{where}.{name}[0]", name)
        elif asked and not given and name != "stratifier":
            yield Issue(
                "error", "business-rule", where, f"the report has not the {name} of the measure", source=_SOURCE
            )
        return
    for at, part in given:
        if not any(_alike(part, each) for _, each in asked):
            yield _unknown(f"{where}.{name}[{at}]", name)
    if name == "stratifier":
        return
    for _, each in asked:
        if _code(each) and not any(_alike(part, each) for _, part in given):
            yield Issue(
                "error",
                "business-rule",
                where,
                f"the report has no {name} for one of the measure",
                f"a {name} with the code {_code(each)}",
                "none",
                _SOURCE,
            )


def _unknown(where: str, name: str) -> Issue:
    return Issue(
        "error", "business-rule", where, f"the {name} has no code that matches one of the measure", source=_SOURCE
    )


def _paired(asked: list[tuple[int, Part]], given: list[tuple[int, Part]]) -> Iterator[tuple[int, Part, Part]]:
    if len(asked) == len(given) == 1:
        yield given[0][0], asked[0][1], given[0][1]
        return
    for at, part in given:
        match = next((each for _, each in asked if _alike(part, each)), None)
        if match is not None:
            yield at, match, part


def _concepts(part: Part) -> Iterator[Part]:
    code = part.get("code")
    yield from (each for each in (code if isinstance(code, list) else [code]) if isinstance(each, dict))


def _keys(part: Part) -> set[tuple[str, str]]:
    return {
        (text(coding, "system"), text(coding, "code"))
        for each in _concepts(part)
        for _, coding in objects(each, "coding")
    }


def _code(part: Part) -> str:
    """The code of a part in words, "" where it has none."""
    told = [text(each, "text") for each in _concepts(part)]
    return next((code for _, code in sorted(_keys(part)) if code), next((words for words in told if words), ""))


def _alike(part: Part, other: Part) -> bool:
    texts = {text(each, "text") for each in _concepts(part)} & {text(each, "text") for each in _concepts(other)}
    return bool(_keys(part) & _keys(other)) or bool(texts - {""})


def _score(scoring: str, group: Part, where: str) -> Iterator[Issue]:
    scored = "measureScore" in group
    if scoring == "cohort" and scored:
        yield Issue(
            "error",
            "business-rule",
            f"{where}.measureScore",
            "a cohort has no score",
            "no measureScore",
            "one",
            _SOURCE,
        )
    elif scoring in _SCORED and not scored and "_measureScore" not in group:
        yield Issue(
            "warning",
            "business-rule",
            where,
            f"the measure is scored ({scoring}), and the group has no score",
            "a measureScore",
            "none",
            _SOURCE,
        )


def check_counts(report: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Subjects are listed in a subject-list only, and as many as are counted."""
    kind = text(report, "type")
    for at, group in objects(report, "group"):
        for index, population in objects(group, "population"):
            yield from _population(population, kind, scope, f"{where}.group[{at}].population[{index}]")


def _population(population: Part, kind: str, scope: Scope, where: str) -> Iterator[Issue]:
    listed = text(one(population, "subjectResults"), "reference")
    if kind in ("individual", "summary"):
        if listed:
            yield mismatch(
                "business-rule",
                f"{where}.subjectResults",
                expected="no list of subjects, for the report is no subject-list",
                found=shown(listed),
                source=_SOURCE,
            )
        if "count" not in population and "_count" not in population:
            yield Issue(
                "warning",
                "business-rule",
                where,
                f"a population of a report of type {kind} has a count",
                "a count",
                "none",
                _SOURCE,
            )
        return
    held = resolve(listed, scope) if listed else None
    if held and text(held.resource, "resourceType") == "List" and isinstance(population.get("count"), int):
        count, found = population["count"], len(objects(held.resource, "entry"))
        if count != found:
            yield mismatch(
                "business-rule",
                f"{where}.count",
                expected=f"the number of subjects listed, {found}",
                found=str(count),
                source=_SOURCE,
            )
