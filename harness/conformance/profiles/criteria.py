"""What the definition of a slice says at the path of a discriminator, made into a question to ask of values.

R4 profiling.html#discriminator: slices are told apart by the fixed value, the pattern, the required binding, the type,
the profile or the presence that their definitions give at that path. Where one gives nothing, there is no question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from harness.conformance.profiles.library import Library
from harness.conformance.profiles.overlay import Ask, Conforms, Discriminator, Rules
from harness.conformance.profiles.places import Place, below
from harness.conformance.profiles.steps import EXTENSION, OF_TYPE, RESOLVE
from harness.conformance.profiles.values import from_fixed, from_pattern
from harness.conformance.structure.element import Binding, Element

Fits = Callable[[Place], bool | None]
"""Whether one value is what a slice asks for; None where it cannot be known."""

_DEEPEST = 6
"""Levels below the discriminator's path at which a slice may say what it wants there."""


def ask_of(rules: Rules, by: Discriminator, library: Library) -> Ask | None:
    """The question by which what belongs to the slice with these rules is known; None where its definition has none."""
    if by.steps is None:
        return None
    if by.kind == "type":
        return _types(_types_at(rules, by.steps, library), library)
    if by.kind == "profile":
        return _profiles(_profiles_at(rules, by.steps, library))
    nodes = _at(rules, by.steps, library)
    if by.kind == "exists":
        return _presence(nodes)
    return _values(nodes, library) or _named(rules, by.steps) or _presence(nodes)


def _values(nodes: list[Rules], library: Library) -> Ask | None:
    asked = [fits for node in nodes if (fits := _fits(node, library))]
    if not asked:
        return None

    def ask(places: list[Place], certain: bool, _: Conforms) -> bool | None:
        return every(some((fits(place) for place in places), certain) for fits in asked)

    return ask


def _named(rules: Rules, steps: tuple[str, ...]) -> Ask | None:
    """The url of an extension whose definition is not known: its profile is its url."""
    urls = {url.partition("|")[0] for url in rules.profiles.get("Extension", ())}
    if steps != ("url",) or len(urls) != 1:
        return None
    return lambda places, certain, _: some((place.value in urls for place in places), certain)


def _presence(nodes: list[Rules]) -> Ask | None:
    if any(node.element.most == 0 for node in nodes):
        return lambda places, certain, _: not places if certain or places else None
    if any(node.element.least > 0 for node in nodes):
        return lambda places, certain, _: True if places else False if certain else None
    return None


def _types(types: set[str], library: Library) -> Ask | None:
    if not types:
        return None

    def ask(places: list[Place], certain: bool, _: Conforms) -> bool | None:
        return some((library.is_one_of(place.code, types) for place in places), certain)

    return ask


def _profiles(profiles: tuple[str, ...]) -> Ask | None:
    if not profiles:
        return None

    def ask(places: list[Place], certain: bool, conforms: Conforms) -> bool | None:
        return some(
            (any(conforms(place, url) for url in profiles) for place in places if place.value is not None), certain
        )

    return ask


def _fits(rules: Rules, library: Library, depth: int = 0) -> Fits | None:
    """What the value of a node has to be, by itself or, where nothing is said of it, by what is below it."""
    asked = _itself(rules)
    if not asked and depth < _DEEPEST:
        asked = [
            _has(child.name, fits, library)
            for child in (one for named in rules.children.values() for one in _with_slices(named))
            if (fits := _fits(child, library, depth + 1))
        ]
    return (lambda place: every(fits(place) for fits in asked)) if asked else None


def _itself(rules: Rules) -> list[Fits]:
    element = rules.element
    asked: list[Fits] = []
    if element.fixed:
        fixed = element.fixed[1]
        asked.append(lambda place: from_fixed(fixed, place.value) is None)
    if element.pattern:
        pattern = element.pattern[1]
        asked.append(lambda place: from_pattern(pattern, place.value) is None)
    if not asked and element.binding and element.binding.strength == "required":
        asked.append(_bound(element.binding, rules.source))
    return asked


def _bound(binding: Binding, source: str) -> Fits:
    def fits(place: Place) -> bool | None:
        if place.value is None:
            return False
        issues = list(place.scope.terminology.check_binding(place.value, place.code, binding, place.where, source))
        if any(issue.severity in ("error", "fatal") for issue in issues):
            return False
        return None if any(issue.not_checked for issue in issues) else True

    return fits


