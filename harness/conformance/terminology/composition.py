"""A ValueSet compiled: each include and exclude as what it surely has and what it may have. Knows one value set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harness.conformance.looking import objects, one, text, texts
from harness.conformance.terminology import filters, grammars
from harness.conformance.terminology.code_systems import CodeSystem, CodeSystems, called

UNCLOSED = "http://hl7.org/fhir/StructureDefinition/valueset-unclosed"

Judge = Callable[[str], "bool | None"]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One include or exclude.

    `codes` are surely in. Of all others `among` decides; where it is None, none is in. `order` has them as
    the value set lists them, empty where it does not; `displays` are the value set's own. `reason` says
    what cannot be known: it follows "the value set … has".
    """

    system: str
    version: str = ""
    codes: frozenset[str] = frozenset()
    among: Judge | None = None
    imports: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    displays: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""

    def has(self, code: str) -> bool | None:
        """Whether the part's own system, concepts and filters have the code; its imports are not asked."""
        return True if code in self.codes else self.among(code) if self.among else False


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """An expansion that came with the value set: (system, code, display) rows; `closed` when nothing else is in it."""

    rows: tuple[tuple[str, str, str], ...]
    closed: bool

    def holds(self, system: str | None, code: str) -> bool | None:
        """Whether the code is in it; None where it is not and the expansion does not tell all."""
        found = any(code == known and system in (None, of) for of, known, _ in self.rows)
        return True if found else False if self.closed else None


@dataclass(frozen=True, slots=True, eq=False)
class Composition:
    """A value set as far as it can be evaluated here."""

    url: str
    name: str
    version: str
    include: tuple[Part, ...]
    exclude: tuple[Part, ...]
    stored: Stored | None = None


def composition(resource: dict[str, Any], systems: CodeSystems) -> Composition:
    """A ValueSet resource compiled. Whatever is malformed in it is left out."""
    compose = one(resource, "compose")
    active = compose.get("inactive") is False
    return Composition(
        url=text(resource, "url"),
        name=text(resource, "title") or text(resource, "name"),
        version=text(resource, "version"),
        include=tuple(_part(row, systems, active) for _, row in objects(compose, "include")),
        exclude=tuple(_part(row, systems, False) for _, row in objects(compose, "exclude")),
        stored=_stored(one(resource, "expansion")),
    )


def _part(row: dict[str, Any], systems: CodeSystems, active: bool) -> Part:
    """One include or exclude; `active` leaves inactive concepts out (R4 ValueSet.compose.inactive)."""
    url, version = text(row, "system"), text(row, "version")
    imports = tuple(canonical for _, canonical in texts(row, "valueSet"))
    if not url:
        return Part("", imports=imports)
    made = _own(row, systems, systems.find(url, version), active)
    return replace(made, version=version, imports=imports)


def _own(row: dict[str, Any], systems: CodeSystems, system: CodeSystem | None, active: bool) -> Part:
    """What an include says itself: concepts that it lists, what its filters pick, or the whole code system."""
    url = text(row, "system")
    if row.get("concept"):
        return _listed(row, url, system, active)
    wanted = tuple(filters.read(one) for _, one in objects(row, "filter"))
    if system is None or not system.concepts:
        return _without_content(url, wanted)
    try:
        return _from(_picked(wanted, system, systems), system, active)
    except filters.CannotFilter as why:
        return _beyond(url, why)


def _listed(row: dict[str, Any], url: str, system: CodeSystem | None, active: bool) -> Part:
    """An include that lists its concepts: no content is needed to know what is in it."""
    rows = [concept for _, concept in objects(row, "concept")]
    codes = _active(frozenset(text(concept, "code") for concept in rows) - {""}, system, active)
    order = tuple(code for code in dict.fromkeys(text(concept, "code") for concept in rows) if code in codes)
    displays = {text(concept, "code"): display for concept in rows if (display := text(concept, "display"))}
    return Part(url, codes=codes, among=_written_otherwise(codes, system), order=order, displays=displays)


def _picked(wanted: tuple[filters.Filter, ...], system: CodeSystem, systems: CodeSystems) -> frozenset[str]:
    """What filters pick; once more with the properties that supplements add, as reading those takes time."""
    if not wanted:
        return system.codes
    try:
        return filters.picked(wanted, system)
    except filters.CannotFilter:
        return filters.picked(wanted, system, systems.supplements(system.url))


def _from(picked: frozenset[str], system: CodeSystem, active: bool) -> Part:
    """Codes of a system whose content is here, all of it or a part."""
    codes = _active(picked, system, active)
    if system.complete:
        return Part(system.url, codes=codes, among=_written_otherwise(codes, system))

    def among(code: str) -> bool | None:
        return (known.code in codes) if (known := system.find(code)) else None

    return Part(system.url, codes=codes, among=among, reason=_incomplete(system.url, "not all here"))


def _without_content(url: str, wanted: tuple[filters.Filter, ...]) -> Part:
    """A system that is not here: its grammar may decide, and so may filters on the code itself."""
    try:
        filters.by_code_alone(wanted, "")
    except filters.CannotFilter as why:
        return _beyond(url, why)

    def among(code: str) -> bool | None:
        answers = (grammars.knows(url, code), filters.by_code_alone(wanted, code, url))
        return False if False in answers else None if None in answers else True

    return Part(url, among=among, reason=_incomplete(url))


def _beyond(url: str, why: filters.CannotFilter) -> Part:
    return Part(url, among=_nobody_knows, reason=f"a filter that cannot be evaluated here: {why}")


def _active(codes: frozenset[str], system: CodeSystem | None, active: bool) -> frozenset[str]:
    """`codes` without the inactive ones, if only `active` ones are wanted and the code system is here."""
    if not (active and system):
        return codes
    return frozenset(code for code in codes if not ((known := system.find(code)) and known.inactive))


def _written_otherwise(codes: frozenset[str], system: CodeSystem | None) -> Judge | None:
    """Takes a code in another case, where the code system does not mind, and one that a template stands for."""
    if system is None or system.exact:
        return None
    return lambda code: bool((known := system.find(code)) and known.code in codes)


def _nobody_knows(_code: str) -> bool | None:
    return None


def _incomplete(url: str, how: str = "") -> str:
    """The end of a reason: what is missing of a code system."""
    how = how or ("not enumerated" if grammars.has_grammar(url) else "not here")
    return f"codes of {called(url)}, whose content is {how}"


def _stored(expansion: dict[str, Any]) -> Stored | None:
    """The expansion that came with the value set, without what only groups others; a page of it tells not all."""
    rows = tuple(_contained(expansion))
    total = expansion.get("total")
    whole = not isinstance(total, int) or total <= len(rows)
    unclosed = any(text(extension, "url") == UNCLOSED for _, extension in objects(expansion, "extension"))
    limited = any(text(parameter, "name") in ("count", "offset") for _, parameter in objects(expansion, "parameter"))
    paged = expansion.get("offset") not in (None, 0)
    return Stored(rows, whole and not (unclosed or limited or paged)) if rows else None


def _contained(expansion: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    ahead = [row for _, row in reversed(objects(expansion, "contains"))]
    while ahead:
        row = ahead.pop()
        if (code := text(row, "code")) and row.get("abstract") is not True:
            yield text(row, "system"), code, text(row, "display")
        ahead.extend(row for _, row in reversed(objects(row, "contains")))
