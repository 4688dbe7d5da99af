"""Holds values against profiles: walks a value and the overlay of a profile side by side and reports what differs.

Says only what a profile adds; what the type says, the walk by the type says (structure/walker.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.conformance.invariants import check_constraints
from harness.conformance.issue import Issue, mismatch, not_checked
from harness.conformance.looking import objects, text
from harness.conformance.profiles.bounds import check_bounds
from harness.conformance.profiles.discriminators import belongs
from harness.conformance.profiles.library import Library, library_of
from harness.conformance.profiles.overlay import Overlay, Rules, Slice, Slicing
from harness.conformance.profiles.places import Place, below, place_of
from harness.conformance.profiles.slicing import sort
from harness.conformance.profiles.targets import check_target
from harness.conformance.profiles.values import Difference, from_fixed, from_pattern, told
from harness.conformance.scope import Scope

MOST_PROFILES = 20
"""Profiles one inside the other, by what they ask of a value or of what it refers to. Real ones stay below 10."""


def check_profile(value: Any, type_code: str, canonical: str, where: str, scope: Scope) -> None:
    """What one profile adds to the type of a value, resource or data type; an unknown profile is not checked."""
    library = library_of(scope.definitions)
    hold(place_of(value, type_code, where, scope, library.types), canonical, library)


def hold(place: Place, canonical: str, library: Library) -> None:
    """A value against a profile; each fault is told once, whoever asks."""
    scope = place.scope
    key = (id(place.value), canonical)
    if isinstance(place.value, dict):
        if key in scope.reported:
            return
        scope.reported.add(key)
    overlay = library.overlay(canonical)
    if overlay is None:
        reason = f"the profile {canonical} is not known; --package adds the package that defines it"
        scope.report([not_checked(place.where, reason, source=canonical)])
    elif overlay.refused:
        scope.report([not_checked(place.where, overlay.refused, source=canonical)])
    elif overlay.type not in library.kinds(place.code):
        _other_type(place, overlay, canonical, library)
    elif overlay.rules and not overlay.rules.empty:
        if scope.depth > MOST_PROFILES:
            reason = f"the profile {canonical}: {MOST_PROFILES} profiles ask for each other already"
            scope.report([not_checked(place.where, reason, source=canonical)])
            return
        _judge(place.within(scope.deeper()), overlay.rules, library)


def conforms(place: Place, canonical: str) -> bool:
    """Whether a value meets a profile, as far as can be checked. While that is being found out, it does."""
    key = (id(place.value), canonical)
    if place.scope.depth > MOST_PROFILES:
        return True  # not kept: asked from nearer by, it can be found out
    known = isinstance(place.value, dict)
    if known and key in place.scope.judged:
        return place.scope.judged[key]
    if known:
        place.scope.judged[key] = True
    apart = place.scope.apart()
    hold(place.within(apart), canonical, library_of(apart.definitions))
    met = all(issue.severity not in ("error", "fatal") for issue in apart.issues)
    if known:
        place.scope.judged[key] = met
    return met


def _other_type(place: Place, overlay: Overlay, canonical: str, library: Library) -> None:
    """A profile of another type; a special kind of the value's type (Age for a Quantity) asks what that kind asks."""
    table = library.types.table(overlay.type)
    if overlay.rules is None and table and not table.resource and place.code in library.kinds(overlay.type):
        check_constraints(place.value, table.code, table.path, table.constraints, place.where, place.scope)
        return
    expected = f"{overlay.type}, for which the profile {canonical} is"
    found = place.code or "something else"
    place.scope.report([mismatch("structure", place.where, expected=expected, found=found, source=canonical)])


def _judge(place: Place, rules: Rules, library: Library) -> None:
    """One value against what is asked of it, and what is below it."""
    if rules.types is not None and not library.is_one_of(place.code, rules.types):
        expected = " or ".join(sorted(rules.types))
        issue = mismatch(
            "structure", place.where, expected=expected, found=place.code or "another type", source=rules.source
        )
        place.scope.report([issue])
        return
    _judge_value(place, rules)
    for child in rules.children.values():
        places = below(place, child.name, library.types)
        if places or child.element.least or child.slicing:  # else there is nothing, and nothing is missed
            _judge_group(places, child, place, library)
    if rules.profiles:
        _judge_profiles(place, rules, library)
    if place.code == "Reference" and (rules.targets or rules.aggregation):
        check_target(place, rules, library, conforms)


