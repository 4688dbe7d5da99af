"""Everything that some packages define, found by canonical. Knows versions and layers of packages, judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from harness.conformance.looking import objects, text
from harness.conformance.packages import cache
from harness.conformance.packages.element_tree import SnapshotError
from harness.conformance.packages.index import Entry, Index
from harness.conformance.packages.selection import select
from harness.conformance.packages.snapshot import snapshot
from harness.conformance.packages.versions import best, split

Resource = dict[str, Any]
_Place = tuple[Index, Entry]

HOW_TO_GET = "the definitions of FHIR R4 are not installed: run `harness definitions`"
"""What to say where `Definitions.available` is False."""

CORE_URL = "http://hl7.org/fhir/StructureDefinition/"
_AT_HAND = 128
"""Definitions kept parsed: a StructureDefinition is some 300 kB as Python objects."""


@dataclass(frozen=True, slots=True)
class PackageVersion:
    """One package that judges: `sha256` is of the archive's bytes, or of a folder's files with their names."""

    name: str
    version: str
    sha256: str


class Definitions:
    """Everything defined by some packages, the first package that has a canonical wins unless a version is asked for.

    Any thread may read. What is returned is shared: read it, never change it. `notes` tells, a sentence each, what
    could not be had (a dependency that is not installed, say). `compiled` holds what others make of them once (types,
    profiles), by its class.
    """

    def __init__(self, layers: Iterable[Index], *, core: Index | None, notes: Iterable[str] = ()) -> None:
        self._layers = (*layers, *((core,) if core else ()))
        self._places: dict[tuple[str, str], list[_Place]] = {}
        for layer in self._layers:
            for entry in layer.entries:
                self._places.setdefault((entry.kind, entry.url), []).append((layer, entry))
        self._read = lru_cache(maxsize=_AT_HAND)(lambda layer, entry: layer.load(entry))
        self._made: dict[_Place, Resource | SnapshotError] = {}
        self._making = RLock()
        self.compiled: dict[type, Any] = {}
        self.available = core is not None
        self.notes = tuple(notes)
        self.packages = tuple(_version(one) for one in self._layers)
        types = list(_types(core)) if core else []
        self._types = {one.type: one.url for one in types}
        self.resource_types = _named(types, "resource") - {"Resource", "DomainResource"}
        self.data_types = _named(types, "complex-type")
        self.primitive_types = _named(types, "primitive-type")

    def find(self, kind: str, canonical: str) -> Resource | None:
        """The definition of a `kind` ("ValueSet") that `canonical` names: ``url``, ``url|version``, ``url|1.2``.

        A #fragment is passed over. Without a version, the first package that has it decides, and in it the newest.
        """
        place = self._place(kind, canonical)
        return self._read(*place) if place else None

    def type_definition(self, name: str) -> Resource | None:
        """The StructureDefinition of a type of the core: "Patient", "HumanName", "string"."""
        return self.structure(self._types[name]) if name in self._types else None

    def structure(self, canonical: str) -> Resource | None:
        """The StructureDefinition with its snapshot, which is made where it has only a differential.

        None where it is not known, or no snapshot can be made of it: `problem` tells why.
        """
        try:
            return self._with_snapshot(canonical)
        except SnapshotError:
            return None

    def problem(self, canonical: str) -> str:
        """Why `structure` has nothing for this canonical, as the end of a sentence; "" where it has."""
        try:
            known = self._with_snapshot(canonical)
        except SnapshotError as wrong:
            return f"its snapshot cannot be made: {wrong}"
        return "" if known else "no package that is loaded defines it"

    def _with_snapshot(self, canonical: str) -> Resource | None:
        place = self._place("StructureDefinition", canonical)
        found = self._read(*place) if place else None
        if place is None or found is None or objects(found.get("snapshot"), "element"):
            return found
        with self._making:
            if place not in self._made:
                self._made[place] = self._make(place, found)
            made = self._made[place]
        if isinstance(made, SnapshotError):
            raise made
        return made

    def _make(self, place: _Place, found: Resource) -> Resource | SnapshotError:
        url, base = text(found, "url"), text(found, "baseDefinition")
        self._made[place] = SnapshotError(f"{url} is derived from itself")
        try:
            known = self._with_snapshot(base)
            if known is None:
                return SnapshotError(f"{base or 'the base of ' + url}, from which it is derived, is not known")
            return snapshot(found, known, self.structure)
        except SnapshotError as wrong:
            return wrong

    def every(self, kind: str) -> Iterator[Resource]:
        """All definitions of a kind, the first package's first; a canonical that several have comes each time."""
        for layer in self._layers:
            yield from (layer.load(entry) for entry in layer.entries if entry.kind == kind)

    def canonicals(self, kind: str) -> Iterable[str]:
        """The urls of all definitions of a kind, each once, without versions."""
        return [url for known, url in self._places if known == kind and url]

    def told(self, kind: str) -> Iterable[tuple[str, str]]:
        """Url and version of all definitions of a kind, without reading them."""
        return [(url, entry.version) for (known, url), places in self._places.items() if known == kind
                for _, entry in places if url]  # fmt: skip

    def _place(self, kind: str, canonical: str) -> _Place | None:
        url, version = (
            (canonical, "") if (kind, canonical) in self._places else split(canonical)
        )  # a url may have a bar
        places = self._places.get((kind, url), []) if url else []
        if not version:
            places = [place for place in places if place[0] is places[0][0]]
        number = best(version, [entry.version or layer.manifest.version for layer, entry in places])
        return None if number is None else places[number]


def definitions(packages: tuple[str | Path, ...] = (), beneath: tuple[str | Path, ...] = ()) -> Definitions:
    """The core of R4 with these packages on top, the first of them deciding: paths (of a .tgz, a folder, or one
    definition in JSON or XML), or ``name#version`` in a cache. Those `beneath` decide after all others but the core.

    Kept for the life of the process. A UsageError where a package is not there or broken; where only the core is
    missing, `available` is False.
    """
    with _LOCK:
        key = (cache.folder(), tuple(packages), tuple(beneath))
        if key not in _KNOWN:
            chosen = select(packages, beneath)
            made = Definitions(chosen.layers, core=chosen.core, notes=chosen.notes)
            if not made.available:
                return made
            _KNOWN[key] = made
        return _KNOWN[key]


_LOCK = RLock()  # a definition in XML is read with the help of the core
_KNOWN: dict[tuple[Path, tuple[str | Path, ...], tuple[str | Path, ...]], Definitions] = {}


def _version(index: Index) -> PackageVersion:
    return PackageVersion(index.manifest.name, index.manifest.version, index.sha256)


def _types(core: Index) -> Iterator[Entry]:
    """The types of FHIR itself: no profiles, no logical models."""
    return (one for one in core.entries if one.derivation != "constraint" and one.url == CORE_URL + one.type)


def _named(types: Iterable[Entry], sort: str) -> frozenset[str]:
    return frozenset(one.type for one in types if one.sort == sort)
