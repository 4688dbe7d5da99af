"""What R4 says in words of every resource: ids of elements, links inside a narrative, size and hash of attachments."""

from __future__ import annotations

import binascii
import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha1
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import one, shown, text
from harness.conformance.rules.narrative import LONGEST
from harness.conformance.scope import Resource, Scope

_ID = "R4 element-definitions.html#Element.id"
_ATTACHMENT = "R4 datatypes-definitions.html#Attachment"
_INNER = re.compile(r"""\b(?:href\s*=\s*["']#|idref\s*=\s*["'])([^"']+)["']""")
_NAMED = re.compile(r"""\b(?:id|name)\s*=\s*["']([^"']+)["']""")


def check_elements(resource: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """No two elements of a resource have the same id, and what an Attachment states of its data is so.

    An ElementDefinition's id says something else: it is left out.
    """
    del scope
    elements = list(_elements(resource))
    ids = [element["id"] for element in elements if isinstance(element.get("id"), str)]
    if len(ids) != len(set(ids)) and resource.get("resourceType") != "StructureDefinition":
        yield from _same_ids(resource, where)
    if any("data" in element and ("size" in element or "hash" in element) for element in elements):
        yield from _attachments(resource, where)


def _same_ids(resource: Resource, where: str) -> Iterator[Issue]:
    seen: set[str] = set()
    for place, element in _placed(resource, where):
        name = text(element, "id")
        if name in seen:
            found = shown(name)
            yield Issue(
                "error", "duplicate", f"{place}.id", "another element of the resource has this id", "", found, _ID
            )
        elif name:
            seen.add(name)


def _attachments(resource: Resource, where: str) -> Iterator[Issue]:
    for place, element in _placed(resource, where):
        data = _decoded(element.get("data"))
        size, told = element.get("size"), text(element, "hash")
        if data is None:
            continue
        if isinstance(size, int) and not isinstance(size, bool) and size != len(data):
            yield mismatch(
                "structure",
                f"{place}.size",
                expected=f"the size of the data, {len(data)}",
                found=shown(size),
                source=f"{_ATTACHMENT}.size",
            )
        real = b64encode(sha1(data, usedforsecurity=False).digest()).decode()
        if told and told != real:
            yield mismatch(
                "value",
                f"{place}.hash",
                expected=f"the SHA-1 of the data, {real}",
                found=shown(told),
                source=f"{_ATTACHMENT}.hash",
                severity="warning",
            )


def _decoded(data: object) -> bytes | None:
    try:
        return binascii.a2b_base64("".join(data.split()), strict_mode=True) if isinstance(data, str) else None
    except ValueError:
        return None


def _elements(resource: Resource) -> Iterator[dict[str, Any]]:
    """All objects inside a resource but those of resources inside it."""
    waiting: list[Any] = list(resource.values())
    while waiting:
        value = waiting.pop()
        if type(value) is str:
            continue
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, dict) and "resourceType" not in value:
            yield value
            waiting.extend(value.values())


def _placed(resource: Resource, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same in reading order, with their places."""
    waiting: list[tuple[str, Any]] = _inside(resource, where)
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, list):
            inside = [(f"{place}[{at}]", each) for at, each in enumerate(value) if isinstance(each, dict | list)]
            waiting.extend(reversed(inside))
        elif "resourceType" not in value:
            yield place, value
            waiting.extend(_inside(value, place))


def _inside(value: dict[str, Any], place: str) -> list[tuple[str, Any]]:
    found = [
        (f"{place}.{str(name).removeprefix('_')}", each)
        for name, each in value.items()
        if isinstance(each, dict | list)
    ]
    return found[::-1]


def check_inner_links(resource: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Every ``href="#x"`` and ``idref="x"`` of a narrative names an element of the narrative or of the resource."""
    div = text(one(resource, "text"), "div")
    if ('"#' not in div and "'#" not in div and "idref" not in div) or len(div) > LONGEST:
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
