"""What a terminology service does with which resource, by IHE's names, and what it knows. Knows no requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.messages.fhir import Resource
from harness.mocks.rest.declaration import ALL, Declaration, Kept

_SVCM = "https://profiles.ihe.net/ITI/SVCM"
STATEMENTS = (
    "http://hl7.org/fhir/CapabilityStatement/terminology-server",
    f"{_SVCM}/CapabilityStatement/IHE.SVCM.TerminologyRepository",
)
DECLARED: Declaration = {
    kind: Kept(
        ALL,
        None,
        ("create", "update", "delete"),
        update_create=True,
        profiles=(f"{_SVCM}/StructureDefinition/IHE.SVCM.{kind}",),
    )
    for kind in ("CodeSystem", "ValueSet", "ConceptMap")
}
_OF_EXPANSION = (
    "activeOnly", "check-system-version", "count", "date", "designation", "displayLanguage", "exclude-system",
    "excludeNested", "excludeNotForUI", "excludePostCoordinated", "filter", "force-system-version",
    "includeDefinition", "includeDesignations", "offset", "property", "system-version", "tx-resource",
)  # fmt: skip


def terminology_capabilities(systems: Iterable[tuple[str, str]], *, base: str, date: str) -> Resource:
    """The code systems that are known, by url and version, and how value sets can be expanded."""
    versions: dict[str, set[str]] = {}
    for url, version in systems:
        versions.setdefault(url, set()).add(version)
    known = [
        {"uri": url, **({"version": [{"code": one} for one in sorted(found)]} if all(found) else {})}
        for url, found in sorted(versions.items())
    ]
    made: dict[str, Any] = {
        "resourceType": "TerminologyCapabilities",
        "version": "1",
        "name": "ReferenceTerminologyService",
        "title": "What the reference terminology service knows",
        "status": "active",
        "date": date,
        "kind": "instance",
        "software": {"name": "Reference terminology service"},
        "implementation": {"description": "Reference mock of an OpenHIE terminology service", "url": base},
    }
    told = {
        "expansion": {
            "hierarchical": True,
            "paging": True,
            "incomplete": False,
            "parameter": [{"name": name} for name in _OF_EXPANSION],
        },
        "codeSearch": "all",
        "validateCode": {"translations": True},
        "translation": {"needsMap": False},
        "closure": {"translation": False},
    }
    return {**made, **({"codeSystem": known} if known else {}), **told}
