"""Profiles and extensions of our own, as a package folder, and what a validator with them says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.conformance import Issue, validate

URL = "http://example.org/harness/StructureDefinition/"
CORE = "http://hl7.org/fhir/StructureDefinition/"
Resource = dict[str, Any]


def profile(name: str, *elements: Resource, of: str = "Patient", **more: Any) -> Resource:
    """A profile on a type by its differential."""
    return {
        "resourceType": "StructureDefinition",
        "url": URL + name,
        "name": name,
        "status": "active",
        "kind": "complex-type" if of in ("Extension", "Address", "Quantity") else "resource",
        "abstract": False,
        "type": of,
        "baseDefinition": CORE + of,
        "derivation": "constraint",
        "differential": {"element": [{"path": of}, *elements]},
        **more,
    }


def found(tmp_path: Path, known: Iterable[Resource], resource: Resource, *profiles: str) -> list[Issue]:
    """What is found in a resource, with these definitions known; best practice left out."""
    for number, one in enumerate(known):
        (tmp_path / f"{number}.json").write_text(json.dumps(one), encoding="utf-8")
    issues = validate(resource, [URL + name for name in profiles], [tmp_path])
    return [issue for issue in issues if "dom-6" not in issue.message]


def places(issues: Iterable[Issue]) -> list[tuple[str, str]]:
    """The severity and place of each issue."""
    return [(issue.severity, issue.expression) for issue in issues]
