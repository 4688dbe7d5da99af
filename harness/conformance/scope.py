"""What one validation knows while it goes on: definitions, terminology, where it is, what it found. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harness.conformance.issue import Issue

if TYPE_CHECKING:
    from harness.conformance.packages.definitions import Definitions
    from harness.conformance.terminology import Terminology

Resource = dict[str, Any]


@dataclass(slots=True)
class Scope:
    """The world of one resource that is being looked at.

    `resource` is FHIRPath's ``%resource``, `root` its ``%rootResource`` (another one where the resource is contained).
    `outer` is the scope of the Bundle, Parameters or container around it, None at the top. `issues` is shared by all
    scopes of one validation. `entries` is what can be referred to in it, once somebody has asked
    (structure/references.py), `named` the same by type and url (rules/nearby.py). `judged` tells whether a value (by
    its id) conforms to a profile, where that was asked; `reported` holds the values whose faults against a profile have
    been told (profiles/judging.py).
    """

    definitions: Definitions
    terminology: Terminology
    resource: Resource
    root: Resource
    where: str
    outer: Scope | None = None
    issues: list[Issue] = field(default_factory=list)
    depth: int = 0
    entries: dict[str, list[tuple[int, Resource]]] = field(default_factory=dict)
    named: dict[tuple[str, str], list[Resource]] | None = None
    judged: dict[tuple[int, str], bool] = field(default_factory=dict)
    reported: set[tuple[int, str]] = field(default_factory=set)

    def report(self, issues: Iterable[Issue]) -> None:
        """Keep what was found."""
        self.issues.extend(issues)

    def inside(self, resource: Resource, where: str, *, contained: bool = False) -> Scope:
        """The scope of a resource that stands inside this one, at `where`."""
        root = self.root if contained else resource
        return replace(
            self, resource=resource, root=root, where=where, outer=self, depth=self.depth + 1, entries={}, named=None
        )

    def apart(self) -> Scope:
        """The same scope with issues of its own, to find out whether something conforms without saying so."""
        return replace(self, issues=[], reported=set())
