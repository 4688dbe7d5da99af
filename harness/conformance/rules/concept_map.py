"""ConceptMap: its codes are codes of the code systems and value sets it maps (R4 conceptmap.html). Maps nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from harness.conformance.issue import Issue, mismatch
from harness.conformance.looking import objects, shown, text
from harness.conformance.rules.nearby import CodeSystems
from harness.conformance.scope import Resource, Scope

_SOURCE = "R4 conceptmap-definitions.html#ConceptMap.group"


def check_codes(concept_map: Resource, where: str, scope: Scope) -> Iterator[Issue]:
    """Every source and target code, as far as its code system or value set is here."""
    systems = CodeSystems(scope)
    for at, group in objects(concept_map, "group"):
        sides = {name: _Side(concept_map, group, name, systems, scope) for name in ("source", "target")}
        for index, element in objects(group, "element"):
            place = f"{where}.group[{at}].element[{index}]"
            yield from sides["source"].check(element, place)
            for number, target in objects(element, "target"):
                yield from sides["target"].check(target, f"{place}.target[{number}]")


class _Side:
    """What a group maps from or to: a code system, and the value set that the whole map is about."""

    def __init__(
        self, concept_map: Resource, group: dict[str, Any], name: str, systems: CodeSystems, scope: Scope
    ) -> None:
        self.system = text(group, name)
        _, self.known = systems.find(self.system, text(group, f"{name}Version"))
        self.value_set = text(concept_map, f"{name}Canonical") or text(concept_map, f"{name}Uri")
        self.scope = scope

    def check(self, holder: dict[str, Any], where: str) -> Iterator[Issue]:
        """The code of one element or target."""
        code = text(holder, "code")
        if not code or not self.system:
            return
        if self.known and self.known.knows(code) is False:
            yield mismatch(
                "code-invalid",
                f"{where}.code",
                expected=f"a code of {self.system}",
                found=shown(code),
                source=_SOURCE,
            )
        elif self.value_set and self.scope.terminology.contains(self.value_set, self.system, code) is False:
            yield mismatch(
                "code-invalid",
                f"{where}.code",
                expected=f"a code in the value set {self.value_set}",
                found=shown(code),
                source=_SOURCE,
            )