def _has(name: str, fits: Fits, library: Library) -> Fits:
    return lambda place: some((fits(one) for one in below(place, name, library.types)), certain=True)


def _at(rules: Rules, steps: tuple[str, ...], library: Library) -> list[Rules]:
    """The rules at a path in the definition of a slice; those of slices too that have to be there."""
    here = _with_profiles([rules], library)
    for step in steps:
        here = _with_profiles([found for node in here for found in _step(node, step, library)], library)
    return here


def _with_profiles(nodes: Iterable[Rules], library: Library) -> list[Rules]:
    """These, and what the profile asks that a node names, where it names one."""
    found = list(nodes)
    for node in tuple(found):
        profiles = [url for urls in node.profiles.values() for url in urls]
        overlay = library.overlay(profiles[0]) if len(profiles) == 1 else None
        if overlay and overlay.rules:
            found.append(overlay.rules)
    return found


def _step(node: Rules, step: str, library: Library) -> list[Rules]:
    if step == RESOLVE:
        overlay = library.overlay(node.targets[0]) if len(node.targets) == 1 else None
        return [overlay.rules] if overlay and overlay.rules else []
    if step.startswith(OF_TYPE):
        return _of_type(node, step.removeprefix(OF_TYPE))
    if step.startswith(EXTENSION):
        return [one for one in _slices(node.children.get("extension")) if _url(one) == step.removeprefix(EXTENSION)]
    below = _with_slices(node.children[step]) if step in node.children else []
    return [*below, *_projected(node.element, step)]


def _projected(element: Element, name: str) -> list[Rules]:
    """What a fixed value or a pattern of an object says of one of its parts; of an array, of each of its items."""
    found: list[Rules] = []
    for kind, given in (("fixed", element.fixed), ("pattern", element.pattern)):
        part = given[1].get(name) if given and isinstance(given[1], dict) else None
        for value in part if isinstance(part, list) else [] if part is None else [part]:
            bare = Element(f"{element.path}.{name}", name, element.source, 0, None, ())
            one = replace(bare, fixed=("", value)) if kind == "fixed" else replace(bare, pattern=("", value))
            found.append(Rules(one))
    return found


def _of_type(node: Rules, code: str) -> list[Rules]:
    sliced = [one for one in _slices(node) if one.types == frozenset({code})]
    return [node, *sliced] if node.types is None or code in node.types else sliced


def _with_slices(node: Rules) -> list[Rules]:
    """A node, and of its slices those that have to be there, or the one it has."""
    slices = _slices(node)
    needed = [one for one in slices if one.element.least > 0]
    return [node, *(needed or (slices if len(slices) == 1 and not _itself(node) else []))]


def _slices(node: Rules | None) -> list[Rules]:
    return [one.rules for one in node.slicing.slices] if node and node.slicing else []


def _url(rules: Rules) -> str:
    """The url of the extension in a slice."""
    fixed = rules.children["url"].element.fixed if "url" in rules.children else None
    profiles = rules.profiles.get("Extension", ("",))
    return str(fixed[1]) if fixed else profiles[0].partition("|")[0]


def _types_at(rules: Rules, steps: tuple[str, ...], library: Library) -> set[str]:
    if steps and steps[-1] == RESOLVE:
        nodes = _at(rules, steps[:-1], library)
        return {code for node in nodes for url in node.targets if (code := library.type_of(url))}
    nodes = _at(rules, steps, library)
    profiled = {
        code for node in nodes for urls in node.profiles.values() for url in urls if (code := library.type_of(url))
    }
    return {code for node in nodes for code in node.types or ()} or profiled


def _profiles_at(rules: Rules, steps: tuple[str, ...], library: Library) -> tuple[str, ...]:
    if steps and steps[-1] == RESOLVE:
        return tuple(url for node in _at(rules, steps[:-1], library) for url in node.targets)
    nodes = (
        [rules]
        if not steps
        else [one for node in _at(rules, steps[:-1], library) for one in _step(node, steps[-1], library)]
    )
    return tuple(url for node in nodes for urls in node.profiles.values() for url in urls)


def every(answers: Iterable[bool | None]) -> bool | None:
    """Whether all are so: one no is a no, else what is not known makes it not known."""
    known = list(answers)
    return False if False in known else None if None in known else True


def some(answers: Iterable[bool | None], certain: bool) -> bool | None:
    """Whether one is so: one yes is a yes, else what is not known makes it not known."""
    known = list(answers)
    return True if True in known else None if None in known or not certain else False
