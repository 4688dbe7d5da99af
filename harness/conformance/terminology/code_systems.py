"""Code systems compiled from CodeSystem resources (R4 codesystem.html). Knows concepts, not value sets or bindings.

What a CodeSystem says of its own completeness decides what can be known here: of a ``complete`` one every code, of a
``fragment`` or ``example`` only that a code is there, of ``not-present`` nothing. A ``supplement`` adds to another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

from harness.conformance.looking import objects, text, texts
from harness.conformance.packages.definitions import Definitions
from harness.conformance.terminology.templates import Templates

WELL_KNOWN = {
    "http://snomed.info/sct": "SNOMED CT",
    "http://loinc.org": "LOINC",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://hl7.org/fhir/sid/icd-10": "ICD-10",
    "http://unitsofmeasure.org": "UCUM",
    "urn:ietf:bcp:47": "BCP 47 (languages)",
    "urn:ietf:bcp:13": "BCP 13 (media types)",
    "urn:iso:std:iso:3166": "ISO 3166 (countries)",
    "urn:iso:std:iso:4217": "ISO 4217 (currencies)",
}
"""What people call some code systems (R4 terminologies-systems.html)."""

_Kin = dict[str, dict[str, None]]
_OPEN = "..."
"""The code of HL7 v2 tables that says: no values are suggested, or they are listed elsewhere."""

_INACTIVE = ("retired", "inactive")
_GROUPING = frozenset({"notSelectable", "abstract"})
_ABSTRACT = "http://hl7.org/fhir/concept-properties#notSelectable"
_KEPT = 512


def called(system: str) -> str:
    """A code system's name for a message: ``SNOMED CT``, or its URL."""
    return WELL_KNOWN.get(system, system)


