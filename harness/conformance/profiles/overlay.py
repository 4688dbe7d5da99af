"""A profile as what it adds to its type: a tree of rules, with everything left out that the type says itself.

Knows the shape of that tree, neither how it is compiled (compiling.py) nor how values are walked by it (judging.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.conformance.structure.element import Binding, Element

if TYPE_CHECKING:
    from harness.conformance.profiles.places import Place

Conforms = Callable[["Place", str], bool]
"""Whether a value conforms to a profile, by its canonical. What cannot be checked conforms."""

Ask = Callable[[list["Place"], bool, Conforms], bool | None]
"""Whether what a discriminator reaches is that of one slice; None where it cannot be known. The flag is False where
something could not be reached (a reference that does not resolve)."""


@dataclass(slots=True, eq=False)
class Rules:
    """What a profile adds to one element.

    `element` holds only additions: `least` is 0 and `most` None where nothing is added, and so on. `said_least` and
    `said_most` are what the type says already; whoever breaks them hears it from the type alone. `types` are those
    permitted where the profile leaves fewer, `profiles` what a value of a type has to meet (any of them), `targets`
    what a reference may point to where that is narrower than `said_targets`,
    `instead` the extensions that may stand for a value, `bindings` those besides the element's own.
    """

    element: Element
    said_least: int = 0
    said_most: int | None = None
    types: frozenset[str] | None = None
    profiles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    said_targets: frozenset[str] = frozenset()
    aggregation: frozenset[str] = frozenset()
    min_length: int = 0
    needs_value: bool = False
    instead: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()
    children: dict[str, Rules] = field(default_factory=dict)
    slicing: Slicing | None = None

    @property
    def name(self) -> str:
        """The element's name, without ``[x]``; of a type's root, the type's."""
        return self.element.name

    @property
    def source(self) -> str:
        """The profile's canonical and the element's id in it."""
        return self.element.source

    @property
    def empty(self) -> bool:
        """Whether nothing is added here or below."""
        element = self.element
        value = element.fixed or element.pattern or element.max_length or element.bounds or element.binding
        count = element.least or element.most is not None
        kind = self.types is not None or self.profiles or self.targets or self.aggregation
        more = (
            element.constraints
            or self.children
            or self.slicing
            or self.min_length
            or self.needs_value
            or self.instead
            or self.bindings
        )
        return not (value or count or kind or more)


@dataclass(frozen=True, slots=True)
class Discriminator:
    """By what slices are told apart (R4 profiling.html#discriminator): `kind` is value, pattern, exists, type, profile.

    `steps` are the parts of its path, empty for ``$this``, None for a path that R4 does not permit.
    """

    kind: str
    path: str
    steps: tuple[str, ...] | None


@dataclass(slots=True, eq=False)
class Slice:
    """One slice, the rules for what is in it, and its questions, one a discriminator, once they are worked out."""

    name: str
    rules: Rules
    asks: tuple[Ask | None, ...] | None = None


@dataclass(slots=True, eq=False)
class Slicing:
    """How an element is sliced: `rules` is open, closed or openAtEnd; `default` is the slice of all that is left."""

    discriminators: tuple[Discriminator, ...]
    rules: str
    ordered: bool
    slices: tuple[Slice, ...]
    default: Slice | None
    source: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """One profile: its `url`, the `type` it constrains, the rules it adds to it.

    `refused` says why it cannot be checked, empty where it can. `imposed` are the profiles that have to be met besides,
    `derived_from` is the profile it is derived from.
    """

    url: str
    type: str
    rules: Rules | None
    refused: str = ""
    imposed: tuple[str, ...] = ()
    derived_from: str = ""


def part_of(overlay: Overlay, element: str) -> Overlay:
    """One element of a profile, by its id (``Composition.section:codeA``), as a profile of its own."""
    rules = overlay.rules
    for step in element.split(".")[1:]:
        name, _, slice_name = step.partition(":")
        rules = rules.children.get(name.removesuffix("[x]")) if rules else None
        for part in slice_name.split("/") if slice_name else ():
            slices = rules.slicing.slices if rules and rules.slicing else ()
            rules = next((one.rules for one in slices if one.name.rpartition("/")[2] == part), None)
    url = f"{overlay.url}#{element}"
    if rules is None:
        refused = overlay.refused or f"{overlay.url} says nothing of an element {element}"
        return Overlay(url, overlay.type, None, refused)
    codes = sorted(rules.types or ())
    return Overlay(url, codes[0] if len(codes) == 1 else "Element", rules)
