"""ValueSet: what it includes and excludes (R4 valueset.html). Says no invariant (vsd-*) again, expands nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, Severity, mismatch
from harness.conformance.looking import objects, one, shown, text, texts
from harness.conformance.rules.bundle_entries import absolute
from harness.conformance.rules.nearby import CodeSystems
from harness.conformance.scope import Resource, Scope
from harness.conformance.terminology.code_systems import CodeSystem

_INCLUDE = "R4 valueset-definitions.html#ValueSet.compose.include"
_ALWAYS = frozenset(
    ["concept", "code", "display", "definition", "parent", "child", "inactive", "notSelectable", "status"]
)
"""Properties that any code system has (R4 codesystem.html#properties)."""
_BY_CODE = ("is-a", "descendent-of", "is-not-a", "generalizes")
Included = dict[str, Any]


def check_compose(value_set: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Each include and exclude: its code system, its codes, its filters, its value sets."""
    compose, systems = one(value_set, "compose"), CodeSystems(scope)
    for name in ("include", "exclude"):
        for at, included in objects(compose, name):
            place = f"{where}.compose.{name}[{at}]"
            yield from _system(included, place, systems, scope)
            yield from _itself(included, text(value_set, "url"), place)


def _itself(included: Included, url: str, where: str) -> Iterator[Issue]:
    for at, other in texts(included, "valueSet"):
        if url and other.partition("|")[0] == url:
            yield Issue(
                "error",
                "business-rule",
                f"{where}.valueSet[{at}]",
                "a value set does not refer to itself",
                "another value set",
                shown(other),
                f"{_INCLUDE}.valueSet",
            )


def _system(included: Included, where: str, systems: CodeSystems, scope: Scope) -> Iterator[Issue]:
    system = text(included, "system")
    source = f"{_INCLUDE}.system"
    if not system:
        return
    if not absolute(system):
        yield mismatch("invalid", f"{where}.system", expected="an absolute url", found=shown(system), source=source)
        return
    resource, known = systems.find(system, text(included, "version"))
    if resource is None and scope.definitions.find("ValueSet", system):
        yield mismatch(
            "invalid", f"{where}.system", expected="a code system", found=f"the value set {system}", source=source
        )
    yield from _codes(included, known, where)
    for at, each in objects(included, "filter"):
        yield from _filter(each, resource, known, f"{where}.filter[{at}]")


def _codes(included: Included, known: CodeSystem | None, where: str) -> Iterator[Issue]:
    seen: set[str] = set()
    for at, concept in objects(included, "concept"):
        code = text(concept, "code")
        place = f"{where}.concept[{at}].code"
        if not code:
            continue
        if known and known.knows(code) is False:
            yield mismatch(
                "business-rule",
                place,
                expected=f"a code of {known.url}",
                found=shown(code),
                source=f"{_INCLUDE}.concept.code",
                severity="warning",
            )
        if code in seen:
            yield Issue(
                "warning",
                "duplicate",
                place,
                "the code is listed already",
                found=shown(code),
                source=f"{_INCLUDE}.concept.code",
            )
        seen.add(code)


def _filter(each: dict[str, Any], resource: Resource | None, known: CodeSystem | None, where: str) -> Iterator[Issue]:
    name, operator, value = text(each, "property"), text(each, "op"), text(each, "value")
    declared = {text(one, "code"): text(one, "type") for _, one in objects(resource, "property")}
    filters = {text(one, "code"): [op for _, op in texts(one, "operator")] for _, one in objects(resource, "filter")}
    source = f"{_INCLUDE}.filter"
    if resource is not None and name and name not in declared and name not in filters and name not in _ALWAYS:
        yield _finding(
            "invalid", f"{where}.property", "a property or filter of the code system", name, source, "warning"
        )
    elif filters.get(name) and operator and operator not in filters[name]:
        permitted = ", ".join(sorted(filters[name]))
        yield _finding("invalid", f"{where}.op", f"one of {permitted}, which the code system permits", operator, source)
    if declared.get(name) == "boolean" and operator == "=" and value and value not in ("true", "false"):
        yield _finding("invalid", f"{where}.value", "true or false, for the property is a boolean", value, source)
    if operator == "exists" and value and value not in ("true", "false"):
        yield _finding("invalid", f"{where}.value", "true or false, for the operator is exists", value, source)
    codes = name in ("concept", "code") and (operator in _BY_CODE or operator == "=")
    if known and codes and value and known.knows(value) is False:
        yield _finding("invalid", f"{where}.value", f"a code of {known.url}", value, source)


def _finding(code: str, where: str, expected: str, found: str, source: str, severity: Severity = "error") -> Issue:
    return mismatch(code, where, expected=expected, found=shown(found), source=source, severity=severity)
