"""What a differential says of one element, laid over what its base says. Knows ElementDefinition, not the tree.

R4 profiling.html and elementdefinition.html#interpretation.
"""

from __future__ import annotations

from typing import Any

from harness.conformance.looking import objects, text

Definition = dict[str, Any]

_OF_ITS_PLACE = frozenset({"id", "path", "sliceName", "base", "contentReference"})
_KEPT = frozenset({"id", "path", "sliceName", "base", "slicing", "min", "max"})
_ADDED = ("alias", "example", "mapping", "condition", "code")


def merged(base: Definition, change: Definition, *, source: str = "") -> Definition:
    """`base` as the differential's element `change` wants it; `source` is the base's url, told of its constraints.

    What stands in `change` replaces what stood there; constraints, examples and mappings are added to the earlier ones.
    """
    result = {**base, **{name: value for name, value in change.items() if name not in _OF_ITS_PLACE}}
    for name in _ADDED:
        result |= _added(name, base, change)
    if isinstance(base.get("binding"), dict) and isinstance(change.get("binding"), dict):
        result["binding"] = base["binding"] | change["binding"]
    if "constraint" in base:
        result["constraint"] = _constraints(base, change, source)
    if _fixing(change):
        result = {name: value for name, value in result.items() if name in change or not _fixes(name, change)}
    return result


def placed(template: Definition, here: Definition) -> Definition:
    """The root of a type's profile, `template`, standing where `here` stands, whose cardinality it takes."""
    kept = {name: here[name] for name in _KEPT if name in here}
    result = {**{name: value for name, value in template.items() if name not in _KEPT}, **kept}
    for name in ("type", "isModifier", "isSummary", "mustSupport", "binding", "isModifierReason"):
        if name in here:
            result[name] = here[name]
    return result | {"constraint": _constraints(here, template, "")}


def _added(name: str, base: Definition, change: Definition) -> Definition:
    earlier, later = base.get(name), change.get(name)
    if not isinstance(earlier, list) or not isinstance(later, list):
        return {}
    return {name: [*earlier, *(one for one in later if one not in earlier)]}


def _constraints(base: Definition, change: Definition, source: str) -> list[Any]:
    """Each key once: a constraint that the base has can be told again, and not be taken away."""
    earlier = [
        {"source": source, **one} if source and "source" not in one else one for _, one in objects(base, "constraint")
    ]
    keys = {text(one, "key") for one in earlier}
    return [*earlier, *(one for _, one in objects(change, "constraint") if text(one, "key") not in keys)]


def _fixing(change: Definition) -> bool:
    return any(name.startswith(("fixed", "pattern")) for name in change)


def _fixes(name: str, change: Definition) -> bool:
    """Whether `name` is of a kind that `change` has under another type's name: an element has one fixed[x]."""
    return any(name.startswith(kind) and any(one.startswith(kind) for one in change) for kind in ("fixed", "pattern"))
