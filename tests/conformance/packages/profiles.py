"""Profiles on R4's own types, and the elements of the snapshots that are made of them."""

from __future__ import annotations

from typing import Any

from harness.conformance.packages.definitions import Definitions
from harness.conformance.packages.snapshot import snapshot
from tests.conformance.packages.made import Resource, definition

TYPES = "http://hl7.org/fhir/StructureDefinition"


def known(core: Definitions, name: str) -> Resource:
    """The StructureDefinition of a type of the core."""
    found = core.type_definition(name)
    assert found is not None
    return found


def element(path: str, sliced: str = "", /, **more: Any) -> Resource:
    """One element of a differential."""
    return {"path": path, **({"sliceName": sliced} if sliced else {}), **more}


def profile(*elements: Resource, of: str = "Patient", **more: Any) -> Resource:
    """A profile on the type `of` with this differential."""
    said = {
        "type": of,
        "derivation": "constraint",
        "baseDefinition": f"{TYPES}/{of}",
        "differential": {"element": [*elements]},
    }
    return definition("p", "StructureDefinition", **(said | more))


def elements(
    core: Definitions, *elements: Resource, of: str = "Patient", base: Resource | None = None
) -> dict[str, Resource]:
    """The elements of the snapshot by id."""
    whole = base or known(core, of)
    return {one["id"]: one for one in snapshot(profile(*elements, of=of), whole, core.structure)["snapshot"]["element"]}
