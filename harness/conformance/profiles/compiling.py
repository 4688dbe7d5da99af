"""Compiles a StructureDefinition with a snapshot into an overlay. Knows definitions, not values.

Every element is compared with what was said of it before: by the type it belongs to and, inside a slice, by the element
that is sliced. What was said before is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.conformance.looking import objects, one, text
from harness.conformance.packages.definitions import Definitions
from harness.conformance.profiles.drawing import Drawn, draw
from harness.conformance.profiles.overlay import Discriminator, Overlay, Rules, Slice, Slicing
from harness.conformance.profiles.places import named
from harness.conformance.profiles.steps import steps_of
from harness.conformance.structure.element import Binding, Constraint, Element
from harness.conformance.structure.elements import element_of, type_name
from harness.conformance.structure.types import Kind, Property, Table, Types

IMPOSES = "http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile"
_MIN_LENGTH = "http://hl7.org/fhir/StructureDefinition/minLength"
_OF_R5 = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition."
_ADDITIONAL = frozenset(
    {f"{_OF_R5}binding.additional", "http://hl7.org/fhir/tools/StructureDefinition/additional-binding"}
)
_STRENGTHS = frozenset({"required", "extensible"})
_INLINE = frozenset({"BackboneElement", "Element"})


def compiled(definition: dict[str, Any], definitions: Definitions, types: Types) -> Overlay:
    """The overlay of a StructureDefinition; one that cannot be checked says why (`Overlay.refused`)."""
    url, name = text(definition, "url"), text(definition, "type")
    name = type_name(name) or name
    imposed = tuple(
        text(entry, "valueCanonical") for _, entry in objects(definition, "extension") if entry.get("url") == IMPOSES
    )
    table = types.table(name)
    drawn = draw(definition)
    if definition.get("kind") == "logical" or table is None:
        return Overlay(url, name, None, f"{url} describes {name or 'no type'}, which is no type of R4", imposed)
    if type_name(url) == name:  # the type itself; `derivation` may be left out, so it does not tell
        return Overlay(url, name, None, imposed=imposed)
    if drawn is None:
        return Overlay(url, name, None, f"{url} has no snapshot", imposed)
    rules = _Compiler(url, definitions, types).root(drawn, name, table)
    return Overlay(url, name, rules, "", imposed, text(definition, "baseDefinition"))


@dataclass(slots=True)
class _Ground:
    """What was said of an element before: by its type's elements, and by those it is a slice of."""

    properties: tuple[Property, ...]
    said: tuple[Element, ...]
    sliced: tuple[Drawn, ...] = ()


