"""Reads ElementDefinitions (R4 elementdefinition.html) into Elements. Knows definitions, not values.

A definition comes from somebody's package, so it may be anything: what cannot be understood is left out.
"""

from __future__ import annotations

from typing import Any

from harness.conformance.looking import objects, one, text, texts
from harness.conformance.structure.element import Binding, Constraint, Element, TypeReference

CORE = "http://hl7.org/fhir/StructureDefinition/"
_FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
_PROFILE_ELEMENT = f"{CORE}elementdefinition-profile-element"
_BEST_PRACTICE = "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice"
_MAX_VALUE_SET = "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet"
_SYSTEM = "http://hl7.org/fhirpath/System."
_BOUNDS = ("minValue", "maxValue")


def element_of(definition: dict[str, Any], url: str) -> Element:
    """The element that `definition` describes; `url` is the canonical of the StructureDefinition it is of."""
    path = text(definition, "path")
    last = path.rsplit(".", 1)[-1]
    most = text(definition, "max")
    base_most = text(one(definition, "base"), "max") or most
    return Element(
        path=path,
        name=last.removesuffix("[x]"),
        source=f"{url}#{text(definition, 'id') or path}",
        least=_whole(definition.get("min")),
        most=int(most) if most.isdecimal() else None,
        types=tuple(_type_of(entry) for _, entry in objects(definition, "type") if entry.get("code")),
        choice=last.endswith("[x]"),
        content_reference=text(definition, "contentReference").rpartition("#")[2],
        constraints=tuple(_constraint_of(entry, url) for _, entry in objects(definition, "constraint")),
        binding=_binding_of(definition),
        fixed=_typed(definition, "fixed"),
        pattern=_typed(definition, "pattern"),
        max_length=definition["maxLength"] if isinstance(definition.get("maxLength"), int) else None,
        bounds={name: found[1] for name in _BOUNDS if (found := _typed(definition, name))},
        modifier=definition.get("isModifier") is True,
        repeats=base_most not in ("0", "1"),
    )


def type_name(profile: str) -> str:
    """The name of a core type by its canonical; empty for any other canonical."""
    name = profile.partition("|")[0].removeprefix(CORE)
    return "" if "/" in name or not name[:1].isalpha() else name


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _type_of(entry: dict[str, Any]) -> TypeReference:
    return TypeReference(
        code=_code_of(entry),
        profiles=tuple(url + _element_in(entry, index) for index, url in texts(entry, "profile")),
        targets=tuple(url for _, url in texts(entry, "targetProfile")),
        aggregation=tuple(code for _, code in texts(entry, "aggregation")),
    )


def _element_in(entry: dict[str, Any], index: int) -> str:
    """``#id`` of the element that is meant where a profile is named for one element of it, not as a whole."""
    beside = entry.get("_profile")
    extended = beside[index] if isinstance(beside, list) and index < len(beside) else None
    meant = (one for _, one in objects(extended, "extension") if one.get("url") == _PROFILE_ELEMENT)
    return "".join(f"#{text(one, 'valueString')}" for one in meant)


def _code_of(entry: dict[str, Any]) -> str:
    """The FHIR type of a type entry; R4 names FHIRPath's own types where a primitive value stands."""
    code = text(entry, "code")
    if not code.startswith(_SYSTEM):
        return type_name(code) or code
    for _, extension in objects(entry, "extension"):
        if extension.get("url") == _FHIR_TYPE:
            return text(extension, "valueUrl") or text(extension, "valueUri") or "string"
    name = code.removeprefix(_SYSTEM)
    return name[:1].lower() + name[1:]


def _constraint_of(entry: dict[str, Any], url: str) -> Constraint:
    best = any(
        extension.get("url") == _BEST_PRACTICE and extension.get("valueBoolean") is True
        for _, extension in objects(entry, "extension")
    )
    return Constraint(
        key=text(entry, "key"),
        severity=text(entry, "severity"),
        expression=text(entry, "expression"),
        human=text(entry, "human"),
        source=text(entry, "source") or url,
        best_practice=best,
    )


def _binding_of(definition: dict[str, Any]) -> Binding | None:
    binding = one(definition, "binding")
    maximum = next(
        (
            text(extension, "valueCanonical") or text(extension, "valueUri")
            for _, extension in objects(binding, "extension")
            if extension.get("url") == _MAX_VALUE_SET
        ),
        "",
    )
    if not text(binding, "valueSet") and not maximum:
        return None
    return Binding(text(binding, "strength"), text(binding, "valueSet"), maximum)


def _typed(definition: dict[str, Any], prefix: str) -> tuple[str, Any] | None:
    """The (type, value) of ``fixedUri`` and its like; the type begins with a capital, as in the name."""
    for name, value in definition.items():
        if name.startswith(prefix) and name[len(prefix) : len(prefix) + 1].isupper():
            return name.removeprefix(prefix), value
    return None
