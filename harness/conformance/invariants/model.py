"""The types of FHIR R4 as FHIRPath sees them: what a child is, what a type derives from. Knows names, no values.

The tables are those that fhirpathpy brings for R4; it is imported when the first expression needs them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache

Field = tuple[str, str, str]
"""A property of the JSON object, its type, and the path that its own children are declared under."""

BACKBONES = frozenset({"BackboneElement", "Element", ""})


class Model:
    """R4's types by name. Tables are read only after they are made, and so are safe to share among threads."""

    def __init__(self) -> None:
        from fhirpathpy.models import models

        tables = models["r4"]
        self.parents: dict[str, str] = tables["type2Parent"]
        self.types: dict[str, str] = tables["path2Type"]
        self.choices: dict[str, list[str]] = tables["choiceTypePaths"]
        self.elsewhere: dict[str, str] = tables["pathsDefinedElsewhere"]
        self.names = frozenset(self.parents) | frozenset(self.parents.values())
        self.named: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
        for path, suffixes in self.choices.items():
            holder, _, name = path.rpartition(".")
            self.named[holder].update({name + suffix: (name, suffix) for suffix in suffixes})

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether a type is another or derives from it."""
        for _ in range(10):
            if name == ancestor:
                return True
            if name not in self.parents:
                return False
            name = self.parents[name]
        return False

    def lineage(self, holder: str) -> Iterable[str]:
        """The paths under which children of `holder` may be declared, the nearest first."""
        yield holder
        while holder in self.parents:
            holder = self.parents[holder]
            yield holder

    def fields(self, holder: str, name: str) -> tuple[Field, ...]:
        """The properties in which an element may stand, several for a choice; none that JSON alone calls so."""
        return _fields(self, holder, name)

    def described(self, path: str, choice: str = "") -> tuple[str, str]:
        """The type of a child, and the path under which its own children are declared."""
        path = self.elsewhere.get(path, path)
        declared = self.types.get(path + choice, "")
        if declared in BACKBONES:
            return ("BackboneElement" if "." in path else path), path
        return declared, declared

    def element_of(self, holder: str, field: str) -> tuple[str, str]:
        """The element that a JSON property holds, and the choice it made: ``valueQuantity`` is (value, Quantity)."""
        for ancestor in self.lineage(holder):
            if field in self.named.get(ancestor, ()):
                return self.named[ancestor][field]
        return field, ""


@cache
def model() -> Model:
    """The model of R4, made once."""
    return Model()


@lru_cache(maxsize=20_000)  # names come from resources too: bounded
def _fields(types: Model, holder: str, name: str) -> tuple[Field, ...]:
    for ancestor in types.lineage(holder):
        path = f"{ancestor}.{name}"
        if path in types.choices:
            return tuple((name + suffix, *types.described(path, suffix)) for suffix in types.choices[path])
        if name in types.named.get(ancestor, ()):
            return ()
        if path in types.types or path in types.elsewhere:
            return ((name, *types.described(path)),)
    if name in ("extension", "modifierExtension"):
        return ((name, "Extension", "Extension"),)
    return ((name, *types.described(f"{holder}.{name}")),)