class _Compiler:
    def __init__(self, url: str, definitions: Definitions, types: Types) -> None:
        self._url = url
        self._definitions = definitions
        self._types = types

    def root(self, drawn: Drawn, name: str, table: Table) -> Rules:
        element = element_of(drawn.definition, self._url)
        own = _added(element, (), self._keys([name]))
        rules = Rules(replace(own, name=name, least=0, most=None, fixed=None, pattern=None, binding=None))
        self._children(rules, drawn, (table,), ())
        return rules

    def _keys(self, codes: list[str]) -> set[str]:
        """The keys of all that these types ask of themselves."""
        found: set[str] = set()
        for code in codes:
            definition = self._definitions.type_definition(code) or {}
            for _, element in objects(one(definition, "snapshot"), "element")[:1]:
                found |= {text(entry, "key") for _, entry in objects(element, "constraint")}
        return found

    def _children(self, rules: Rules, drawn: Drawn, tables: tuple[Table, ...], sliced: tuple[Drawn, ...]) -> None:
        for child in drawn.children.values():
            name = child.name.removesuffix("[x]")
            properties = tuple(known for table in tables for known in named(table, name))
            others = tuple(found for one in sliced if (found := one.children.get(child.name)))
            if not properties:
                if name == "value" and any(table.path in self._definitions.primitive_types for table in tables):
                    self._value(rules, child)
                continue
            ground = _Ground(properties, (properties[0].element,), others)
            below = self._chosen(child, ground) if name != properties[0].element.name else self._rules(child, ground)
            self._joined(rules, properties[0].element.name, below)

    def _value(self, rules: Rules, child: Drawn) -> None:
        """What is asked of the value of a primitive, which R4 has as an element of its own: how often it is there."""
        element = element_of(child.definition, self._url)
        if element.least or element.most == 0:
            bare = Element(element.path, "value", element.source, element.least, element.most, ())
            rules.children["value"] = Rules(bare)

    def _joined(self, rules: Rules, name: str, below: Rules) -> None:
        """Hang rules under a name; the slices of one choice may be named each by itself (``valueQuantity``)."""
        known = rules.children.get(name)
        if known and below.slicing and known.slicing:
            known.slicing = replace(known.slicing, slices=(*known.slicing.slices, *below.slicing.slices))
        elif known and below.slicing:
            known.slicing = below.slicing
        elif not below.empty:
            rules.children[name] = below

    def _chosen(self, child: Drawn, ground: _Ground) -> Rules:
        """``valueQuantity`` as a slice of the choice ``value[x]``."""
        inner = self._rules(child, ground)
        element = element_of(child.definition, self._url)
        inner.types = frozenset({ground.properties[0].type.code})
        inner.element = replace(inner.element, least=element.least, most=element.most)
        whole = Element(ground.said[0].path, ground.said[0].name, inner.source, 0, None, (), choice=True)
        by_type = (Discriminator("type", "$this", ()),)
        return Rules(whole, slicing=Slicing(by_type, "open", False, (Slice(child.name, inner),), None, inner.source))

    def _rules(self, node: Drawn, ground: _Ground, *, is_slice: bool = False) -> Rules:
        element = element_of(node.definition, self._url)
        said = (*ground.said, *(element_of(one.definition, self._url) for one in ground.sliced))
        codes = [kind.code for kind in element.types]
        keys = self._keys([kind.code for one in (*said, element) for kind in one.types])
        rules = Rules(_added(element, said, keys))
        if is_slice:
            rules.element = replace(rules.element, least=element.least, most=element.most)
        else:
            rules.said_least = max(one.least for one in said)
            rules.said_most = min((one.most for one in said if one.most is not None), default=None)
        _types(rules, element, said[:1] if is_slice else said)
        _more(rules, node.definition)
        if node.children:
            self._children(rules, node, self._tables(codes, ground), ground.sliced)
        if node.slices:
            rules.slicing = self._slicing(node, ground, element)
        return rules

    def _tables(self, codes: list[str], ground: _Ground) -> tuple[Table, ...]:
        """What may stand below an element: of its types those that the profile leaves."""
        found: list[Table | None] = []
        for known in ground.properties:
            if known.kind is Kind.RESOURCE:
                found += [self._types.table(code) for code in codes]
            elif known.type.code in codes or not codes or known.type.code in _INLINE:
                found.append(self._types.below(known))
        return tuple(one for one in found if one)

    def _slicing(self, node: Drawn, ground: _Ground, element: Element) -> Slicing:
        given = one(node.definition, "slicing")
        below = replace(ground, sliced=(*ground.sliced, node))
        slices = [Slice(name, self._rules(drawn, below, is_slice=True)) for name, drawn in node.slices.items()]
        return Slicing(
            discriminators=_discriminators(given, element, [kind.type.code for kind in ground.properties]),
            rules=text(given, "rules") or "open",
            ordered=given.get("ordered") is True,
            slices=tuple(one for one in slices if not one.name.endswith("@default")),
            default=next((one for one in slices if one.name.endswith("@default")), None),
            source=element.source,
        )


def _added(element: Element, said: tuple[Element, ...], keys: set[str]) -> Element:
    """An element without what was said before."""
    least = max((one.least for one in said), default=0)
    most = min((one.most for one in said if one.most is not None), default=None)
    known = {(constraint.key, constraint.expression) for one in said for constraint in one.constraints}
    keys = keys | {key for key, _ in known}
    tighter = element.most is not None and (most is None or element.most < most)
    return replace(
        element,
        least=element.least if element.least > least else 0,
        most=element.most if tighter else None,
        constraints=tuple(
            _of_profile(one, element) for one in element.constraints if one.expression and one.key not in keys
        ),
        binding=_meant(element.binding, element, said) if _binds_more(element.binding, said) else None,
        fixed=element.fixed if element.fixed and all(one.fixed != element.fixed for one in said[:1]) else None,
        pattern=element.pattern
        if element.pattern and all(one.pattern != element.pattern for one in said[:1])
        else None,
        max_length=element.max_length if all(one.max_length != element.max_length for one in said) else None,
        bounds={
            name: value for name, value in element.bounds.items() if all(one.bounds.get(name) != value for one in said)
        },
    )


def _of_profile(constraint: Constraint, element: Element) -> Constraint:
    return replace(constraint, source=element.source)


