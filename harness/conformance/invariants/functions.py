"""What FHIR adds to FHIRPath (R4 fhirpath.html#functions), and the table of all functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from harness.conformance.invariants import collections, conversions, operators, texts
from harness.conformance.invariants.compiler import Evaluated
from harness.conformance.invariants.failures import FhirPathError, Unknowable
from harness.conformance.invariants.function import Function, simple
from harness.conformance.invariants.model import model
from harness.conformance.invariants.nodes import Item, Node, plain
from harness.conformance.invariants.operators import Items
from harness.conformance.invariants.run import Env
from harness.conformance.scope import Scope


def scope_of(env: Env) -> Scope:
    """The scope of the evaluation. Raises Unknowable where it goes on without one."""
    if env.run.scope is None:
        raise Unknowable("nothing around the value is known")
    return env.run.scope


def valued(focus: Items) -> Items:
    """hasValue: one primitive that has a value, and not only extensions."""
    return [len(focus) == 1 and plain(focus[0]) is not None and not isinstance(plain(focus[0]), dict | list)]


def worth(focus: Items) -> Items:
    """getValue: the System value of one primitive."""
    return [plain(focus[0])] if valued(focus)[0] else []


def extension(url: Evaluated) -> Evaluated:
    """The extensions of one URL; all of them where one has several."""

    def run(env: Env, focus: Items) -> Items:
        asked = plain(operators.single(url(env, env.this), "an extension's URL"))
        found = [one for item in focus if isinstance(item, Node) for one in item.named("extension")]
        return [one for one in found if isinstance(one.value, dict) and one.value.get("url") == asked]

    return run


def _resolve() -> Evaluated:
    return lambda env, focus: [one for item in focus if (one := resolved(item, scope_of(env))) is not None]


def resolved(item: Item, scope: Scope) -> Node | None:
    """What a Reference, canonical or uri leads to; a node that only has a type where it is not here."""
    from harness.conformance.structure.references import resolve as look

    value = item.value if isinstance(item, Node) else item
    target = value.get("reference") if isinstance(value, dict) else value
    if not isinstance(target, str):
        return None
    found = look(target, scope)
    if found is not None:
        return Node(found.resource, "Resource")
    if target.startswith("#"):
        return None
    kind = value.get("type") if isinstance(value, dict) else None
    named = kind if isinstance(kind, str) else named_type(target)
    if not named or named not in model().names:
        raise Unknowable(f"{target} is not here")
    return Node({}, named, absent=True)


def named_type(reference: str) -> str:
    """The resource type that a RESTful reference names; nothing where it names none."""
    parts = reference.split("/_history/")[0].rsplit("/", 2)
    return parts[-2] if len(parts) > 1 and model().is_a(parts[-2], "Resource") else ""


def _member_of(value_set: Evaluated) -> Evaluated:
    def run(env: Env, focus: Items) -> Items:
        asked = plain(operators.single(value_set(env, env.this), "a value set"))
        if not focus:
            return []
        return [contained(operators.single(focus, "memberOf()"), str(asked), scope_of(env))]

    return run


def contained(item: Item, value_set: str, scope: Scope) -> bool:
    """Whether a code, Coding or CodeableConcept is in a value set. Raises Unknowable where nobody can tell."""
    answers = [
        scope.terminology.contains(value_set, one.get("system") or "", one.get("code") or "", one.get("version") or "")
        for one in codings(item)
    ]
    if True in answers:
        return True
    if None in answers:
        raise Unknowable(f"the value set {value_set} cannot be expanded here")
    return False


def codings(item: Item) -> Iterable[dict[str, Any]]:
    """The codings in an item; a bare code has no system."""
    value = item.value if isinstance(item, Node) else plain(item)
    if isinstance(value, str):
        return [{"code": value}]
    listed = value.get("coding", [value]) if isinstance(value, dict) else []
    coded = [one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict)]
    return [one for one in coded if isinstance(one.get("code"), str) and isinstance(one.get("system", ""), str)]


def xhtml(focus: Items) -> Items:
    """htmlChecks: whether a narrative keeps to the XHTML that FHIR allows."""
    from harness.conformance.rules.narrative import check_xhtml

    return [not any(issue.severity in ("error", "fatal") for item in focus for issue in check_xhtml(plain(item), ""))]


def _conforms(profile: Evaluated) -> Evaluated:
    def run(env: Env, focus: Items) -> Items:
        canonical = plain(operators.single(profile(env, env.this), "a profile"))
        if not focus:
            return []
        return [conforming(operators.single(focus, "conformsTo()"), str(canonical), scope_of(env))]

    return run


def conforming(item: Item, canonical: str, scope: Scope) -> bool:
    """Whether a value meets a profile. Raises where the profile is unknown."""
    from harness.conformance.profiles import check_profile

    if not isinstance(item, Node) or not scope.definitions.find("StructureDefinition", canonical):
        raise FhirPathError(f"the profile {canonical} is not here")
    if item.absent:
        raise Unknowable(f"the {item.type} that is referred to is not here")
    apart = scope.apart()
    check_profile(item.value, item.type, canonical, scope.where, apart)
    return not any(issue.severity in ("error", "fatal") for issue in apart.issues)


FUNCTIONS: Mapping[str, Function] = {
    **collections.FUNCTIONS,
    **texts.FUNCTIONS,
    **conversions.FUNCTIONS,
    "hasValue": simple(valued),
    "getValue": simple(worth),
    "extension": Function(extension, 1, 1),
    "resolve": Function(_resolve),
    "memberOf": Function(_member_of, 1, 1),
    "htmlChecks": simple(xhtml),
    "htmlChecks2": simple(xhtml),
    "conformsTo": Function(_conforms, 1, 1),
}
