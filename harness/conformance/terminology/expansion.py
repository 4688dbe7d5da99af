"""What is in a value set (R4 valueset.html): membership without expanding it, and its expansion. Knows no binding.

Membership has three answers. True and False are certain; None comes with the reason why it cannot be known here. A code
that a known part includes is in, whatever the other parts are; one that an unknown part may exclude is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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

    def contains(self, canonical: str, system: str | None, code: str, *, version: str = "") -> bool | None:
        """Whether the value set has this code of this system; with `system` None, this code of any of its systems."""
        return _Sought(self, system, code, version, {}).among(canonical, ())

    def why_unknown(self, canonical: str) -> str:
        """Why `contains` may answer None for this value set; empty where it never does."""
        return next(self._reasons(canonical, (), set()), "")

    def _reasons(self, canonical: str, inside: tuple[str, ...], told: set[str]) -> Iterator[str]:
        known = self.find(canonical)
        if known is None:
            yield f"the value set {canonical} is not here"
        elif canonical in inside or len(inside) > _DEEPEST:
            yield f"the value set {canonical} imports itself"
        elif not known.include:
            yield f"the value set {canonical} includes nothing"
        elif canonical not in told:
            told.add(canonical)
            parts = (*known.include, *known.exclude)
            yield from (f"the value set {canonical} has {part.reason}" for part in parts if part.reason)
            for imported in (imported for part in parts for imported in part.imports):
                yield from self._reasons(imported, (*inside, canonical), told)

    def expand(self, canonical: str, *, most: int = 100_000) -> Iterator[Member]:
        """The members, each once, in the order of the value set. Lazy.

        CannotExpand where one cannot be known here, TooCostly at the member after the first `most`.
        """
        for count, member in enumerate(self._members(canonical, {})):
            if count == most:
                raise TooCostly(f"the value set {canonical} has more than {most} codes")
            yield member

    def _members(self, canonical: str, kept: dict[str, list[Member]]) -> Iterator[Member]:
        """`kept` has the members of what was imported before, lest it be expanded again for each import."""
        known = self.find(canonical)
        reason = self.why_unknown(canonical)
        if known and reason and known.stored:
            yield from (self._member(system, code, display) for system, code, display in known.stored.rows)
            return
        if reason or known is None:
            raise CannotExpand(reason)
        told: set[tuple[str, str]] = set()
        for part in known.include:
            for member in self._candidates(part, kept):
                key = (member.system, member.code)
                if key not in told and self.contains(canonical, *key):
                    told.add(key)
                    yield member

    def _candidates(self, part: Part, kept: dict[str, list[Member]]) -> Iterable[Member]:
        """All that one include may add."""
        if part.system:
            system = self._systems.find(part.system, part.version)
            codes = part.order or tuple(system.concepts if system else ())
            return (self._member(part.system, code, part.displays.get(code, ""), part.version) for code in codes)
        first = part.imports[0] if part.imports else ""
        if first and first not in kept:
            kept[first] = list(self._members(first, kept))
        return kept.get(first, [])

    def _member(self, system: str, code: str, display: str, version: str = "") -> Member:
        known = self._systems.find(system, version)
        concept = known.find(code) if known else None
        shown = display or (concept.display if concept else "")
        return Member(system, known.version if known else version, code, shown, concept)


@dataclass(frozen=True, slots=True)
class _Sought:
    """The code that is looked for; `answers` of the value sets that were looked into, lest one be looked into twice."""

    sets: ValueSets
    system: str | None
    code: str
    version: str
    answers: dict[tuple[str, str | None], bool | None]

    def among(self, canonical: str, inside: tuple[str, ...]) -> bool | None:
        """Whether a value set has it, while those `inside` of which it is imported are being looked into."""
        known = self.sets.find(canonical)
        if known is None or canonical in inside or len(inside) > _DEEPEST:
            return None
        key = (canonical, self.system)
        if key not in self.answers:
            self.answers[key] = self._composed(known, (*inside, canonical))
        return self.answers[key]

    def _composed(self, known: Composition, inside: tuple[str, ...]) -> bool | None:
        included = _any(self._part(part, inside) for part in known.include)
        if included is not False and known.exclude:
            excluded = _any(self._part(part, inside) for part in known.exclude)
            included = False if excluded else included if excluded is False else None
        if included is None and known.stored is not None:
            return known.stored.holds(self.system, self.code)
        return included

    def _part(self, part: Part, inside: tuple[str, ...]) -> bool | None:
        """Whether the code meets everything that one include or exclude asks for."""
        answers = [self._own(part)] if part.system else []
        if answers == [False]:
            return False
        found = replace(self, system=part.system) if self.system is None and part.system else self
        answers += [found.among(imported, inside) for imported in part.imports]
        return False if False in answers or not answers else None if None in answers else True

    def _own(self, part: Part) -> bool | None:
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