def _binds_more(binding: Binding | None, said: tuple[Element, ...]) -> bool:
    if binding is None or (binding.strength not in ("required", "extensible", "preferred") and not binding.maximum):
        return False
    return all(_bare(one.binding) != _bare(binding) for one in said)


def _meant(binding: Binding | None, element: Element, said: tuple[Element, ...]) -> Binding | None:
    """A binding that is required of a value of any type at once cannot be met by all of them, and so is extensible.

    R4's vital signs have one (units, for a value that may be a concept); the official validator warns there too.
    """
    codes = {kind.code for kind in element.types}
    everything = {"Quantity", "CodeableConcept"} <= codes and all(len(one.types) <= len(codes) for one in said)
    if binding and binding.strength == "required" and everything:
        return replace(binding, strength="extensible")
    return binding


def _bare(binding: Binding | None) -> tuple[str, str, str] | None:
    if binding is None:
        return None
    return binding.strength, binding.value_set.partition("|")[0], binding.maximum.partition("|")[0]


def _types(rules: Rules, element: Element, said: tuple[Element, ...]) -> None:
    """Which types, profiles and targets the profile leaves."""
    codes = {kind.code for kind in element.types}
    before = {kind.code for kind in said[-1].types}
    if codes and (codes < before or before == {"Resource"}) and codes != before:
        rules.types = frozenset(codes)
    for code in codes:
        profiles = _profiles(element, code)
        if profiles and all(_profiles(one, code) != profiles for one in said):
            rules.profiles[code] = profiles
    targets, aggregation = _targets(element)
    if targets and all(set(_targets(one)[0]) != set(targets) for one in said):
        rules.targets = targets
        rules.said_targets = frozenset(type_name(url) for url in _targets(said[0])[0])
    if aggregation and all(_targets(one)[1] != aggregation for one in said):
        rules.aggregation = aggregation


def _profiles(element: Element, code: str) -> tuple[str, ...]:
    """The profiles of a type; none where it may also stand without."""
    kinds = [kind for kind in element.types if kind.code == code]
    if any(not kind.profiles for kind in kinds):
        return ()
    return tuple(dict.fromkeys(url for kind in kinds for url in kind.profiles))


def _targets(element: Element) -> tuple[tuple[str, ...], frozenset[str]]:
    references = [kind for kind in element.types if kind.code == "Reference"]
    targets = (
        () if any(not kind.targets for kind in references) else tuple(url for one in references for url in one.targets)
    )
    modes = [frozenset(kind.aggregation) for kind in references]
    return targets, frozenset().union(*modes) if modes and all(modes) else frozenset()


def _more(rules: Rules, definition: dict[str, Any]) -> None:
    """What R4 has only as extensions of ElementDefinition."""
    for _, extension in objects(definition, "extension"):
        length = extension.get("valueInteger")
        if extension.get("url") == _MIN_LENGTH and isinstance(length, int):
            rules.min_length = length
        if extension.get("url") == f"{_OF_R5}mustHaveValue":
            rules.needs_value = extension.get("valueBoolean") is True
        if extension.get("url") == f"{_OF_R5}valueAlternatives":
            rules.instead = (*rules.instead, text(extension, "valueCanonical"))
    rules.bindings = tuple(_additional(one(definition, "binding")))


def _additional(binding: dict[str, Any]) -> Iterator[Binding]:
    """The bindings that R5 adds to one; those for a certain usage, which nothing here can tell, are left out."""
    for _, extension in objects(binding, "extension"):
        parts = {text(part, "url"): part for _, part in objects(extension, "extension")}
        purpose = text(parts.get("purpose"), "valueCode")
        value_set = text(parts.get("valueSet"), "valueCanonical")
        if extension.get("url") in _ADDITIONAL and purpose in _STRENGTHS and value_set and "usage" not in parts:
            yield Binding(purpose, value_set)


def _discriminators(given: dict[str, Any], element: Element, codes: list[str]) -> tuple[Discriminator, ...]:
    """Those that are given; where none are, those that R4 implies: the type of a choice, the url of an extension."""
    found = [(text(entry, "type"), text(entry, "path")) for _, entry in objects(given, "discriminator")]
    if not found and element.choice:
        found = [("type", "$this")]
    elif not found and codes == ["Extension"]:
        found = [("value", "url")]
    return tuple(Discriminator(kind, path, steps_of(path)) for kind, path in found)
