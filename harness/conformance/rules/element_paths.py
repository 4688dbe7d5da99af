"""What stands at a path of a StructureDefinition, through its types (R4 elementdefinition.html#path)."""

from __future__ import annotations

from typing import Any

from harness.conformance.looking import objects, one, text
from harness.conformance.packages.definitions import Definitions
from harness.conformance.scope import Resource

ElementDefinition = dict[str, Any]
ANYTHING: ElementDefinition = {}
"""What stands at a path inside a type that is not known."""
_RESOURCES = frozenset(["Resource", "DomainResource"])
"""Types that a profile narrows to any resource."""
_DEEPEST = 40


class Paths:
    """The elements of one snapshot, found by path: its own, and those of the types it uses."""

    def __init__(self, structure: Resource, definitions: Definitions) -> None:
        self._definitions = definitions
        self._types: dict[str, Paths] = {}
        self._own: dict[str, ElementDefinition] = {}
        for _, element in objects(one(structure, "snapshot"), "element"):
            self._own.setdefault(text(element, "path"), element)

    def find(self, path: str, depth: int = 0) -> ElementDefinition | None:
        """The element at `path`; None where there can be none, `ANYTHING` where that cannot be told."""
        if path in self._own:
            return self._own[path]
        holder, _, name = path.rpartition(".")
        if not holder or depth > _DEEPEST:
            return None
        if (choice := self._choice(holder, name)) is not None:
            return choice
        above = self.find(holder, depth + 1)
        return None if above is None else self._inside(above, name, depth)

    def own(self, path: str) -> ElementDefinition | None:
        """The element at `path` in the snapshot itself."""
        return self._own.get(path)

    def _choice(self, holder: str, name: str) -> ElementDefinition | None:
        """``valueQuantity`` is ``value[x]``, and the other way round where a profile has only the one."""
        for at in range(1, len(name)):
            element = self._own.get(f"{holder}.{name[:at]}[x]")
            if element is not None and name[at:].lower() in {code.lower() for code in codes(element)}:
                return element
        stem = f"{holder}.{name.removesuffix('[x]')}"
        renamed = (path for path in self._own if path.startswith(stem) and path[len(stem) : len(stem) + 1].isupper())
        return (
            next((self._own[path] for path in renamed if "." not in path[len(stem) :]), None) if "[" in name else None
        )

    def _inside(self, element: ElementDefinition, name: str, depth: int) -> ElementDefinition | None:
        if element is ANYTHING:
            return ANYTHING
        if reference := text(element, "contentReference"):
            return self.find(f"{reference.rpartition('#')[2]}.{name}", depth + 1)
        for code in codes(element):
            paths = self._of_type(code)
            if paths is None:
                return ANYTHING
            found = paths.find(f"{code}.{name}", depth + 1)
            if found is not None:
                return found
        return ANYTHING if _RESOURCES & set(codes(element)) else None

    def _of_type(self, code: str) -> Paths | None:
        if code not in self._types and (definition := self._definitions.type_definition(code)):
            self._types[code] = Paths(definition, self._definitions)
        return self._types.get(code)


def codes(element: ElementDefinition) -> list[str]:
    """The type codes of an element."""
    return [text(each, "code") for _, each in objects(element, "type") if text(each, "code")]
