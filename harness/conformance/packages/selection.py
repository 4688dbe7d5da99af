"""Which packages judge: those that were named, what they depend on, and the core. Knows packages, not definitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from harness.conformance.packages import cache
from harness.conformance.packages.index import Index
from harness.conformance.packages.versions import best
from harness.errors import UsageError

_A_CORE = re.compile(r"hl7\.fhir\.r\w+\.core")


@dataclass(slots=True)
class Selection:
    """The packages in the order in which they decide, the core of R4 apart, and what could not be had, in sentences."""

    layers: list[Index] = field(default_factory=list)
    core: Index | None = None
    notes: list[str] = field(default_factory=list)

    def add(self, index: Index) -> None:
        """Take one more."""
        if index.manifest.name == cache.CORE:
            self.core = index
        elif index.sha256 not in {one.sha256 for one in self.layers}:
            self.layers.append(index)


def select(packages: Iterable[str | Path], beneath: Iterable[str | Path] = ()) -> Selection:
    """What the packages named need, and last of all those `beneath`. A UsageError where one is not there or broken."""
    chosen = Selection()
    seen = 0
    for group in (packages, beneath):
        for package in group:
            chosen.add(Index(found(package)))
        while seen < len(chosen.layers):
            index = chosen.layers[seen]
            chosen.notes.extend(_other_release(index))
            _add_dependencies(index, chosen)
            seen += 1
    if chosen.core is None:
        _add_core(chosen)
    return chosen


def found(package: str | Path) -> Path:
    """Where the package lies: `package` is a path, or ``name`` or ``name#version`` of one in a cache."""
    path = Path(package)
    if path.exists():
        return path
    if cache.looks_like_a_name(str(package)):
        name, _, version = str(package).partition("#")
        place = _installed(name, version)
        if place:
            return place
    raise UsageError(
        f"{package}: expected a FHIR package (a .tgz, a folder of JSON definitions, one definition in JSON or XML,"
        f" or name#version of a package"
        f" in {cache.folder() / 'packages'} or ~/.fhir/packages), found none. `harness definitions --list` lists them"
    )


def _add_dependencies(index: Index, chosen: Selection) -> None:
    """To the end of the layers, so that theirs are added in turn."""
    who = f"{index.manifest.name}#{index.manifest.version}"
    for name, version in index.manifest.dependencies.items():
        if _A_CORE.fullmatch(name) or any(_is(one, name, version) for one in chosen.layers):
            continue
        place = _installed(name, version)
        if place is None:
            chosen.notes.append(f"{who} depends on {name}#{version}, which is not installed")
            continue
        try:
            needed = Index(place)
        except UsageError as broken:
            chosen.notes.append(f"{who} depends on {name}#{version}, which is broken: {broken}")
            continue
        other = list(_other_release(needed))
        chosen.notes.extend(f"{who} depends on {note}, and was left out" for note in other)
        if not other:
            chosen.add(needed)


def _add_core(chosen: Selection) -> None:
    place = cache.kept(cache.CORE, cache.CORE_VERSION)
    try:
        chosen.core = Index(place) if place.exists() else None
    except UsageError as broken:
        chosen.notes.append(f"{broken}. Run `harness definitions`")


def _installed(name: str, version: str) -> Path | None:
    at_hand = list(cache.installed(name))
    number = best(version, [offered for _, offered, _ in at_hand])
    return None if number is None else at_hand[number][2]


def _is(index: Index, name: str, version: str) -> bool:
    return index.manifest.name == name and best(version, [index.manifest.version]) is not None


def _other_release(index: Index) -> Iterator[str]:
    """A note where a package is made for another FHIR than R4."""
    manifest = index.manifest
    if manifest.fhir_versions and best("4.0", manifest.fhir_versions) is None:
        yield f"{manifest.name}#{manifest.version} is made for FHIR {', '.join(manifest.fhir_versions)}, not for R4"
