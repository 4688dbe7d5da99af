"""Extensions (R4 extensibility.html): known or not, where they may stand, as modifiers or not, what is in them.

An extension is held against its own definition; what is nested in it with a relative url is defined there too. One
whose definition is not at hand is not checked, and that is said; it is no fault, neither is it with the official
validator, modifiers included.
"""

from __future__ import annotations

import re
from typing import Any

from harness.conformance.invariants import FhirPathError, evaluate
from harness.conformance.issue import Issue, Severity, not_checked
from harness.conformance.looking import objects, shown, text
from harness.conformance.profiles.contexts import Holder, defines, holder_of, holders, names_of, steps_to
from harness.conformance.profiles.judging import check_profile
from harness.conformance.profiles.library import Library, library_of
from harness.conformance.profiles.overlay import Overlay, Rules
from harness.conformance.scope import Scope

SOURCE = "R4 extensibility.html#Extension"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_VALUES = "R4 defining-extensions.html#context"


def check_extension(extension: dict[str, Any], where: str, holder: str, modifier: bool, scope: Scope) -> None:
    """One extension. `holder` is the path in a type where it stands: ``Patient.contact``, ``Extension``."""
    url = text(extension, "url")
    if not url:
        return  # that there has to be one, and of which kind, the type says
    nested = holder == "Extension"
    if not _ABSOLUTE.fullmatch(url):
        if not nested:
            message = f"the url of an extension is absolute: found {shown(url)}"
            scope.report([Issue("error", "extension", f"{where}.url", message, "an absolute URL", shown(url), SOURCE)])
        return
    if "|" in url:
        message = f"the url of an extension has no version: found {shown(url)}"
        scope.report([Issue("error", "extension", f"{where}.url", message, "no version", shown(url), SOURCE)])
        return
    library = library_of(scope.definitions)
    overlay = library.overlay(url)
    if overlay is None:
        what = "modifier extension" if modifier else "extension"
        scope.report([not_checked(where, f"the {what} {url} is not known", source=SOURCE)])
    elif overlay.type != "Extension":
        message = f"{url} defines no extension but a {overlay.type or 'logical model'}"
        scope.report([Issue("error", "extension", f"{where}.url", message, "an extension", overlay.type, SOURCE)])
    else:
        _check_known(extension, overlay, where, modifier, scope, library)


def _check_known(
    extension: dict[str, Any], overlay: Overlay, where: str, modifier: bool, scope: Scope, library: Library
) -> None:
    definition = library.extension(overlay.url)
    if modifier != definition.modifier:
        words = (
            "is a modifier and stands in modifierExtension"
            if definition.modifier
            else "is no modifier and stands in extension"
        )
        found = "modifierExtension" if modifier else "extension"
        message = f"the extension {overlay.url} {words}, not in {found}"
        scope.report([Issue("error", "extension", where, message, words, found, overlay.url)])
    if not definition.everywhere or definition.invariants:
        _check_context(extension, overlay.url, where, scope, library)
    check_profile(extension, "Extension", overlay.url, where, scope)
    if overlay.rules:
        _check_nested(extension, overlay.rules, where, scope)


def _check_nested(extension: dict[str, Any], rules: Rules, where: str, scope: Scope) -> None:
    """What is nested in an extension with a relative url has to be in its definition."""
    slicing = rules.children["extension"].slicing if "extension" in rules.children else None
    if slicing is None or slicing.rules == "closed":
        return  # none are permitted, or the slicing says itself that there are no others
    known = {str(fixed[1]) for one in slicing.slices if (fixed := _url(one.rules))}
    if len(known) < len(slicing.slices):
        return
    for index, nested in objects(extension, "extension"):
        url = text(nested, "url")
        if url and url not in known and not _ABSOLUTE.fullmatch(url):
            names = ", ".join(sorted(known))
            message = f"{extension['url']} defines no nested extension {shown(url)}, only {names}"
            place = f"{where}.extension[{index}]"
            scope.report([Issue("error", "extension", place, message, names, shown(url), str(extension["url"]))])


def _url(rules: Rules) -> tuple[str, Any] | None:
    """The fixed url of the extension in a slice, or that of its profile."""
    if "url" in rules.children and rules.children["url"].element.fixed:
        return rules.children["url"].element.fixed
    profiles = rules.profiles.get("Extension", ())
    return ("Uri", profiles[0].partition("|")[0]) if profiles else None


def _check_context(extension: dict[str, Any], url: str, where: str, scope: Scope, library: Library) -> None:
    definition = library.extension(url)
    steps = steps_to(where, scope)
    if not steps:
        return
    place = steps[:-1]
    code = text(scope.resource, "resourceType")
    names = names_of(code, tuple(name for name, _ in place), library)
    permitted = definition.everywhere or not names.isdisjoint(definition.elements)
    if not permitted:
        permitted = _in_extension(place, definition.extensions, scope, library)
    if not permitted and definition.expressions:
        permitted = _by_expression(extension, definition.expressions, scope)
    if not permitted:
        allowed = " or ".join(sorted({*definition.elements, *definition.extensions, *definition.expressions}))
        found = ".".join([code, *(name for name, _ in place)])
        message = f"the extension {url} may not stand in {found}, only in {allowed or 'nothing'}"
        leniently = definition.of_definitions and defines(code, library)
        if leniently and not names.isdisjoint(holders(definition.elements, library)):
            return
        severity: Severity = "warning" if leniently else "error"
        scope.report([Issue(severity, "extension", where, message, allowed, found, _VALUES)])
    elif definition.invariants:
        _check_invariants(definition.invariants, url, holder_of(place, scope, library), where, scope)


def _in_extension(place: tuple[tuple[str, int], ...], urls: frozenset[str], scope: Scope, library: Library) -> bool:
    """Whether a place is in one of these extensions, which a nested part of one may name by ``url#part``."""
    if place and place[-1][0] == "value":
        place = place[:-1]
    if not urls or not place or place[-1][0] not in ("extension", "modifierExtension"):
        return False
    holder = holder_of(place, scope, library)
    url = text(holder.value, "url") if holder else ""
    return any(url in (one, one.partition("#")[0], one.partition("#")[2]) for one in urls if url)


def _by_expression(extension: dict[str, Any], expressions: frozenset[str], scope: Scope) -> bool:
    """Whether what an expression selects holds the extension; an expression that cannot be judged is no hindrance."""
    code = text(scope.resource, "resourceType")
    for expression in expressions:
        try:
            found = evaluate(expression, scope.resource, code, scope)
        except FhirPathError:
            return True
        if any(one is True or _holds(one, extension) for one in found):
            return True
    return False


def _holds(value: Any, extension: dict[str, Any]) -> bool:
    if not isinstance(value, dict):
        return not isinstance(value, bool)  # a primitive: what stands beside it is not seen from here
    return any(one is extension for name in ("extension", "modifierExtension") for _, one in objects(value, name))


def _check_invariants(invariants: tuple[str, ...], url: str, holder: Holder | None, where: str, scope: Scope) -> None:
    """The rules on what holds an extension. They are judged on it; what asks for %extension besides is not."""
    for expression in invariants if holder else ():
        try:
            found = evaluate(expression, holder.value, holder.code, scope) if holder else [True]
        except FhirPathError as reason:
            scope.report([not_checked(where, f"whether {url} may stand here: {reason}", source=url)])
            continue
        if not found or found[-1] is False:
            message = f"the extension {url} may stand only where {expression}"
            scope.report([Issue("error", "extension", where, message, expression, "something else", url)])
