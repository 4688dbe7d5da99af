"""StructureDefinition: it fits its type, its base and itself (R4 structuredefinition.html).

Says no invariant (sdf-*, eld-*) again, and makes no snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, mismatch, not_checked
from harness.conformance.looking import objects, one, shown, text, texts
from harness.conformance.packages.definitions import CORE_URL
from harness.conformance.rules.bundle_entries import absolute
from harness.conformance.rules.element_paths import Paths, codes
from harness.conformance.rules.nearby import find
from harness.conformance.rules.questionnaire import value_of
from harness.conformance.rules.search_parameter import fault_of
from harness.conformance.scope import Resource, Scope

_SOURCE = "R4 structuredefinition-definitions.html#StructureDefinition"
_ELEMENT = "R4 elementdefinition-definitions.html#ElementDefinition"
_SIMPLE = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*")
_SLICE = re.compile(r":[^.]*")
MOST_MISSING = 100
"""Elements that a snapshot has not and that are told."""
_GENERAL = frozenset(["Resource", "DomainResource", "Element", "BackboneElement"])
Element = dict[str, Any]


def check_type(definition: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """The type is one that FHIR has (or a url, for a logical model), and fits that of the base."""
    type_ = text(definition, "type")
    known = scope.definitions.type_definition(type_) or text(definition, "url") == f"{CORE_URL}{type_}"
    if type_ and not known and not absolute(type_):
        wanted = "a type of FHIR, or an absolute url for a logical model"
        yield mismatch("invalid", f"{where}.type", expected=wanted, found=shown(type_), source=f"{_SOURCE}.type")
    canonical = text(definition, "baseDefinition")
    base = find("StructureDefinition", canonical, scope) if canonical else None
    if base is not None:
        yield from _fits(definition, base, where)
    elif canonical:
        reason = f"whether this fits its base: {canonical} is not known"
        yield not_checked(f"{where}.baseDefinition", reason, source=_SOURCE)


def _fits(definition: Resource, base: Resource, where: str) -> Iterator[Issue]:
    kind, derivation, type_ = (text(definition, name) for name in ("kind", "derivation", "type"))
    wanted = ""
    if derivation == "constraint" and type_ != text(base, "type"):
        wanted = f"{text(base, 'type')}, which the base constrains too"
    elif derivation == "specialization" and type_ == text(base, "type"):
        wanted = "a type of its own, for it specialises its base"
    if wanted and type_:
        yield mismatch("business-rule", f"{where}.type", expected=wanted, found=shown(type_), source=f"{_SOURCE}.type")
    if derivation == "constraint" and kind and kind != text(base, "kind"):
        yield mismatch(
            "business-rule",
            f"{where}.kind",
            expected=f"{text(base, 'kind')}, as its base",
            found=kind,
            source=f"{_SOURCE}.kind",
        )


def check_elements(definition: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Each element by itself: constraints in FHIRPath, fixed and pattern values of its type, an id like its path."""
    del scope
    url = text(definition, "url")
    for view in ("differential", "snapshot"):
        for at, element in objects(one(definition, view), "element"):
            place = f"{where}.{view}.element[{at}]"
            yield from _constraints(element, place, url)
            yield from _values(element, place)
            yield from _id(element, place)
            if text(definition, "type") == "Extension" and text(element, "id") == "Extension.url":
                _, fixed = value_of(element, "fixed")
                if url and isinstance(fixed, str) and fixed != url:
                    yield mismatch(
                        "invalid",
                        f"{place}.fixed",
                        expected=f"the url of the extension, {url}",
                        found=shown(fixed),
                        source="R4 defining-extensions.html",
                    )


def _constraints(element: Element, where: str, url: str) -> Iterator[Issue]:
    for at, constraint in objects(element, "constraint"):
        expression = text(constraint, "expression")
        own = text(constraint, "source").partition("|")[0] in ("", url)
        if expression and own and (fault := fault_of(expression)):
            yield mismatch(
                "invalid",
                f"{where}.constraint[{at}].expression",
                expected=f"FHIRPath ({fault})",
                found=shown(expression),
                source=f"{_ELEMENT}.constraint.expression",
            )


def _values(element: Element, where: str) -> Iterator[Issue]:
    permitted = codes(element)
    if not permitted or any("/" in code for code in permitted):
        return
    for name in ("fixed", "pattern"):
        kind, _ = value_of(element, name)
        if kind and kind.lower() not in {code.lower() for code in permitted}:
            yield mismatch(
                "business-rule",
                f"{where}.{name}",
                expected=f"a value of type {' or '.join(permitted)}",
                found=f"{name}{kind}",
                source=f"{_ELEMENT}.{name}[x]",
            )


def _id(element: Element, where: str) -> Iterator[Issue]:
    name, path = _SLICE.sub("", text(element, "id")), text(element, "path")
    parts, said = path.split("."), name.split(".")
    fits = len(parts) == len(said) and all(
        one == other or (other.endswith("[x]") and one.startswith(other[:-3]))
        for one, other in zip(parts, said, strict=True)
    )
    if name and path and not fits:
        yield mismatch(
            "business-rule",
            f"{where}.id",
            expected=f"an id made of the path {path} and names of slices",
            found=shown(text(element, "id")),
            source="R4 elementdefinition.html#id",
            severity="warning",
        )