def _judge_value(place: Place, rules: Rules) -> None:
    element, scope = rules.element, place.scope
    if place.value is None and (rules.needs_value or rules.instead) and not _stands_instead(place, rules):
        wanted = " or ".join(["a value", *rules.instead])
        message = f"expected {wanted}, found neither; no other extension stands for it"
        scope.report([Issue("error", "required", place.where, message, wanted, "none", rules.source)])
    if element.fixed and (found := from_fixed(element.fixed[1], place.value)):
        scope.report([_differs(place, "the fixed value", element.fixed[1], found, rules)])
    if element.pattern and (found := from_pattern(element.pattern[1], place.value)):
        scope.report([_differs(place, "the pattern", element.pattern[1], found, rules)])
    if place.value is None:
        return
    if element.max_length is not None or element.bounds or rules.min_length:
        scope.report(check_bounds(place, rules))
    for binding in (element.binding, *rules.bindings):
        if binding:
            scope.report(scope.terminology.check_binding(place.value, place.code, binding, place.where, rules.source))
    if element.constraints:
        value = place.value if isinstance(place.value, dict) else (place.value, place.twin)
        if "." in element.path and place.table and place.table.resource and scope.outer:
            scope = replace(scope.outer, issues=scope.issues)  # %resource is what holds the element, as everywhere
        check_constraints(value, place.code, element.path, element.constraints, place.where, scope)


def _stands_instead(place: Place, rules: Rules) -> bool:
    """Whether one of the extensions is there that the profile lets stand for a value."""
    return any(text(extension, "url") in rules.instead for _, extension in objects(place.parts, "extension"))


def _differs(place: Place, what: str, wanted: Any, found: Difference, rules: Rules) -> Issue:
    at = f"{found.path} " if found.path else ""
    message = f"expected {what} {told(wanted)}: {at}should be {found.expected}, found {found.found}"
    return Issue("error", "value", place.where, message, found.expected, found.found, rules.source)


def _judge_group(places: list[Place], rules: Rules, parent: Place, library: Library, name: str = "") -> None:
    """All values of one element, or of one slice of it: how many they are, what each is, their slices."""
    _count(len(places), rules, parent, name)
    for place in places:
        _judge(place, rules, library)
    if rules.slicing:
        _judge_slices(places, rules, rules.slicing, parent, library)


def _judge_slices(places: list[Place], rules: Rules, slicing: Slicing, parent: Place, library: Library) -> None:
    def belong(place: Place, one: Slice) -> bool | None:
        return belongs(place, one, slicing, library, conforms)

    found = sort(places, slicing, belong, rules.types)
    parent.scope.report(found.issues)
    missed = not places and max(rules.element.least, rules.said_least) > 0  # told already, as a whole
    for one in (*slicing.slices, *([slicing.default] if slicing.default else [])):
        inside = found.slices[one.name]
        if inside or not (missed or one.name in found.unsure):
            _judge_group(inside, one.rules, parent, library, one.name)


def _count(count: int, rules: Rules, parent: Place, name: str) -> None:
    """The cardinality that the profile adds; who breaks the type's own has heard of it."""
    least, most = rules.element.least, rules.element.most
    what = f"{rules.name} (slice {name})" if name else rules.name
    if count < least and (name or count >= rules.said_least):
        message = f"{what} is required by the profile: expected at least {least}, found {count or 'none'}"
        issue = Issue("error", "required", parent.where, message, f"at least {least}", str(count), rules.source)
        parent.scope.report([issue])
    if most is not None and count > most and (name or rules.said_most is None or count <= rules.said_most):
        allowed = f"at most {most}" if most else "none"
        message = f"{what}: the profile permits {allowed}, found {count}"
        where = f"{parent.where}.{rules.name}"
        parent.scope.report([Issue("error", "structure", where, message, allowed, str(count), rules.source)])


def _judge_profiles(place: Place, rules: Rules, library: Library) -> None:
    """The profiles of a type, any of which it has to meet. An extension is held against its own definition anyway."""
    profiles = next((rules.profiles[code] for code in library.kinds(place.code) if code in rules.profiles), ())
    url = place.parts.get("url") if place.code == "Extension" else None
    if not profiles or any(one.partition("|")[0] == url for one in profiles):
        return
    if len(profiles) == 1:
        hold(place, profiles[0], library)
        return
    unknown = [url for url in profiles if library.overlay(url) is None]
    if any(conforms(place, url) for url in profiles if url not in unknown):
        return
    names = " or ".join(profiles)
    if unknown:
        place.scope.report(
            [not_checked(place.where, f"whether this meets {names}: not all are known", source=rules.source)]
        )
        return
    message = f"this meets none of the profiles {names}"
    place.scope.report([Issue("error", "structure", place.where, message, names, "none of them", rules.source)])
