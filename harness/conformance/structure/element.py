"""One element of a type or a profile, as the walker wants it. Knows ElementDefinition (R4), not values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TypeReference:
    """One permitted type: its `code` (``Reference``, ``string``, a FHIRPath System type mapped to its FHIR type),
    the `profiles` it must meet (any of them), and for references the `targets` (any of them) and `versioning`."""

    code: str
    profiles: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    aggregation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """The value set of an element: `strength` is required, extensible, preferred or example; `maximum` a canonical."""

    strength: str
    value_set: str
    maximum: str = ""


@dataclass(frozen=True, slots=True)
class Constraint:
    """An invariant: its `key` (``pat-1``), `severity` (error or warning), FHIRPath `expression`, the words `human`."""

    key: str
    severity: str
    expression: str
    human: str
    source: str
    best_practice: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """What is asked of one element.

    `path` is its path in the type (``Patient.contact.name``), `source` the StructureDefinition's URL and element id.
    `most` is None for ``*``. `types` is empty where `content_reference` names another element. `fixed` and `pattern`
    are (type, value) pairs or None.
    """

    path: str
    name: str
    source: str
    least: int
    most: int | None
    types: tuple[TypeReference, ...]
    choice: bool = False
    content_reference: str = ""
    constraints: tuple[Constraint, ...] = ()
    binding: Binding | None = None
    fixed: tuple[str, Any] | None = None
    pattern: tuple[str, Any] | None = None
    max_length: int | None = None
    bounds: Mapping[str, Any] = field(default_factory=dict)
    modifier: bool = False
    repeats: bool = False
