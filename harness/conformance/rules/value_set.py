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
_BOOLEAN = ("inactive", "notSelectable")
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
        yield from _filter(each, resource, f"{where}.filter[{at}]", systems, system)


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


def _filter(
    each: dict[str, Any], resource: Resource | None, where: str, systems: CodeSystems, system: str
) -> Iterator[Issue]:
    name, operator, value = text(each, "property"), text(each, "op"), text(each, "value")
    declared = {text(one, "code"): text(one, "type") for _, one in objects(resource, "property")}
    filters = {text(one, "code"): [op for _, op in texts(one, "operator")] for _, one in objects(resource, "filter")}
    if resource is not None and name and name not in declared and name not in filters and name not in _ALWAYS:
        yield _finding("invalid", f"{where}.property", "a property or filter of the code system", name, "warning")
    elif filters.get(name) and operator and operator not in filters[name]:
        permitted = ", ".join(sorted(filters[name]))
        yield _finding("invalid", f"{where}.op", f"one of {permitted}, which the code system permits", operator)
    if not value or name in filters:
        return
    kind = declared.get(name, "boolean" if name in _BOOLEAN else "")
    if operator == "exists" or (kind == "boolean" and operator == "="):
        if value not in ("true", "false"):
            yield _finding("invalid", f"{where}.value", "true or false", value)
    elif kind == "Coding" and operator == "=":
        yield from _coding(value, f"{where}.value", systems)
    elif name in ("concept", "code") and (operator in _BY_CODE or operator == "="):
        yield from _code(system, value, f"{where}.value", systems)


def _coding(value: str, where: str, systems: CodeSystems) -> Iterator[Issue]:
    canonical, mark, code = value.rpartition("#")
    if not mark or not canonical:
        yield _finding("invalid", where, "a code with its system, as system#code", value)
        return
    system, _, version = canonical.partition("|")
    yield from _code(system, code, where, systems, version)


def _code(system: str, code: str, where: str, systems: CodeSystems, version: str = "") -> Iterator[Issue]:
    _, known = systems.find(system, version)
    if known and known.knows(code) is False:
        yield _finding("invalid", where, f"a code of {system}", code)


def _finding(code: str, where: str, expected: str, found: str, severity: Severity = "error") -> Issue:
    source = f"{_INCLUDE}.filter"
    return mismatch(code, where, expected=expected, found=shown(found), source=source, severity=severity)
