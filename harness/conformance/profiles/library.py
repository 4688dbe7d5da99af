"""Every profile of some definitions, compiled when it is first asked for and kept. Judges nothing."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from harness.conformance.looking import objects, one, text, texts
from harness.conformance.packages.definitions import Definitions
from harness.conformance.profiles.compiling import compiled
from harness.conformance.profiles.overlay import Overlay, part_of
from harness.conformance.structure.elements import type_name
from harness.conformance.structure.types import types_of

EVERYWHERE = frozenset({"Element", "Any", "*"})
"""Contexts that permit every place, the root of a resource too, as the official validator has it."""

_ANCESTORS = 20
"""Base definitions that are followed upwards; R4 has six at most."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What the definition of an extension says of where it stands: its contexts by kind, rules, whether it modifies."""

    modifier: bool
    everywhere: bool
    elements: frozenset[str]
    extensions: frozenset[str]
    expressions: frozenset[str]
    invariants: tuple[str, ...]

    @property
    def of_definitions(self) -> bool:
        """Whether it is about definitions of structures: R4's own have such extensions at places they do not name."""
        return any(path.partition(".")[0] in ("StructureDefinition", "ElementDefinition") for path in self.elements)


class Library:
    """The profiles of some definitions. May be shared by threads."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.types = types_of(definitions)
        self._overlays: dict[str, Overlay | None] = {}
        self._kinds: dict[str, tuple[str, ...]] = {}
        self._extensions: dict[str, Extension] = {}
        self._lock = threading.RLock()
        self.places: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}

    def overlay(self, canonical: str) -> Overlay | None:
        """The profile that `canonical` names, or one element of it (``url#id``), compiled; None where not known."""
        try:
            return self._overlays[canonical]
        except KeyError:
            with self._lock:
                if canonical not in self._overlays:
                    self._overlays[canonical] = self._made(canonical)
                return self._overlays[canonical]

    def _made(self, canonical: str) -> Overlay | None:
        whole, _, element = canonical.partition("#")
        if element:
            overlay = self.overlay(whole)
            return part_of(overlay, element) if overlay else None
        found = self.definitions.structure(canonical)
        return compiled(found, self.definitions, self.types) if found else None

    def imposed(self, canonical: str) -> list[str]:
        """The profiles that a profile imposes, and those that what it is derived from imposes."""
        found: list[str] = []
        for _ in range(_ANCESTORS):
            overlay = self.overlay(canonical)
            if overlay is None:
                break
            found += overlay.imposed
            canonical = overlay.derived_from
        return found

    def extension(self, canonical: str) -> Extension:
        """Where the extension that `canonical` names may stand."""
        if canonical not in self._extensions:
            self._extensions[canonical] = _extension(self.definitions.structure(canonical) or {})
        return self._extensions[canonical]

    def kinds(self, code: str) -> tuple[str, ...]:
        """A type and what it is a kind of: ``Patient``, ``DomainResource``, ``Resource``."""
        if code not in self._kinds:
            found = [code]
            for _ in range(_ANCESTORS):
                definition = self.definitions.type_definition(found[-1])
                above = type_name(str(definition.get("baseDefinition") or "")) if definition else ""
                if not above or above in found:
                    break
                found.append(above)
            self._kinds[code] = tuple(found)
        return self._kinds[code]

    def is_one_of(self, code: str, types: Collection[str]) -> bool:
        """Whether a type is one of these or a kind of one; of primitives none counts as another, code not as string."""
        return code in types or (
            code not in self.definitions.primitive_types and any(kind in types for kind in self.kinds(code))
        )

    def type_of(self, canonical: str) -> str:
        """The type that a profile constrains, or that the canonical of a type is; empty where it is not known."""
        plain = type_name(canonical)
        if plain and self.types.table(plain) is not None:
            return plain
        overlay = self.overlay(canonical)
        return overlay.type if overlay else ""


def _extension(definition: dict[str, Any]) -> Extension:
    contexts = [(text(entry, "type"), text(entry, "expression")) for _, entry in objects(definition, "context")]
    root = next((element for _, element in objects(one(definition, "snapshot"), "element")), {})
    elements = frozenset(expression.rpartition("#")[2] for kind, expression in contexts if kind == "element")
    return Extension(
        modifier=root.get("isModifier") is True,
        everywhere=not contexts or not elements.isdisjoint(EVERYWHERE),
        elements=elements,
        extensions=frozenset(expression for kind, expression in contexts if kind == "extension"),
        expressions=frozenset(expression for kind, expression in contexts if kind == "fhirpath"),
        invariants=tuple(rule for _, rule in texts(definition, "contextInvariant")),
    )


def library_of(definitions: Definitions) -> Library:
    """The compiled profiles of some definitions, the same each time."""
    found: Library | None = definitions.compiled.get(Library)
    return definitions.compiled.setdefault(Library, Library(definitions)) if found is None else found
