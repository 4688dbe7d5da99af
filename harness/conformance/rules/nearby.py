"""Finds what a canonical or a reference means, near a resource first: contained, in the Bundle around, then defined."""

from __future__ import annotations

from collections.abc import Iterator

from harness.conformance.looking import objects, one, text
from harness.conformance.scope import Resource, Scope
from harness.conformance.terminology.code_systems import CodeSystem, compiled


def find(kind: str, canonical: str, scope: Scope) -> Resource | None:
    """The resource of a `kind` that `canonical` names: ``#id`` contained, an entry of a Bundle around, a definition."""
    if canonical.startswith("#"):
        holders = (scope.resource, scope.root)
        contained = (each for holder in holders for _, each in objects(holder, "contained"))
        return next((each for each in contained if _is(each, kind) and text(each, "id") == canonical[1:]), None)
    url, _, version = canonical.partition("|")
    for each in _around(scope):
        if _is(each, kind) and text(each, "url") == url and version in ("", text(each, "version")):
            return each
    return scope.definitions.find(kind, canonical) if url else None


def _is(resource: Resource, kind: str) -> bool:
    return text(resource, "resourceType") == kind


def _around(scope: Scope) -> Iterator[Resource]:
    """The resources in the Bundles and Parameters around a resource, the innermost first."""
    outer: Scope | None = scope
    while outer is not None:
        for _, entry in objects(outer.resource, "entry"):
            yield one(entry, "resource")
        for _, parameter in objects(outer.resource, "parameter"):
            yield one(parameter, "resource")
        outer = outer.outer


def codes_of(resource: Resource | None) -> CodeSystem | None:
    """A CodeSystem with its codes to be looked up; None where there is none or it does not hold all of them."""
    if resource is None or text(resource, "content") != "complete":
        return None
    system = compiled(resource)
    return system if system.complete else None
