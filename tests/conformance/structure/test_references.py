"""Where a reference leads: contained resources, entries of a Bundle by the rules of fullUrl, nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions
from harness.conformance.scope import Scope
from harness.conformance.structure.references import resolve
from harness.conformance.terminology import Terminology

BASE = "http://example.org/fhir"
CLINIC = "urn:uuid:0b3a2a3e-2f5c-4b8e-9c36-1f3f3e0e5b11"
WARD = {"resourceType": "Location", "id": "ward"}
PATIENT = {"resourceType": "Patient", "id": "p", "contained": [WARD, "x", {"resourceType": "Basic", "id": "b"}]}


def entry(resource: dict[str, Any], url: str = "") -> dict[str, Any]:
    return {"resource": resource, **({"fullUrl": url} if url else {})}


BUNDLE = {
    "resourceType": "Bundle",
    "entry": [
        entry(PATIENT, f"{BASE}/Patient/p"),
        entry({"resourceType": "Organization", "id": "o"}, f"{BASE}/Organization/o"),
        entry({"resourceType": "Organization", "id": "clinic"}, CLINIC),
        entry({"resourceType": "Device", "id": "d", "meta": {"versionId": "2"}}, f"{BASE}/Device/d"),
        entry({"resourceType": "Person", "id": "q"}, "urn:uuid:0b3a2a3e-2f5c-4b8e-9c36-1f3f3e0e5b12"),
        "no entry",
    ],
}


def scope_in(core: Definitions, index: int) -> Scope:
    """The scope of the resource in one entry of the Bundle."""
    outer = Scope(core, Terminology(core), BUNDLE, BUNDLE, "Bundle")
    resource = BUNDLE["entry"][index]["resource"]  # type: ignore[index]
    return outer.inside(resource, f"Bundle.entry[{index}].resource")


PLACES = {
    "Organization/o": "Bundle.entry[1].resource",
    f"{BASE}/Organization/o": "Bundle.entry[1].resource",
    CLINIC: "Bundle.entry[2].resource",
    "Device/d/_history/2": "Bundle.entry[3].resource",
    "#ward": "Bundle.entry[0].resource.contained[0]",
    "#": "Bundle.entry[0].resource",
}
NOWHERE = ["Organization/clinic", "Device/d/_history/1", "#none", "http://elsewhere.org/Organization/o", "words", ""]


@pytest.mark.parametrize(("reference", "place"), PLACES.items())
def test_a_reference_in_a_bundle_leads_to_its_entry(reference: str, place: str, core: Definitions) -> None:
    found = resolve(reference, scope_in(core, 0))

    assert found is not None
    assert found.where == found.scope.where == place


@pytest.mark.parametrize("reference", NOWHERE)
def test_a_reference_to_what_is_not_here_leads_nowhere(reference: str, core: Definitions) -> None:
    assert resolve(reference, scope_in(core, 0)) is None


def test_a_relative_reference_from_an_entry_without_a_base_goes_by_type_and_id(core: Definitions) -> None:
    found = resolve("Organization/clinic", scope_in(core, 4))

    assert found is not None
    assert found.where == "Bundle.entry[2].resource"


def test_a_contained_resource_knows_its_container_and_its_siblings(core: Definitions) -> None:
    ward = resolve("#ward", scope_in(core, 0))

    assert ward is not None
    places = [found.where for name in ("#", "#b", "Organization/o") if (found := resolve(name, ward.scope))]
    assert places == [
        "Bundle.entry[0].resource",
        "Bundle.entry[0].resource.contained[2]",
        "Bundle.entry[1].resource",
    ]
