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
    for each in _around(kind, url, scope):
        if version in ("", text(each, "version")):
            return each
    return scope.definitions.find(kind, canonical) if url else None


def _is(resource: Resource, kind: str) -> bool:
    return text(resource, "resourceType") == kind


def _around(kind: str, url: str, scope: Scope) -> Iterator[Resource]:
    """The resources of that url in the Bundles and Parameters around a resource, the innermost first."""
    outer: Scope | None = scope
    while outer is not None:
        if outer.named is None:
            outer.named = _by_name(outer.resource)
        yield from outer.named.get((kind, url), ())
        outer = outer.outer


def _by_name(holder: Resource) -> dict[tuple[str, str], list[Resource]]:
    """What stands in a Bundle or Parameters, by type and url; made once, since each of many may ask."""
    found: dict[tuple[str, str], list[Resource]] = {}
    for name in ("entry", "parameter"):
        for _, part in objects(holder, name):
            resource = one(part, "resource")
            found.setdefault((text(resource, "resourceType"), text(resource, "url")), []).append(resource)
    return found


class CodeSystems:
    """The code systems that one resource names, each looked for once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._found: dict[str, tuple[Resource | None, CodeSystem | None]] = {}

    def find(self, system: str, version: str = "") -> tuple[Resource | None, CodeSystem | None]:
        """The CodeSystem, and its codes to be looked up; None for the codes where not all of them are here."""
        canonical = f"{system}|{version}" if version else system
        if canonical not in self._found:
            resource = find("CodeSystem", canonical, self._scope) if system else None
            whole = compiled(resource) if resource and text(resource, "content") == "complete" else None
            self._found[canonical] = resource, whole if whole and whole.complete else None
        return self._found[canonical]
