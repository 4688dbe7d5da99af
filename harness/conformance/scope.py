"""What one validation knows while it goes on: definitions, terminology, where it is, what it found. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
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
        return Scope(
            self.definitions,
            self.terminology,
            resource,
            self.root if contained else resource,
            where,
            self,
            self.issues,
            self.depth + 1,
            judged=self.judged,
            reported=self.reported,
        )

    def apart(self) -> Scope:
        """The same scope with issues of its own, to find out whether something conforms without saying so."""
        return self._again(issues=[], depth=self.depth, reported=set())

    def deeper(self) -> Scope:
        """The same scope, one profile further in."""
        return self._again(issues=self.issues, depth=self.depth + 1, reported=self.reported)

    def _again(self, *, issues: list[Issue], depth: int, reported: set[tuple[int, str]]) -> Scope:
        # field by field: dataclasses.replace takes three times as long, and this is asked at every profile
        return Scope(
            self.definitions,
            self.terminology,
            self.resource,
            self.root,
            self.where,
            self.outer,
            issues,
            depth,
            self.entries,
            self.named,
            self.judged,
            reported,
        )
