"""The constraints of every DomainResource, and those of resources whose words need more than names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from harness.conformance.invariants.native_forms import chosen, code, there

if TYPE_CHECKING:
    from harness.conformance.scope import Scope


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
    """dom-3: what is contained is referred to, or refers to what contains it.

    Certain where a ``reference`` says so or nothing does; any other text that says it is left to FHIRPath.
    """
    answers = [answer for _, answer in alone(value, scope)]
    return None if None in answers else False not in answers


def unreferred(value: Any, scope: Scope) -> list[str]:
    """The places of what breaks dom-3, from its container on."""
    return [f".contained[{index}]" for index, answer in alone(value, scope) if answer is False]


def alone(value: Any, scope: Scope) -> list[tuple[int, bool | None]]:
    """Every contained resource by its index: whether it belongs to what contains it."""
    held = contained(value)
    if not held:
        return []
    said, others = fragments(scope.resource)
    return [(index, belongs(one, said, others)) for index, one in enumerate(held) if isinstance(one, dict)]


def belongs(one: dict[str, Any], said: set[str], others: set[str]) -> bool | None:
    """Whether a contained resource is named by references (`said`), or perhaps by `others`, or names its container."""
    identity = one.get("id")
    if not isinstance(identity, str):
        return None if "id" in one or "_id" in one else True
    mine, elsewhere = fragments(one)
    if f"#{identity}" in said or "#" in mine:
        return True
    return None if f"#{identity}" in others or "#" in elsewhere else False


def fragments(value: Any) -> tuple[set[str], set[str]]:
    """The texts below a value that begin with ``#``: those called ``reference``, and the rest."""
    said: set[str] = set()
    others: set[str] = set()
    for name, text in texts(value):
        if text.startswith("#"):
            (said if name == "reference" else others).add(text)
    return said, others


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


def narrated(value: Any, _: Scope) -> bool | None:
    """dom-6: there is a narrative."""
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
