"""What holds for every resource: ids of elements are there once, and links inside a narrative lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import one, shown, text
from harness.conformance.rules.narrative import LONGEST
from harness.conformance.scope import Resource, Scope

_SOURCE = "R4 element-definitions.html#Element.id"
_INNER = re.compile(r"""\bhref\s*=\s*["']#([^"']+)["']""")
_NAMED = re.compile(r"""\b(?:id|name)\s*=\s*["']([^"']+)["']""")


def check_ids(resource: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """No two elements of a resource have the same id. An ElementDefinition's says something else: it is left out."""
    del scope
    if resource.get("resourceType") == "StructureDefinition":
        return
    seen: set[str] = set()
    for place, name in _ids(resource, where):
        if name in seen:
            yield Issue(
                "error",
                "duplicate",
                f"{place}.id",
                "another element of the resource has this id",
                "an id of its own",
                shown(name),
                _SOURCE,
            )
        seen.add(name)


def _ids(resource: Resource, where: str) -> Iterator[tuple[str, str]]:
    """Ids of elements, with the places they are at, in reading order; those of resources inside are their own."""
    waiting: list[tuple[str, Any]] = [(where, resource)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, list):
            waiting.extend((f"{place}[{at}]", each) for at, each in reversed(list(enumerate(value))))
        elif isinstance(value, dict):
            inside = value is not resource
            if inside and "resourceType" in value:
                continue
            if inside and isinstance(value.get("id"), str):
                yield place, value["id"]
            waiting.extend(
                (f"{place}.{str(name).removeprefix('_')}", each)
                for name, each in reversed(value.items())
                if isinstance(each, dict | list)
            )


def check_inner_links(resource: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Every ``href="#x"`` of a narrative names an element of the narrative or of the resource."""
    div = text(one(resource, "text"), "div")
    if ('"#' not in div and "'#" not in div) or len(div) > LONGEST:
        return
    named = set(_NAMED.findall(div)) | set(_every_id(scope.root))
    for name in dict.fromkeys(_INNER.findall(div)):
        if name not in named:
            yield mismatch(
                "invalid",
                f"{where}.text.div",
                expected="a link to something in this resource",
                found=shown(f"#{name}"),
                source="R4 narrative.html#xhtml",
                severity="warning",
            )


def _every_id(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            if isinstance(here.get("id"), str):
                yield here["id"]
            waiting.extend(here.values())
