"""What is named near a resource: looked up once for a whole Bundle, however many ask."""

from __future__ import annotations

import time

from harness.conformance import validate
from harness.conformance.packages.definitions import Definitions

MANY = 2000


def test_a_bundle_of_many_definitions_is_not_searched_by_each(core: Definitions) -> None:
    base = "http://example.org/fhir/StructureDefinition/"
    entries = [
        {
            "fullUrl": f"{base}{at}",
            "resource": {"resourceType": "StructureDefinition", "id": f"{at}", "url": base + f"{at}"},
        }
        for at in range(MANY)
    ]
    begun = time.process_time()
    issues = validate({"resourceType": "Bundle", "type": "collection", "entry": entries})

    assert core.available
    assert len(issues) > MANY
    assert time.process_time() - begun < 15
