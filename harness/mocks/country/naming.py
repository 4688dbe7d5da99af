"""What the country calls things in FHIR: its urls, its identifier systems, and the small parts of resources.

Knows how to write a coding, a reference, a name, an address; knows no resource as a whole.
"""

from __future__ import annotations

from typing import Any

from harness.mocks.country import drawing
from harness.mocks.country.words import Word

COUNTRY = "Tamarinda"
CODE = "XT"
"""ISO 3166 leaves XA to XZ to whoever needs a country that is none."""
HOME = "http://tamarinda.example"
FHIR = f"{HOME}/fhir"
MCSD = "https://profiles.ihe.net/ITI/mCSD"
PLACE_TYPES = f"{MCSD}/CodeSystem/IHE.mCSD.Organization.Location.Types"

FACILITY = f"{HOME}/id/facility"
ORG_UNIT = f"{HOME}/id/org-unit"
AREA = f"{HOME}/id/area"
BODY = f"{HOME}/id/organisation"
HEALTH_WORKER = f"{HOME}/id/health-worker"
LICENCE = f"{HOME}/id/licence"
PERSON = f"{HOME}/id/person"

Resource = dict[str, Any]


def code_system(name: str) -> str:
    """The url of a code system of the country."""
    return f"{FHIR}/CodeSystem/{name}"


def value_set(name: str) -> str:
    """The url of a value set of the country."""
    return f"{FHIR}/ValueSet/{name}"


def coding(system: str, code: str, display: str) -> Resource:
    """A Coding."""
    return {"system": system, "code": code, "display": display}


def concept(system: str, code: str, display: str) -> Resource:
    """A CodeableConcept with one coding."""
    return {"coding": [coding(system, code, display)]}


def place_type(code: str) -> Resource:
    """What mCSD wants to know of a place: `facility` or `jurisdiction`."""
    return concept(PLACE_TYPES, code, code.capitalize())


def identifier(system: str, value: str) -> Resource:
    """An official Identifier."""
    return {"use": "official", "system": system, "value": value}


def to(type_: str, id_: str) -> Resource:
    """A Reference, relative as on the server that has both."""
    return {"reference": f"{type_}/{id_}"}


def profile(name: str) -> Resource:
    """A Meta that claims one of mCSD's profiles."""
    return {"profile": [f"{MCSD}/StructureDefinition/IHE.mCSD.{name}"]}


def called(word: Word) -> Resource:
    """`name` and, where there is another script, `alias`."""
    return {"name": word.latin, **({"alias": [word.native]} if word.native else {})}


def human_names(given: Word, family: Word) -> list[Resource]:
    """The name as it is registered and, where there is another script, as its bearer writes it."""
    names = [("official", given.latin, family.latin)]
    if given.native:
        names.append(("usual", given.native, family.native))
    return [
        {"use": use, "text": f"{first} {last}", "family": last, "given": first.split()} for use, first, last in names
    ]


def phone(*about: object) -> Resource:
    """A telephone number; no land has 999."""
    return {"system": "phone", "value": f"+999 2{drawing.digits(1, *about)} {drawing.digits(6, *about, 'line')}"}


def address(city: str, district: str, state: str) -> Resource:
    """An Address in the country."""
    return {"use": "work", "city": city, "district": district, "state": state, "country": CODE}
