"""One evaluation of an expression: where it is, and what it may still cost. Knows no expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.conformance.invariants.failures import FhirPathError
from harness.conformance.invariants.nodes import Item, Node
from harness.conformance.invariants.operators import Items

if TYPE_CHECKING:
    from harness.conformance.scope import Scope

STEPS = 500_000
"""Items that one evaluation may look at: some seconds, and the elements of 20 MB of JSON."""


CONSTANTS: Mapping[str, Item] = {
    "ucum": "http://unitsofmeasure.org",
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
}


@dataclass(slots=True)
class Run:
    """One evaluation: what it may still cost, and whether something could not be told.

    `variables` are those that are not the same everywhere, ``%context`` for one.
    """

    scope: Scope | None
    variables: dict[str, Items]
    left: int = STEPS
    indefinite: str = ""

    def variable(self, name: str) -> Items:
        """What ``%name`` is, made when it is first asked for. Raises FhirPathError where there is no such thing."""
        if name not in self.variables:
            self.variables[name] = self._known(name)
        return self.variables[name]

    def _known(self, name: str) -> Items:
        if name in CONSTANTS:
            return [CONSTANTS[name]]
        if name not in ("resource", "rootResource"):
            raise FhirPathError(f"%{name} is not defined")
        if self.scope is None:
            return self.variables["context"]
        return [Node(self.scope.resource if name == "resource" else self.scope.root, "Resource")]

    def spend(self, items: int) -> None:
        """Pay for items that are looked at. Raises FhirPathError when there is nothing left."""
        self.left -= items + 1
        if self.left < 0:
            raise FhirPathError("the expression looks at too many values")

    def pay(self, found: Items) -> None:
        """Pay for items that were made, and for every hundred letters of them."""
        self.spend(sum(1 + len(item) // 100 if isinstance(item, str) else 1 for item in found))


@dataclass(slots=True)
class Env:
    """Where an evaluation is: ``$this``, ``$index``, ``$total``."""

    run: Run
    this: Items
    index: Items = field(default_factory=list)
    total: Items = field(default_factory=list)
