"""References (R4 references.html): what one may look like, what it points at here, and whether that is permitted.

Knows contained resources and the Bundle around a resource (R4 bundle.html#references). Fetches nothing: what lies
elsewhere is judged by what the reference itself says of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harness.conformance.issue import Issue, Severity, mismatch, not_checked
from harness.conformance.looking import objects, one, shown, text
from harness.conformance.scope import Resource, Scope
from harness.conformance.structure.elements import type_name

ABSTRACT = frozenset({"Resource", "DomainResource"})
SOURCE = "R4 references.html#Reference"
_LITERAL = re.compile(
    r"(?P<base>.*/)?(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9\-.]{1,64})(/_history/[A-Za-z0-9\-.]{1,64})?"
)
_SEARCH = re.compile(r"(?P<type>[A-Z][A-Za-z]+)\?.+")
_SPACE = re.compile(r"\s")  # no URL has any; all else may mean something to somebody
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")


@dataclass(frozen=True, slots=True)
class Found:
    """What a reference points at: the `resource`, its place, and its scope."""

    resource: Resource
    where: str
    scope: Scope


def resolve(reference: str, scope: Scope) -> Found | None:
    """The resource that `reference`, standing in the resource of `scope`, points at; None where it is not here.

    Contained resources (``#id``, and ``#`` for the one they are in) and the entries of the Bundles around it.
    """
    if reference.startswith("#"):
        return _contained(reference[1:], scope)
    around = scope
    while around.outer is not None:
        inside, around = around, around.outer
        if around.resource.get("resourceType") == "Bundle":
            found = _entry(reference, inside, around)
            if found:
                return found
    return None


def check_reference(
    value: dict[str, Any], targets: tuple[str, ...], where: str, scope: Scope, source: str
) -> Iterator[Issue]:
    """A Reference: its form, and whether it points at one of the `targets` (canonicals; none means any).

    What the reference says of something that lies elsewhere is not what lies there: a wrong type in its URL is a
    warning, a wrong type of what is here an error.
    """
    reference = text(value, "reference")
    said = type_name(text(value, "type")) or text(value, "type")
    known = scope.definitions.resource_types
    found = resolve(reference, scope) if reference else None
    if said and said not in known | ABSTRACT and not _ABSOLUTE.fullmatch(said):
        yield mismatch(
            "structure", f"{where}.type", expected="the name of a resource type", found=shown(said), source=SOURCE
        )
    if reference and not found and not _well_formed(reference, known):
        form = "Type/id, an absolute URL or #id"
        place = f"{where}.reference"
        bad: Severity = "error" if _SPACE.search(reference) else "warning"
        yield mismatch("value", place, expected=form, found=shown(reference), source=SOURCE, severity=bad)
        return
    actual = text(found.resource, "resourceType") if found else _type_in(reference, known)
    if actual and said in known and actual != said:
        words = f"the type of what is referred to ({actual})"
        yield mismatch("structure", f"{where}.type", expected=words, found=shown(said), source=SOURCE)
    permitted = {type_name(target) for target in targets} - {""}
    if permitted and not permitted & ABSTRACT:
        yield from _target(reference, actual or (said if said in known else ""), permitted, where, found, source, scope)


def _target(
    reference: str, actual: str, permitted: set[str], where: str, found: Found | None, source: str, scope: Scope
) -> Iterator[Issue]:
    """Whether the type that is referred to may stand here; that it cannot be known, where nothing tells."""
    place = f"{where}.reference" if reference else f"{where}.type"
    if actual and actual not in permitted:
        names = " or ".join(sorted(permitted))
        sure: Severity = "error" if found else "warning"
        yield mismatch(
            "structure", place, expected=f"a reference to {names}", found=actual, source=source, severity=sure
        )
    elif reference and not actual and reference[0] != "#" and not (scope.outer and reference.startswith("urn:")):
        yield not_checked(place, f"what {shown(reference)} is: it is not in reach", source=source)


def _well_formed(reference: str, known: frozenset[str]) -> bool:
    """Whether a reference has a form that FHIR knows. R4 forbids no other."""
    return reference.startswith("#") or bool(_ABSOLUTE.fullmatch(reference) or _type_in(reference, known))


def _type_in(reference: str, known: frozenset[str]) -> str:
    """The type that the URL of a reference names; empty where it names none."""
    literal = _LITERAL.fullmatch(reference) or _SEARCH.fullmatch(reference)
    return literal["type"] if literal and literal["type"] in known else ""


def check_contained_ids(contained: object, where: str, source: str) -> Iterator[Issue]:
    """Contained resources can only be referred to by their id, so each has one of its own."""
    seen: set[str] = set()
    for index, resource in objects({"contained": contained}, "contained"):
        place, name = f"{where}.contained[{index}]", resource.get("id")
        if name is None:
            message = "a contained resource needs an id to be referred to: expected an id, found none"
            yield Issue("error", "required", place, message, "an id", "none", source)
        elif isinstance(name, str):
            if name in seen:
                message = f"the id {shown(name)} is that of another contained resource"
                yield Issue("error", "duplicate", f"{place}.id", message, source=source)
            seen.add(name)


def _contained(name: str, scope: Scope) -> Found | None:
    """A resource that the container holds, or the container itself where no id is named."""
    holder = scope
    while holder.resource is not holder.root and holder.outer is not None:
        holder = holder.outer
    if not name:
        return Found(holder.resource, holder.where, holder)
    if "#" not in holder.entries:
        holder.entries["#"] = []
        for index, resource in objects(holder.resource, "contained"):
            holder.entries.setdefault(f"#{text(resource, 'id')}", []).append((index, resource))
    for index, resource in holder.entries.get(f"#{name}", ()):
        where = f"{holder.where}.contained[{index}]"
        return Found(resource, where, holder.inside(resource, where, contained=True))
    return None


def _entry(reference: str, inside: Scope, bundle: Scope) -> Found | None:
    """The entry of a Bundle that a reference in one of its entries points at, by the rules of fullUrl."""
    entries = _by_url(bundle)
    plain, _, version = reference.partition("/_history/")
    for url in _candidates(plain, inside, bundle):
        for index, resource in entries.get(url, ()):
            if not version or text(one(resource, "meta"), "versionId") == version:
                where = f"{bundle.where}.entry[{index}].resource"
                return Found(resource, where, bundle.inside(resource, where))
    return None


def _candidates(reference: str, inside: Scope, bundle: Scope) -> list[str]:
    """The fullUrls that would do: the reference itself, or what it is relative to the entry it stands in."""
    literal = _LITERAL.fullmatch(reference)
    if literal is None or literal["base"]:
        return [reference]
    here = _full_url(inside, bundle)
    rest = _LITERAL.fullmatch(here)
    base = rest["base"] if rest and rest["base"] else None
    return [f"{base}{reference}"] if base else [f"\0{reference}"]


def _full_url(inside: Scope, bundle: Scope) -> str:
    at = inside.where.removeprefix(f"{bundle.where}.entry[").partition("]")[0]
    entries = bundle.resource.get("entry")
    if not at.isdecimal() or not isinstance(entries, list) or int(at) >= len(entries):
        return ""
    return text(entries[int(at)], "fullUrl")


def _by_url(bundle: Scope) -> dict[str, list[tuple[int, Resource]]]:
    """The resources of a Bundle by fullUrl; those by type and id, for entries that have no base, behind a NUL."""
    found = bundle.entries
    if "\0" not in found:
        found["\0"] = []
        for index, entry in objects(bundle.resource, "entry"):
            resource = one(entry, "resource")
            names = {text(entry, "fullUrl"), f"\0{text(resource, 'resourceType')}/{text(resource, 'id')}"}
            for name in names if resource else ():
                found.setdefault(name, []).append((index, resource))
    return found
