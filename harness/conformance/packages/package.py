"""A FHIR package: what it says of itself, and the definitions in it. Knows package.json and ``resourceType``, no rule.

https://hl7.org/fhir/packages.html, https://confluence.hl7.org/display/FHIR/NPM+Package+Specification
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.conformance.packages.archive import files
from harness.errors import UsageError

Resource = dict[str, Any]

MANIFEST = "package.json"
FOUND_BY_URL = frozenset({"StructureDefinition", "SearchParameter", "CompartmentDefinition", "StructureMap"})
"""The kinds whose url R4 demands (1..1): without one, nothing could name them."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What package.json says; of a folder without one, the folder's name and no version."""

    name: str
    version: str = ""
    fhir_versions: tuple[str, ...] = ()
    dependencies: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, said: object, otherwise: str) -> Manifest:
        """`said` is package.json, parsed, however odd; `otherwise` a name where it tells none."""
        known: dict[str, Any] = said if isinstance(said, dict) else {}
        versions = known.get("fhirVersions") or known.get("fhir-version-list")
        needs = known.get("dependencies")
        return cls(
            name=_text(known.get("name")) or otherwise,
            version=_text(known.get("version")),
            fhir_versions=tuple(map(_text, versions)) if isinstance(versions, list) else (),
            dependencies={name: _text(version) for name, version in needs.items()} if isinstance(needs, dict) else {},
        )


class Package:
    """The package at `path`. `manifest` tells its folder's name until `read` has come past package.json."""

    def __init__(self, path: Path) -> None:
        self.path, self.manifest = path, Manifest(_name_of(path))

    def read(self) -> Iterator[tuple[Resource, bytes]]:
        """Each definition, parsed and as it is written.

        A UsageError where the package, or one of its definitions, is broken, or where it has none.
        """
        empty = True
        for name, content in files(self.path):
            parsed = _parsed(self.path, name, content)
            if name == MANIFEST:
                self.manifest = Manifest.of(parsed, self.manifest.name)
            elif isinstance(parsed, dict) and _text(parsed.get("resourceType")):
                _named(self.path, name, parsed)
                empty = False
                yield parsed, content
        if empty:
            raise UsageError(
                f"{self.path}: expected a FHIR package with definitions in JSON, found none. Is it the right one?"
            )


def _name_of(path: Path) -> str:
    resolved = path.resolve()
    return resolved.parent.name if resolved.name == "package" else resolved.name.removesuffix(".tgz")


def _parsed(path: Path, name: str, content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as wrong:
        why = "nested too deeply" if isinstance(wrong, RecursionError) else wrong
        raise UsageError(f"{path}: {name} is not JSON ({why}). Mend the file, or take it out of the package") from wrong


def _named(path: Path, name: str, resource: Resource) -> None:
    """Refuse a definition that nothing could name."""
    kind, url = resource["resourceType"], resource.get("url")
    if kind in FOUND_BY_URL and not _text(url):
        raise UsageError(f"{path}: {name}: expected a {kind} with a url, found {json.dumps(url)[:80]}. Give it one")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
