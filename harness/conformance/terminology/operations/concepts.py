"""One concept as an expansion or an answer tells it: names, properties, extensions. Knows where each may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from harness.conformance.looking import objects, text
from harness.conformance.terminology.code_systems import Concept
from harness.conformance.terminology.operations.languages import Name
from harness.conformance.terminology.operations.library import Resource, Vocabulary

STRUCTURES = "http://hl7.org/fhir/StructureDefinition/"
PROPERTIES = "http://hl7.org/fhir/concept-properties#"
_ECHOED = frozenset(
    f"{STRUCTURES}{name}"
    for name in ("valueset-deprecated", "valueset-concept-definition", "rendering-style", "rendering-xhtml")
)
_TOLD = {
    "valueset-label": ("label", "valueString"),
    "codesystem-label": ("label", "valueString"),
    "valueset-conceptOrder": ("order", "valueDecimal"),
    "codesystem-conceptOrder": ("order", "valueDecimal"),
    "itemWeight": ("weight", "valueDecimal"),
    "ordinalValue": ("weight", "valueDecimal"),
}
"""Extensions that newer versions of FHIR tell as properties of an expansion."""
URIS = {
    "definition": f"{PROPERTIES}definition",
    "label": f"{PROPERTIES}label",
    "order": f"{PROPERTIES}order",
    "weight": f"{PROPERTIES}itemWeight",
    "inactive": f"{PROPERTIES}inactive",
    "parent": f"{PROPERTIES}parent",
    "child": f"{PROPERTIES}child",
    "status": f"{PROPERTIES}status",
}
"""What the properties are called that any code system may have (R4 codesystem.html#properties)."""


@dataclass(eq=False)  # not frozen: a hundred thousand of them are made at once, and that takes three times as long
class Entry:
    """A code of a value set: `concept` and `vocabulary` are None where its code system is not here; `listed` is what
    the value set says of it, empty where it does not list it. What it tells is worked out once."""

    system: str
    version: str
    code: str
    concept: Concept | None = None
    vocabulary: Vocabulary | None = None
    listed: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def inactive(self) -> bool:
        """Whether it should no longer be used."""
        return bool(self.concept and no_longer_used(self.concept))

    @property
    def abstract(self) -> bool:
        """Whether it only groups others."""
        return bool(self.concept and self.concept.abstract)

    @cached_property
    def names(self) -> list[Name]:
        """All that it is called, its usual name first; the value set's own display goes before the code system's."""
        return names(self.code, self.vocabulary, self.listed)

    @cached_property
    def rows(self) -> list[Mapping[str, Any]]:
        """What the value set, the code system and its supplements say of it, the value set first."""
        layers = self.vocabulary.layers(self.code) if self.vocabulary else []
        return [*([self.listed] if self.listed else []), *(concept.row for _, concept in layers)]

    @cached_property
    def has_more(self) -> bool:
        """Whether anything tells more of it than code and names, which most do not."""
        return any("extension" in row for row in self.rows)

    @property
    def extensions(self) -> list[dict[str, Any]]:
        """The extensions that an expansion passes on, each url once."""
        found: dict[str, dict[str, Any]] = {}
        for one in (one for row in self.rows for _, one in objects(row, "extension")):
            if text(one, "url") in _ECHOED:
                found.setdefault(text(one, "url"), one)
        return list(found.values())

    @property
    def told(self) -> dict[str, tuple[str, Any]]:
        """Label, order and weight: the element that each is told in, and its value."""
        found: dict[str, tuple[str, Any]] = {}
        for one in (one for row in self.rows for _, one in objects(row, "extension")):
            name, element = _TOLD.get(text(one, "url").removeprefix(STRUCTURES), ("", ""))
            value = next((value for key, value in one.items() if key.startswith("value")), None)
            if name and value is not None:
                found.setdefault(name, (element, _number(value) if element == "valueDecimal" else value))
        return found


def names(code: str, vocabulary: Vocabulary | None, listed: Mapping[str, Any] | None = None) -> list[Name]:
    """All that a code is called."""
    found: list[Name] = []
    layers = vocabulary.layers(code) if vocabulary else []
    if listed and (display := text(listed, "display")):
        found.append(Name(vocabulary.language if vocabulary else "", display, own=True))
    for resource, concept in layers:
        if concept.display and all(name.value != concept.display for name in found):
            found.append(Name(text(resource, "language"), concept.display, own=True))
    for row in (*((listed,) if listed else ()), *(concept.row for _, concept in layers)):
        found += (Name(text(one, "language"), text(one, "value"), row=one) for _, one in objects(row, "designation"))
    return found


def no_longer_used(concept: Concept) -> bool:
    """Whether a concept is inactive; here a deprecated one is, as FHIR's reference server sees it."""
    return concept.inactive or "deprecated" in concept.values("status")


def properties(vocabulary: Vocabulary, code: str) -> Iterator[tuple[str, str, Any]]:
    """Every property that a code system and its supplements tell of a code: its code, the element, the value."""
    for _, concept in vocabulary.layers(code):
        for _, one in objects(concept.row, "property"):
            for element, value in one.items():
                if element.startswith("value"):
                    yield text(one, "code"), element, value


def declared(resource: Resource, name: str) -> str:
    """The uri of a property, as the code system declares it."""
    said = (text(one, "uri") for _, one in objects(resource, "property") if text(one, "code") == name)
    return next(said, "") or URIS.get(name, "")


def _number(value: Any) -> Any:
    """A number that was written as a text, which some tools do."""
    if isinstance(value, str):
        try:
            return int(value) if value.lstrip("-").isdigit() else float(value)
        except ValueError:
            return value
    return value
