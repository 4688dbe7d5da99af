"""Whether a value belongs to a slice: follows the discriminators' paths through values and asks there.

Knows how to walk values (R4 profiling.html#discriminator); what is asked at the end comes from criteria.py.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from harness.conformance.looking import text
from harness.conformance.profiles.criteria import ask_of, every
from harness.conformance.profiles.library import Library
from harness.conformance.profiles.overlay import Conforms, Slice, Slicing
from harness.conformance.profiles.places import Place, below, place_of
from harness.conformance.profiles.steps import EXTENSION, OF_TYPE, RESOLVE
from harness.conformance.structure.elements import type_name
from harness.conformance.structure.references import resolve

_LITERAL = re.compile(r"(?:.*/)?([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?")


def belongs(place: Place, one: Slice, slicing: Slicing, library: Library, conforms: Conforms) -> bool | None:
    """Whether a value is in a slice; None where that cannot be determined."""
    if one.asks is None:
        one.asks = tuple(ask_of(one.rules, by, library) for by in slicing.discriminators)
    if not one.asks:
        return None
    answers: list[bool | None] = []
    for by, ask in zip(slicing.discriminators, one.asks, strict=True):
        if ask is None:
            answers.append(None)
            continue
        places, certain = reached(place, by.steps or (), library, typed=by.kind == "type")
        answer = ask(places, certain, conforms)
        if answer is False:
            return False
        answers.append(answer)
    return every(answers)


def reached(place: Place, steps: tuple[str, ...], library: Library, *, typed: bool = False) -> tuple[list[Place], bool]:
    """What stands at a path below a value, and whether that is certain: it is not where a reference does not resolve.

    If only types are asked for (`typed`), a reference that does not resolve counts by the type it names.
    """
    here, certain = [place], True
    for at, step in enumerate(steps):
        found: list[Place] = []
        for one in here:
            if step != RESOLVE:
                found += _step(one, step, library)
                continue
            target = _resolved(one, library) or (_by_name(one) if typed and at == len(steps) - 1 else None)
            found += [target] if target else []
            certain = certain and target is not None
        here = found
    return here, certain


def _step(place: Place, step: str, library: Library) -> list[Place]:
    if step.startswith(OF_TYPE):
        return [place] if step.removeprefix(OF_TYPE) in library.kinds(place.code) else []
    if step.startswith(EXTENSION):
        url = step.removeprefix(EXTENSION)
        return [one for one in below(place, "extension", library.types) if one.parts.get("url") == url]
    return below(place, step, library.types)


def _reference(value: Any) -> str:
    return value if isinstance(value, str) else text(value, "reference")


def _resolved(place: Place, library: Library) -> Place | None:
    reference = _reference(place.value)
    found = resolve(reference, place.scope) if reference else None
    if not found:
        return None
    scope = replace(found.scope, depth=max(found.scope.depth, place.scope.depth))
    return place_of(found.resource, "Resource", found.where, scope, library.types)


def _by_name(place: Place) -> Place | None:
    """A resource of which only the type is known, from the reference."""
    literal = _LITERAL.fullmatch(_reference(place.value))
    said = text(place.value, "type")
    code = literal[1] if literal else type_name(said) or said
    return Place(None, None, code, None, place.where, place.scope) if code else None