def check_uses(definition: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """The profiles that types of elements must meet are profiles of these types."""
    for at, element in objects(one(definition, "differential"), "element"):
        for index, each in objects(element, "type"):
            code = text(each, "code")
            for number, canonical in texts(each, "profile"):
                profile = find("StructureDefinition", canonical, scope)
                if profile and code not in ("", text(profile, "type"), *_GENERAL):
                    place = f"{where}.differential.element[{at}].type[{index}].profile[{number}]"
                    yield mismatch(
                        "business-rule",
                        place,
                        expected=f"a profile of {code}",
                        found=f"one of {text(profile, 'type')}",
                        source=f"{_ELEMENT}.type.profile",
                    )


def check_differential(definition: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """A profile's differential says only what its base permits, and its snapshot has all of it."""
    elements = objects(one(definition, "differential"), "element")
    yield from _in_snapshot(definition, elements, where)
    canonical = text(definition, "baseDefinition")
    base = scope.definitions.structure(canonical) if canonical else None
    if text(definition, "derivation") != "constraint" or base is None or not one(base, "snapshot"):
        return
    paths = Paths(base, scope.definitions)
    for at, element in elements:
        path, place = text(element, "path"), f"{where}.differential.element[{at}]"
        if path and path.partition(".")[0] == text(base, "type") and paths.find(path) is None:
            yield mismatch(
                "not-found",
                f"{place}.path",
                expected=f"a path that {canonical} has",
                found=shown(path),
                source=f"{_ELEMENT}.path",
            )
        yield from _discriminators(element, path, paths, place)
        if ":" not in text(element, "id") and "sliceName" not in element:
            base_element = paths.own(path) or {}
            yield from _narrower(element, base_element, place)
            yield from _fixed_anew(element, base_element, place)


def _in_snapshot(definition: Resource, elements: list[tuple[int, Element]], where: str) -> Iterator[Issue]:
    held = objects(one(definition, "snapshot"), "element")
    ids = {text(element, "id") for _, element in held} | {text(element, "path") for _, element in held}
    choices = tuple(name.partition("[x]")[0] for name in ids if "[x]" in name)
    missing = 0
    for at, element in elements if held else ():
        names = {text(element, "id"), text(element, "path")} - {""}
        if names and not names & ids and not any(name.startswith(choices) for name in names):
            missing += 1
            yield mismatch(
                "business-rule",
                f"{where}.differential.element[{at}]",
                expected="an element of the snapshot",
                found=shown(text(element, "id") or text(element, "path")),
                source=f"{_SOURCE}.snapshot",
            )
        if missing >= MOST_MISSING:
            return


def _discriminators(element: Element, path: str, paths: Paths, where: str) -> Iterator[Issue]:
    for at, each in objects(one(element, "slicing"), "discriminator"):
        name = text(each, "path")
        if _SIMPLE.fullmatch(name) and paths.find(path) is not None and paths.find(f"{path}.{name}") is None:
            yield mismatch(
                "invalid",
                f"{where}.slicing.discriminator[{at}].path",
                expected=f"a path inside {path}",
                found=shown(name),
                source=f"{_ELEMENT}.slicing.discriminator.path",
            )


def _fixed_anew(element: Element, base: Element, where: str) -> Iterator[Issue]:
    """What the base has fixed stays as it is."""
    _, fixed = value_of(element, "fixed")
    kind, before = value_of(base, "fixed")
    if kind and fixed is not None and fixed != before:
        wanted = f"{shown(before)}, which the base has fixed"
        yield mismatch("value", f"{where}.fixed", expected=wanted, found=shown(fixed), source=f"{_ELEMENT}.fixed[x]")


def _narrower(element: Element, base: Element, where: str) -> Iterator[Issue]:
    least, most = element.get("min"), text(element, "max")
    if isinstance(least, int) and isinstance(base.get("min"), int) and least < base["min"]:
        yield mismatch(
            "business-rule",
            f"{where}.min",
            expected=f"at least {base['min']}, as its base",
            found=str(least),
            source=f"{_ELEMENT}.min",
        )
    widest = text(base, "max")
    if most and widest.isdecimal() and (most == "*" or (most.isdecimal() and int(most) > int(widest))):
        yield mismatch(
            "business-rule",
            f"{where}.max",
            expected=f"at most {widest}, as its base",
            found=most,
            source=f"{_ELEMENT}.max",
        )
    permitted = set(codes(base))
    open_to_all = permitted & _GENERAL or any("/" in code for code in permitted)
    for at, each in objects(element, "type"):
        code = text(each, "code")
        if permitted and code and code not in permitted and not open_to_all:
            yield mismatch(
                "business-rule",
                f"{where}.type[{at}].code",
                expected=f"one of {', '.join(sorted(permitted))}",
                found=shown(code),
                source=f"{_ELEMENT}.type.code",
            )
