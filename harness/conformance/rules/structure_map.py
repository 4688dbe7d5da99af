"""StructureMap: a rule names only variables that it knows, and groups that there are (R4 structuremap.html).

Knows names. What a transform makes of its values, and whether the paths exist, is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import objects, shown, text, texts
from harness.conformance.scope import Resource, Scope

_SOURCE = "R4 structuremap-definitions.html#StructureMap.group"


@dataclass(frozen=True, slots=True)
class _Map:
    """What is known in a whole map: its groups with their number of inputs, whether it imports others, all types."""

    groups: dict[str, int]
    imports: bool
    types: frozenset[str]


def check_groups(structure_map: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """The inputs of every group, and what its rules speak of."""
    groups = objects(structure_map, "group")
    known = _Map(
        {text(group, "name"): len(objects(group, "input")) for _, group in groups},
        bool(texts(structure_map, "import")),
        scope.definitions.resource_types | scope.definitions.data_types | _aliases(structure_map),
    )
    for at, group in groups:
        place, variables = f"{where}.group[{at}]", set[str]()
        for index, given in objects(group, "input"):
            name = text(given, "name")
            if name in variables:
                told = f"the input {shown(name)} is there twice"
                yield Issue("error", "duplicate", f"{place}.input[{index}].name", told, "", shown(name), _SOURCE)
            variables.add(name)
        yield from _rules(group, place, frozenset(variables), known)


def _aliases(structure_map: Resource) -> set[str]:
    return {text(used, "alias") for _, used in objects(structure_map, "structure")}


def _rules(holder: dict[str, Any], where: str, around: frozenset[str], known: _Map) -> Iterator[Issue]:
    for at, rule in objects(holder, "rule"):
        place, variables = f"{where}.rule[{at}]", set(around)
        for index, source in objects(rule, "source"):
            yield from _context(source, f"{place}.source[{index}]", variables, known.types)
            variables.add(text(source, "variable"))
        for index, target in objects(rule, "target"):
            by_type = known.types if text(target, "contextType") == "variable" else None
            yield from _context(target, f"{place}.target[{index}]", variables, by_type)
            variables.add(text(target, "variable"))
        for index, call in objects(rule, "dependent"):
            yield from _call(call, f"{place}.dependent[{index}]", variables, known)
        yield from _rules(rule, place, frozenset(variables), known)


def _context(part: dict[str, Any], where: str, variables: set[str], types: frozenset[str] | None) -> Iterator[Issue]:
    """The context of a source or target: a variable, or a type; any where no `types` are given."""
    context = text(part, "context")
    if context and types is not None and context not in variables and context not in types:
        wanted = _one_of("a variable", variables)
        yield mismatch("not-found", f"{where}.context", expected=wanted, found=shown(context), source=f"{_SOURCE}.rule")


def _call(call: dict[str, Any], where: str, variables: set[str], known: _Map) -> Iterator[Issue]:
    name, given = text(call, "name"), texts(call, "variable")
    source = f"{_SOURCE}.rule.dependent"
    for index, variable in given:
        if variable not in variables:
            wanted = _one_of("a variable", variables)
            yield mismatch(
                "not-found", f"{where}.variable[{index}]", expected=wanted, found=shown(variable), source=source
            )
    if name and name not in known.groups and not known.imports:
        wanted = _one_of("a group of the map", set(known.groups))
        yield mismatch("not-found", f"{where}.name", expected=wanted, found=shown(name), source=source)
    elif name in known.groups and known.groups[name] != len(given):
        wanted = f"{known.groups[name]} variables, as many as the group {name} has inputs"
        yield mismatch("invalid", where, expected=wanted, found=str(len(given)), source=source)


def _one_of(what: str, names: set[str]) -> str:
    listed = ", ".join(sorted(names - {""}))
    return f"{what} ({listed})" if listed else what
