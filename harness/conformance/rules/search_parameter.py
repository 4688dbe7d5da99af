"""SearchParameter: its expression, its components, what it is derived from (R4 searchparameter.html)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.syntax import parsed
from harness.conformance.issue import Issue, Severity, mismatch
from harness.conformance.looking import objects, shown, text, texts
from harness.conformance.rules.nearby import find
from harness.conformance.scope import Resource, Scope

_SOURCE = "R4 searchparameter-definitions.html#SearchParameter"
_GENERAL = frozenset(["Resource", "DomainResource"])


def check_expressions(parameter: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Every expression is FHIRPath. Of those of components, which validators do not look at, a warning is given."""
    del scope
    named: list[tuple[str, str, Severity]] = [(f"{where}.expression", text(parameter, "expression"), "error")]
    for at, component in objects(parameter, "component"):
        named.append((f"{where}.component[{at}].expression", text(component, "expression"), "warning"))
    for place, expression, severity in named:
        if expression and (fault := fault_of(expression)):
            yield mismatch(
                "invalid",
                place,
                expected=f"FHIRPath ({fault})",
                found=shown(expression),
                source=f"{_SOURCE}.expression",
                severity=severity,
            )


@lru_cache(maxsize=4096)
def fault_of(expression: str) -> str:
    """Why an expression is no FHIRPath, "" where it is."""
    try:
        parsed(expression)
    except FhirPathError as error:
        return str(error)
    return ""


def check_components(parameter: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """A composite has two components or more; others have no use for any, which R4 says but does not forbid."""
    kind, found = text(parameter, "type"), objects(parameter, "component")
    if kind == "composite" and len(found) < 2:
        yield Issue(
            "error",
            "business-rule",
            where,
            "a composite search parameter has two components or more",
            "two components",
            str(len(found)),
            f"{_SOURCE}.component",
        )
    elif kind and kind != "composite" and found:
        yield Issue(
            "warning",
            "business-rule",
            f"{where}.component",
            f"a search parameter of type {kind} has no components",
            "none",
            str(len(found)),
            f"{_SOURCE}.component",
        )
    for at, component in found:
        defined = find("SearchParameter", text(component, "definition"), scope)
        if defined and text(defined, "type") == "composite":
            yield Issue(
                "error",
                "business-rule",
                f"{where}.component[{at}].definition",
                "a component is no composite",
                "another type",
                "composite",
                f"{_SOURCE}.component.definition",
            )


def check_derived(parameter: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """What it is derived from has the same type, and all its base types."""
    canonical = text(parameter, "derivedFrom")
    original = find("SearchParameter", canonical, scope) if canonical else None
    if original is None:
        return
    source = f"{_SOURCE}.derivedFrom"
    kind, wanted = text(parameter, "type"), text(original, "type")
    if kind and wanted and kind != wanted:
        yield mismatch(
            "business-rule", f"{where}.type", expected=f"{wanted}, as {canonical} has it", found=kind, source=source
        )
    bases = {base for _, base in texts(original, "base")}
    for at, base in texts(parameter, "base"):
        if bases and base not in bases and not bases & _GENERAL:
            yield mismatch(
                "business-rule", f"{where}.base[{at}]", expected=f"a base of {canonical}", found=base, source=source
            )
    expression, before = text(parameter, "expression"), text(original, "expression")
    if expression and before and "".join(expression.split()) != "".join(before.split()):
        yield Issue(
            "warning",
            "business-rule",
            f"{where}.expression",
            f"the expression is not that of {canonical}",
            shown(before),
            shown(expression),
            source,
        )
