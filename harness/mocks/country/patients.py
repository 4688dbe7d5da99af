"""A few hundred people for a client registry, each under a number of the country. Knows patients, no worker."""

from __future__ import annotations

from collections.abc import Iterator

from harness.mocks.country import drawing, naming
from harness.mocks.country.naming import Resource
from harness.mocks.country.words import Tongue, tongues

_EACH_REGION = 25
_AFTER_WORKERS = 200
"""Patients go on where the names of the workers end."""
_MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName"
_PROFILE = "https://profiles.ihe.net/ITI/PDQm/StructureDefinition/IHE.PDQm.Patient"


def patients() -> Iterator[Resource]:
    """So many of each region."""
    for tongue in tongues():
        for number in range(_EACH_REGION):
            yield _patient(tongue, number)


def _patient(tongue: Tongue, number: int) -> Resource:
    given, family, gender = tongue.person(_AFTER_WORKERS + number)
    mark = f"{tongue.code}{number:03}"
    _, mother, _ = tongue.person(_AFTER_WORKERS + number * 5 + 3)
    born = drawing.day_in(1938, 2025, "patient", mark)
    died = {"deceasedBoolean": True} if born.year < 1942 else {}
    return {
        "resourceType": "Patient",
        "id": f"patient-{mark}",
        "meta": {"profile": [_PROFILE]},
        "extension": [{"url": _MAIDEN_NAME, "valueString": mother.latin}],
        "identifier": [naming.identifier(naming.PERSON, f"{mark}{drawing.digits(5, 'person', mark)}")],
        "active": True,
        "name": naming.human_names(given, family),
        "telecom": [{**naming.phone("patient", mark), "use": "mobile"}],
        "gender": gender,
        "birthDate": born.isoformat(),
        **died,
        "address": [_home(tongue, number)],
    }


def _home(tongue: Tongue, number: int) -> Resource:
    place, town = tongue.place(number % 48), tongue.place(number % 48 // 12 * 12)
    return {**naming.address(place.latin, town.latin, tongue.name.latin), "use": "home"}
