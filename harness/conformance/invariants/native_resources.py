"""The constraints of every DomainResource, and those of resources whose words need more than names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from harness.conformance.invariants.native_forms import chosen, code, there

if TYPE_CHECKING:
    from harness.conformance.scope import Scope

LINKED = re.compile(r"""\b(?:src|href)\s*=\s*["'](#[^"']*)["']""")


def contained(value: Any) -> list[Any]:
    """The contained resources, whatever they are."""
    held = value.get("contained")
    return held if isinstance(held, list) else [] if held is None else [held]


def nested(value: Any, _: Scope) -> bool:
    """dom-2: what is contained contains nothing."""
    return not any(isinstance(one, dict) and there(one, "contained") for one in contained(value))


def meta_without(*names: str) -> Any:
    """dom-4, dom-5: what is contained has no version, no security label."""

    def judge(value: Any, _: Scope) -> bool | None:
        for one in contained(value):
            meta = one.get("meta") if isinstance(one, dict) else None
            if isinstance(meta, dict) and any(there(meta, name) for name in names):
                return False
            if isinstance(meta, list):
                return None
        return True

    return judge


def referred(value: Any, scope: Scope) -> bool | None:
    """dom-3: what is contained is referred to, or refers to what contains it. Malformed ids are left to FHIRPath."""
    if any(isinstance(one, dict) and not plainly_named(one) for one in contained(value)):
        return None
    return not unreferred(value, scope)


def plainly_named(one: dict[str, Any]) -> bool:
    """Whether the id of a resource is a text, or it has none."""
    return isinstance(one.get("id", ""), str) and "_id" not in one


def unreferred(value: Any, scope: Scope) -> list[str]:
    """The places of what breaks dom-3, from its container on.

    Any text that is ``#id`` refers, be its type reference, canonical or uri, and so do links and images of a narrative
    (R4 narrative.html#xhtml), which the published expression does not look at.
    """
    held = contained(value)
    if not held:
        return []
    said = fragments(scope.resource)
    places = ((index, one) for index, one in enumerate(held) if isinstance(one, dict))
    return [f".contained[{index}]" for index, one in places if not belongs(one, said)]


def belongs(one: dict[str, Any], said: set[str]) -> bool:
    """Whether a contained resource is among what is `said`, or names its container; without an id it breaks others."""
    identity = one.get("id")
    return not isinstance(identity, str) or f"#{identity}" in said or "#" in fragments(one)


def fragments(value: Any) -> set[str]:
    """The texts below a value that begin with ``#``, and where the links and images of its narratives lead."""
    found: set[str] = set()
    for name, text in texts(value):
        if text.startswith("#") and name != "id":
            found.add(text)
        elif name == "div" and "#" in text:
            found.update(LINKED.findall(text))
    return found


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Every text below a value with the name of its property."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        name, here = waiting.pop()
        if isinstance(here, dict):
            waiting.extend(here.items())
        elif isinstance(here, list):
            waiting.extend((name, one) for one in here)
        elif isinstance(here, str):
            yield name, here


def narrated(value: Any, scope: Scope) -> bool | None:
    """dom-6: there is a narrative; what is contained has none (R4 references.html#contained: it SHOULD NOT)."""
    if scope.resource is not scope.root:
        return True
    text = value.get("text")
    if text is None:
        return False
    return there(text, "div") if isinstance(text, dict) else None


def valued_or_components(value: Any, _: Scope) -> bool | None:
    """obs-7: a value beside components of the same code is one value too many."""
    if not chosen(value, "value") or not there(value, "component"):
        return True
    return None


def parameter(value: Any, _: Scope) -> bool:
    """Parameters inv-1: a parameter has a value, a resource or parts, and one of them only."""
    return [chosen(value, "value"), there(value, "resource"), there(value, "part")].count(True) == 1


def group_item(value: Any, _: Scope) -> bool | None:
    """que-1: a group has items, a display has none."""
    kind = code(value, "type")
    if kind is None:
        return None
    items = there(value, "item")
    return items if kind == "group" else kind != "display" or not items


def not_of_display(*names: str) -> Any:
    """``type!='display' or a.empty()``"""

    def judge(value: Any, _: Scope) -> bool | None:
        kind = code(value, "type")
        if kind is None:
            return None
        return kind != "display" or not any(there(value, name) for name in names)

    return judge


def initial(value: Any, _: Scope) -> bool | None:
    """que-8: neither groups nor displays begin with a value."""
    kind = code(value, "type")
    return None if kind is None else kind not in ("group", "display") or not there(value, "initial")


def appointed(value: Any, _: Scope) -> bool | None:
    """app-3: only what is proposed, cancelled or waited for has no times."""
    if there(value, "start") and there(value, "end"):
        return True
    status = code(value, "status")
    return None if status is None else status in ("proposed", "cancelled", "waitlist")


def elsewhere_than_home(value: Any, _: Scope) -> bool | None:
    """org-2, org-3: an organization has no home."""
    use = value.get("use")
    return None if use is not None and not isinstance(use, str) else use != "home"


def in_error(*, wanted: bool, system: str) -> Any:
    """ait-1 and its kin: a clinical status there is if and only if the resource was not entered in error."""

    def judge(value: Any, _: Scope) -> bool | None:
        concept = value.get("verificationStatus")
        codings = concept.get("coding") if isinstance(concept, dict) else []
        if concept is not None and (not isinstance(concept, dict) or not isinstance(codings, list | None)):
            return None
        wrong = any(
            isinstance(one, dict) and one.get("system") == system and one.get("code") == "entered-in-error"
            for one in codings or []
        )
        status = there(value, "clinicalStatus")
        return wrong or status if wanted else not wrong or not status

    return judge
