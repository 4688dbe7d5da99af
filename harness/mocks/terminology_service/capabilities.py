"""What a terminology service says of itself: CapabilityStatement and TerminologyCapabilities. Knows no requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.conformance.looking import text
from harness.messages.fhir import Resource
from harness.mocks.rest.capabilities import capability_statement, kept_type
from harness.mocks.search.parameters import SearchTable

_SVCM = "https://profiles.ihe.net/ITI/SVCM"
STATEMENTS = (
    "http://hl7.org/fhir/CapabilityStatement/terminology-server",
    f"{_SVCM}/CapabilityStatement/IHE.SVCM.TerminologyRepository",
)
PROFILES = {kind: f"{_SVCM}/StructureDefinition/IHE.SVCM.{kind}" for kind in ("ValueSet", "CodeSystem", "ConceptMap")}
OPERATIONS = {
    "CodeSystem": ("lookup", "validate-code", "subsumes"),
    "ValueSet": ("expand", "validate-code"),
    "ConceptMap": ("translate",),
}
_INTERACTIONS = ("read", "vread", "update", "delete", "history-instance", "create", "search-type")
_OF_EXPANSION = (
    "activeOnly", "check-system-version", "count", "date", "designation", "displayLanguage", "exclude-system",
    "excludeNested", "excludeNotForUI", "excludePostCoordinated", "filter", "force-system-version",
    "includeDefinition", "includeDesignations", "offset", "property", "system-version", "tx-resource",
)  # fmt: skip


def capabilities(table: SearchTable, *, base: str, date: str) -> Resource:
    """What we can do, as of `date`, for whoever asks at `base`."""
    resources = [_kept(kind, table) for kind in OPERATIONS]
    return capability_statement("terminology service", resources, base=base, date=date, instantiates=STATEMENTS)


def _kept(kind: str, table: SearchTable) -> dict[str, Any]:
    of = "http://hl7.org/fhir/OperationDefinition"
    operations = [{"name": name, "definition": f"{of}/{kind}-{name}"} for name in OPERATIONS[kind]]
    return {
        **kept_type(kind, _INTERACTIONS, table),
        "supportedProfile": [PROFILES[kind]],
        "versioning": "versioned-update",
        "operation": operations,
    }


def terminology_capabilities(systems: Iterable[Resource], *, base: str, date: str) -> Resource:
    """The code systems that are kept, and how value sets can be expanded."""
    versions: dict[str, list[str]] = {}
    for one in systems:
        if text(one, "url") and text(one, "content") != "supplement":
            versions.setdefault(text(one, "url"), []).append(text(one, "version"))
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
