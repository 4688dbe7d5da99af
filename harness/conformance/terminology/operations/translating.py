"""``ConceptMap/$translate`` (R4 conceptmap-operation-translate.html), both ways. Knows maps and value sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from harness.conformance.looking import objects, one, text
from harness.conformance.packages.versions import fits, split
from harness.conformance.terminology.operations.asked import Asked
from harness.conformance.terminology.operations.codings import Sought, answered, question
from harness.conformance.terminology.operations.library import Library, Resource, canonical
from harness.conformance.terminology.operations.pins import Pins
from harness.conformance.terminology.operations.selection import Selector, value_set

_NONE = frozenset({"unmatched", "disjoint"})
"""The equivalences that are no translation (R4 ConceptMap: ``result`` of the operation)."""
_TURNED = {
    "wider": "narrower",
    "narrower": "wider",
    "subsumes": "specializes",
    "specializes": "subsumes",
}
"""What an equivalence is when it is read from the target."""
_DEEPEST = 10
"""Maps that send on what they do not have to another map."""


@dataclass(frozen=True, slots=True)
class Match:
    """One translation: `concept` is the Coding that it leads to, None where there is none; `map` which map says so."""

    equivalence: str
    concept: dict[str, Any] | None
    map: str
    products: tuple[dict[str, Any], ...] = ()

    @property
    def translates(self) -> bool:
        """Whether the code has been translated by it."""
        return self.equivalence not in _NONE and self.concept is not None

    def as_parameter(self) -> dict[str, Any]:
        """As the operation answers it."""
        parts: list[dict[str, Any]] = [{"name": "equivalence", "valueCode": self.equivalence}]
        if self.concept:
            parts.append({"name": "concept", "valueCoding": self.concept})
        for product in self.products:
            system = text(product, "system")
            value = {name: said for name, said in (("system", system), ("code", text(product, "value"))) if said}
            element = {"name": "element", "valueUri": text(product, "property")}
            parts.append({"name": "product", "part": [element, {"name": "concept", "valueCoding": value}]})
        return {"name": "match", "part": [*parts, {"name": "source", "valueUri": self.map}]}


class Translation:
    """Translates by maps for one question."""

    def __init__(self, library: Library, asked: Asked) -> None:
        self.library = library
        self.turned = asked.flag("reverse") is True
        self.target_system = asked.text("targetsystem") or asked.text("targetSystem")
        self.target_set = asked.text("target")
        self.dependencies = [_dependency(one_) for one_ in asked.all("dependency") if isinstance(one_, Asked)]

    def matches(self, map_: Resource, sought: Sought, deep: int = 0) -> list[Match]:
        """What one map says of a code."""
        found: list[Match] = []
        for _, group in objects(map_, "group"):
            if self.fits(group, sought):
                own = list(self.of_group(map_, group, sought))
                found += own or self.unmapped(map_, group, sought, deep)
        return [match for match in found if self.is_wanted(match)]

    def fits(self, group: dict[str, Any], sought: Sought) -> bool:
        """Whether a group maps from the code's system to the one that is wanted."""
        source, target = ("target", "source") if self.turned else ("source", "target")
        if not sought.system or text(group, source) != sought.system:
            return False
        version = text(group, f"{source}Version")
        same = not version or not sought.version or fits(version, sought.version)
        return same and self.target_system in ("", text(group, target))

    def of_group(self, map_: Resource, group: dict[str, Any], sought: Sought) -> Iterator[Match]:
        """What the elements of a group say of a code."""
        for _, element in objects(group, "element"):
            for _, target in objects(element, "target"):
                here, there = (target, element) if self.turned else (element, target)
                if text(here, "code") == sought.code and self.depends(target):
                    yield self.match(map_, group, target, there)
            if not self.turned and text(element, "code") == sought.code and not element.get("target"):
                yield Match("unmatched", None, canonical(map_))

    def match(self, map_: Resource, group: dict[str, Any], target: dict[str, Any], there: dict[str, Any]) -> Match:
        """One target of an element, or, the other way round, one element of a target."""
        said = text(target, "equivalence") or "relatedto"
        equivalence = _TURNED.get(said, said) if self.turned else said
        side = "source" if self.turned else "target"
        coding = _coding(text(group, side), text(group, f"{side}Version"), text(there, "code"), text(there, "display"))
        products = tuple(product for _, product in objects(target, "product"))
        return Match(equivalence, coding if text(there, "code") else None, canonical(map_), products)

    def depends(self, target: dict[str, Any]) -> bool:
        """Whether all that a target depends on was told (R4 ConceptMap.group.element.target.dependsOn)."""
        needed = [(text(one_, "property"), text(one_, "value")) for _, one_ in objects(target, "dependsOn")]
        return all(pair in self.dependencies for pair in needed)

    def unmapped(self, map_: Resource, group: dict[str, Any], sought: Sought, deep: int) -> list[Match]:
        """What a group says of codes that it does not have (R4 ConceptMap.group.unmapped)."""
        rule = {} if self.turned else one(group, "unmapped")
        target = (text(group, "target"), text(group, "targetVersion"))
        if text(rule, "mode") == "provided":
            return [Match("equal", _coding(*target, sought.code, sought.display), canonical(map_))]
        if text(rule, "mode") == "fixed":
            return [Match("inexact", _coding(*target, text(rule, "code"), text(rule, "display")), canonical(map_))]
        other = self.library.find("ConceptMap", text(rule, "url")) if text(rule, "mode") == "other-map" else None
        return self.matches(other, sought, deep + 1) if other and deep < _DEEPEST else []

    def is_wanted(self, match: Match) -> bool:
        """Whether a match leads into the value set that is wanted, as far as that is here."""
        known = value_set(self.library, self.target_set) if self.target_set and not self.turned else None
        if known is None or match.concept is None:
            return True
        selection = Selector(self.library, Pins()).select(known)
        return selection.find(match.concept.get("system", ""), match.concept["code"]) is not None


def translated(library: Library, asked: Asked, maps: Sequence[Resource]) -> dict[str, Any]:
    """What the maps say of a code: ``result``, and each ``match``. Unanswered (400) for a question without a code."""
    asked.date("date")
    translation = Translation(library, asked)
    codings = question(asked).codings
    found = [match for map_ in maps for sought in codings for match in translation.matches(map_, sought)]
    result = any(match.translates for match in found)
    message = "" if result else f"No map that was looked into translates {', '.join(one_.shown for one_ in codings)}"
    made = answered([("result", "valueBoolean", result), ("message", "valueString", message)])
    made["parameter"] += [match.as_parameter() for match in found]
    return made


def fitting_maps(library: Library, asked: Asked) -> list[Resource]:
    """The maps between the value sets that are named, where no map is."""
    source, target = asked.text("source"), asked.text("target")
    if asked.flag("reverse"):
        source, target = target, source
    return [
        map_ for map_ in library.maps()
        if _names(map_, "source", source) and _names(map_, "target", target)
    ]  # fmt: skip


def _names(map_: Resource, side: str, wanted: str) -> bool:
    said = text(map_, f"{side}Canonical") or text(map_, f"{side}Uri")
    return not wanted or not said or split(said)[0] == split(wanted)[0]


def _coding(system: str, version: str, code: str, display: str) -> dict[str, Any]:
    told = (("system", system), ("version", version), ("code", code), ("display", display))
    return {name: value for name, value in told if value}


def _dependency(asked: Asked) -> tuple[str, str]:
    concept = asked.thing("concept") or {}
    codes = [text(coding, "code") for _, coding in objects(concept, "coding")]
    return asked.text("element"), next(iter(codes), "") or text(concept, "code") or text(concept, "text")
