"""What is in a value set (R4 valueset.html): membership without expanding it, and its expansion. Knows no binding.

Membership has three answers. True and False are certain; None comes with the reason why it cannot be known here. A code
that a known part includes is in, whatever the other parts are; one that an unknown part may exclude is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from harness.conformance.packages.definitions import Definitions
from harness.conformance.terminology.code_systems import CodeSystems, Concept
from harness.conformance.terminology.composition import Composition, Part, composition
from harness.errors import HarnessError

_KEPT = 2048
_DEEPEST = 30
"""Value sets that import each other, one inside the other. Real ones stay below five."""


class CannotExpand(HarnessError):
    """A value set that cannot be enumerated here: not found, content missing, cyclic. Says why."""


class TooCostly(CannotExpand):
    """An expansion with more members than were wanted."""


@dataclass(frozen=True, slots=True)
class Member:
    """One concept of an expansion. `display` is the value set's own where it has one; `concept` is None where only the
    value set knows the code."""

    system: str
    version: str
    code: str
    display: str
    concept: Concept | None = None

    @property
    def abstract(self) -> bool:
        """Whether it only groups others."""
        return bool(self.concept and self.concept.abstract)

    @property
    def inactive(self) -> bool:
        """Whether it should no longer be used."""
        return bool(self.concept and self.concept.inactive)


class ValueSets:
    """The value sets of some definitions, each compiled when it is first asked for. Any thread may ask."""

    def __init__(self, definitions: Definitions, systems: CodeSystems) -> None:
        self._definitions = definitions
        self._systems = systems
        self.find = lru_cache(maxsize=_KEPT)(self._find)

    def _find(self, canonical: str) -> Composition | None:
        resource = self._definitions.find("ValueSet", canonical) or self._released(canonical)
        return composition(resource, self._systems) if resource else None

    def _released(self, canonical: str) -> dict[str, Any] | None:
        """The value set for a canonical that ends in the version of a package at hand instead of the value set's own.

        HL7's tools write the release on every binding of a package, also of value sets that have versions of their own.
        """
        url, _, version = canonical.partition("|")
        released = version in {package.version for package in self._definitions.packages}
        return self._definitions.find("ValueSet", url) if released else None

    def contains(
        self, canonical: str, system: str | None, code: str, *, version: str = "", inside: tuple[str, ...] = ()
    ) -> bool | None:
        """Whether the value set has this code of this system; with `system` None, this code of any of its systems."""
        known = self.find(canonical)
        if known is None or canonical in inside or len(inside) > _DEEPEST:
            return None
        sought = _Sought(self, system, code, version, (*inside, canonical))
        included = _any(sought.part(part) for part in known.include)
        if included is not False and known.exclude:
            excluded = _any(sought.part(part) for part in known.exclude)
            included = False if excluded else included if excluded is False else None
        if included is None and known.stored is not None:
            return known.stored.holds(system, code)
        return included

    def why_unknown(self, canonical: str, inside: tuple[str, ...] = ()) -> str:
        """Why `contains` may answer None for this value set; empty where it never does."""
        known = self.find(canonical)
        if known is None:
            return f"the value set {canonical} is not here"
        if canonical in inside or len(inside) > _DEEPEST:
            return f"the value set {canonical} imports itself"
        for part in (*known.include, *known.exclude):
            if part.reason:
                return f"the value set {canonical} has {part.reason}"
            for imported in part.imports:
                if reason := self.why_unknown(imported, (*inside, canonical)):
                    return reason
        return f"the value set {canonical} includes nothing" if not known.include else ""

    def expand(self, canonical: str, *, most: int = 100_000) -> Iterator[Member]:
        """The members, each once, in the order of the value set. Lazy.

        CannotExpand where one cannot be known here, TooCostly at the member after the first `most`.
        """
        for count, member in enumerate(self._expand(canonical, ())):
            if count == most:
                raise TooCostly(f"the value set {canonical} has more than {most} codes")
            yield member

    def _expand(self, canonical: str, inside: tuple[str, ...]) -> Iterator[Member]:
        known = self.find(canonical)
        if (reason := self.why_unknown(canonical, inside)) and not (known and known.stored):
            raise CannotExpand(reason)
        if reason and known and known.stored:
            yield from (self._member(system, code, display) for system, code, display in known.stored.rows)
            return
        told: set[tuple[str, str]] = set()
        for part in known.include if known else ():
            for member in self._candidates(part, (*inside, canonical)):
                key = (member.system, member.code)
                if key not in told and self.contains(canonical, *key, inside=inside):
                    told.add(key)
                    yield member

    def _candidates(self, part: Part, inside: tuple[str, ...]) -> Iterator[Member]:
        if not part.system:
            yield from self._expand(part.imports[0], inside) if part.imports else ()
            return
        system = self._systems.find(part.system, part.version)
        for code in part.order or (system.concepts if system else ()):
            yield self._member(part.system, code, part.displays.get(code, ""), part.version)

    def _member(self, system: str, code: str, display: str, version: str = "") -> Member:
        known = self._systems.find(system, version)
        concept = known.find(code) if known else None
        return Member(
            system, known.version if known else version, code, display or (concept.display if concept else ""), concept
        )


@dataclass(frozen=True, slots=True)
class _Sought:
    """The code that is looked for, and the value sets that are being looked into."""

    sets: ValueSets
    system: str | None
    code: str
    version: str
    inside: tuple[str, ...]

    def part(self, part: Part) -> bool | None:
        """Whether the code meets everything that one include or exclude asks for."""
        answers = [self.own(part)] if part.system else []
        if answers == [False]:
            return False
        for imported in part.imports:
            system = self.system if self.system is not None or not part.system else part.system
            answers.append(self.sets.contains(imported, system, self.code, version=self.version, inside=self.inside))
        return False if False in answers or not answers else None if None in answers else True

    def own(self, part: Part) -> bool | None:
        """Whether the part's own system, concepts and filters have it."""
        if self.system is not None and self.system != part.system:
            return False
        if part.version and self.version and not _same_version(part.version, self.version):
            return None
        return part.has(self.code)


def _same_version(wanted: str, found: str) -> bool:
    return wanted == found or found.startswith(f"{wanted}.") or wanted.startswith(f"{found}.")


def _any(answers: Iterable[bool | None]) -> bool | None:
    """True as soon as one is, False when all are, else None."""
    known: bool | None = False
    for answer in answers:
        if answer:
            return True
        known = None if answer is None else known
    return known
