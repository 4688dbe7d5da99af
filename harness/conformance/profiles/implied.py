"""The profiles that a resource has to meet by what it is about: vital signs (R4 observation-vitalsigns.html).

Knows which codes mean a vital sign, not what its profile asks.
"""

from __future__ import annotations

from typing import Any

from harness.conformance.looking import objects, one, text
from harness.conformance.structure.elements import CORE

LOINC = "http://loinc.org"
VITAL_SIGNS = {
    "85353-1": "vitalspanel",
    "9279-1": "resprate",
    "8867-4": "heartrate",
    "2708-6": "oxygensat",
    "8310-5": "bodytemp",
    "8302-2": "bodyheight",
    "9843-4": "headcircum",
    "29463-7": "bodyweight",
    "39156-5": "bmi",
    "85354-9": "bp",
}
"""The first column of R4's table: codes of LOINC, and the profile that an Observation with one has to meet."""


def implied_by(resource: Any) -> list[str]:
    """The canonicals of the profiles that the code of an Observation implies; of any other resource, none."""
    if resource.get("resourceType") != "Observation":
        return []
    codings = (coding for _, coding in objects(one(resource, "code"), "coding"))
    codes = (text(coding, "code") for coding in codings if text(coding, "system") == LOINC)
    return [CORE + VITAL_SIGNS[code] for code in codes if code in VITAL_SIGNS]