@dataclass(frozen=True, slots=True, eq=False)
class Concept:
    """One concept. `properties` are (code, value as text) pairs; `designations` all other ways to call it, as
    (language, use, value); `parents` and `children` codes one step away; `row` is what it was read from.

    `abstract`: it only groups others and is not to be used itself (``notSelectable``, by whatever name)."""

    code: str
    display: str = ""
    definition: str = ""
    designations: tuple[tuple[str, str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    abstract: bool = False
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def inactive(self) -> bool:
        """Whether it should no longer be used (R4 codesystem.html#status)."""
        return any(
            (name == "inactive" and value == "true") or (name == "status" and value in _INACTIVE)
            for name, value in self.properties
        )

    @property
    def names(self) -> Iterator[str]:
        """Its display and every designation."""
        yield self.display
        yield from (value for _, _, value in self.designations)

    def values(self, name: str) -> tuple[str, ...]:
        """What the property `name` says, the implicit ones of a filter among them (R4 codesystem.html#properties)."""
        if name in ("code", "concept"):
            return (self.code,)
        if name in ("display", "definition"):
            told = self.display if name == "display" else self.definition
            return (told,) if told else ()
        if name in ("parent", "child"):
            return self.parents if name == "parent" else self.children
        said = tuple(value for known, value in self.properties if known == name)
        if said or name != "inactive":
            return said
        return ("true",) if self.inactive else ("false",)


@dataclass(frozen=True, eq=False)
class CodeSystem:
    """A code system as far as it is here. `complete`: a code that is not in `concepts` does not exist."""

    url: str
    version: str
    content: str
    case_sensitive: bool
    complete: bool
    concepts: dict[str, Concept] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()

    def find(self, code: str) -> Concept | None:
        """The concept with this code; by another case too where the code system does not mind, and by a template."""
        found = self.concepts.get(code)
        if found is None and not self.case_sensitive:
            found = self.concepts.get(self._folded.get(code.casefold(), ""))
        if found is None and (form := self._templates.of(code)):
            found = self.concepts[form]
        return found

    @property
    def exact(self) -> bool:
        """Whether only codes as they stand in `concepts` exist: no other case, no template."""
        return self.case_sensitive and not self._templates

    def knows(self, code: str) -> bool | None:
        """Whether the code exists; None where the content is not all here."""
        return True if self.find(code) else False if self.complete else None

    def below(self, code: str) -> frozenset[str]:
        """All codes that the concept subsumes, itself not among them; a circle ends where it began."""
        return self._reached(code, lambda concept: concept.children)

    def above(self, code: str) -> frozenset[str]:
        """All codes that subsume the concept, itself not among them."""
        return self._reached(code, lambda concept: concept.parents)

    @cached_property
    def codes(self) -> frozenset[str]:
        """All codes that are here."""
        return frozenset(self.concepts)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {code.casefold(): code for code in self.concepts}

    @cached_property
    def _templates(self) -> Templates:
        return Templates(self.concepts)

    def _reached(self, code: str, step: Callable[[Concept], tuple[str, ...]]) -> frozenset[str]:
        start = self.find(code)
        found: set[str] = set()
        ahead = list(step(start)) if start else []
        while ahead:
            at = ahead.pop()
            if at not in found and (concept := self.concepts.get(at)):
                found.add(at)
                ahead.extend(step(concept))
        return frozenset(found - {start.code}) if start else frozenset()


class CodeSystems:
    """The code systems of some definitions, each compiled when it is first asked for."""

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self.find = lru_cache(maxsize=_KEPT)(self._find)
        self._supplements: dict[str, list[CodeSystem]] | None = None
        self._lock = Lock()

    def _find(self, url: str, version: str = "") -> CodeSystem | None:
        canonical = f"{url}|{version}" if version else url
        resource = self._definitions.find("CodeSystem", canonical)
        return compiled(resource) if resource else None

    def supplements(self, url: str) -> list[CodeSystem]:
        """Those that add to the code system `url`. The first call reads every CodeSystem there is."""
        with self._lock:
            if self._supplements is None:
                self._supplements = self._read_supplements()
        return self._supplements.get(url, [])

    def _read_supplements(self) -> dict[str, list[CodeSystem]]:
        found: dict[str, list[CodeSystem]] = {}
        for resource in self._definitions.every("CodeSystem"):
            base = text(resource, "supplements").partition("|")[0]
            if base and text(resource, "content") == "supplement":
                found.setdefault(base, []).append(compiled(resource))
        return found


def compiled(resource: dict[str, Any]) -> CodeSystem:
    """A CodeSystem resource as a code system. Whatever is malformed in it is left out."""
    rows = dict(_rows(resource))
    parents, children = _kinships(rows)
    grouping = _GROUPING | {
        text(one, "code") for _, one in objects(resource, "property") if text(one, "uri") == _ABSTRACT
    }
    concepts = {
        code: _concept(row, tuple(parents.get(code, ())), tuple(children.get(code, ())), grouping)
        for code, (row, _) in rows.items()
    }
    return CodeSystem(
        url=text(resource, "url"),
        version=text(resource, "version"),
        content=text(resource, "content"),
        case_sensitive=resource.get("caseSensitive") is True,
        complete=_OPEN not in concepts and _complete(resource, len(concepts)),
        concepts=concepts,
        declared=frozenset(text(one, "code") for _, one in objects(resource, "property")),
    )


def _complete(resource: dict[str, Any], found: int) -> bool:
    """Whether all its codes are here: it says so, says no larger count, and does not compose codes by a grammar."""
    count = resource.get("count")
    whole = not isinstance(count, int) or found >= count
    return text(resource, "content") == "complete" and found > 0 and whole and resource.get("compositional") is not True


def _rows(resource: dict[str, Any]) -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    """Every concept with the code above it, in the order they are written; the last of two with one code counts."""
    ahead = [(one, "") for _, one in reversed(objects(resource, "concept"))]
    while ahead:
        row, above = ahead.pop()
        code = text(row, "code")
        if code:
            yield code, (row, above)
        ahead.extend((one, code or above) for _, one in reversed(objects(row, "concept")))


def _kinships(rows: dict[str, tuple[dict[str, Any], str]]) -> tuple[_Kin, _Kin]:
    """Parents and children by code: nesting, and the properties parent, subsumedBy and child of terminology.hl7.org."""
    parents: dict[str, dict[str, None]] = {}
    children: dict[str, dict[str, None]] = {}
    for upper, lower in _pairs(rows):
        if upper in rows and lower in rows:
            parents.setdefault(lower, {})[upper] = None
            children.setdefault(upper, {})[lower] = None
    return parents, children


def _pairs(rows: dict[str, tuple[dict[str, Any], str]]) -> Iterator[tuple[str, str]]:
    for code, (row, above) in rows.items():
        if above:
            yield above, code
        for name, value in _properties(row):
            if name in ("parent", "subsumedBy"):
                yield value, code
            elif name == "child":
                yield code, value


def _concept(
    row: dict[str, Any], parents: tuple[str, ...], children: tuple[str, ...], grouping: frozenset[str]
) -> Concept:
    properties = tuple(_properties(row))
    return Concept(
        code=text(row, "code"),
        display=text(row, "display"),
        definition=text(row, "definition"),
        designations=tuple(
            (text(one, "language"), text(one.get("use"), "code"), text(one, "value"))
            for _, one in objects(row, "designation")
        ),
        properties=properties,
        parents=parents,
        children=children,
        abstract=any(name in grouping and value == "true" for name, value in properties),
        row=row,
    )


def _properties(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The properties of one concept as texts: ``true``, a number as written, a Coding by its code."""
    for _, one in objects(row, "property"):
        for name, value in one.items():
            if name.startswith("value") and (told := list(_told(value))):
                yield text(one, "code"), told[0]


def _told(value: object) -> Iterable[str]:
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, dict):
        return [code for _, code in texts(value, "code")]
    return (str(value),) if isinstance(value, str | int | float) else ()
