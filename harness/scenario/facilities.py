"""Facilities for scenarios, minted anew in every play: nothing leaks from one casting or run into another."""

from __future__ import annotations

import random
from typing import Any

from harness.messages.fhir import Resource
from harness.scenario.patients import unusual
from harness.scenario.play import current
from harness.transactions.care_services import TYPES, Records, coded

TOWNS = (
    ("Kisumu", "KE", -0.1022, 34.7617),
    ("Bahir Dar", "ET", 11.5936, 37.3908),
    ("Cox's Bazar", "BD", 21.4272, 92.0058),
    ("Bobo-Dioulasso", "BF", 11.1771, -4.2979),
    ("Blantyre", "MW", -15.7861, 35.0058),
)
PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
CONNECTION = "http://terminology.hl7.org/CodeSystem/endpoint-connection-type"
AWAY = 0.35
"""Degrees of latitude between two facilities of one play, about 39 km."""


def unseen(*, beside: Records | None = None) -> Records:
    """A facility that no directory has met: a pair of ``organization`` and ``location``.

    The name of one `beside` another begins with the same word; it is 39 km away, and in everything else it differs.
    """
    play = current()
    number = play.next_person()
    chance = play.chance("facility", number)
    word = beside["organization"]["name"].split()[0] if beside else unusual(chance, syllables=5).capitalize()
    key = f"{play.stage.seed}-{play.id}-{number}"
    name = f"{word} Éast Post" if beside else f"{word} Clinic"
    facts = _facts(name, chance, beside)
    return Records(key, {"organization": _organization(facts), "location": _location(facts)})


def network(*, beside: Records | None = None) -> Records:
    """A facility with all that a directory can tell of it.

    ``area`` and ``area_location`` are the jurisdiction that it lies in, ``endpoint`` is where its systems are reached,
    ``service`` what is offered there, ``affiliation`` how it takes part in a programme of ``area``.
    """
    facility = unseen(beside=beside)
    organization, location = facility["organization"], facility["location"]
    code = organization["type"][1]
    name, number = organization["name"], organization["identifier"][0]["value"]
    other = beside is not None
    area: Resource = {
        "resourceType": "Organization",
        "identifier": [_identifier(f"A{number}")],
        "active": True,
        "type": [coded(TYPES, "jurisdiction")],
        "name": f"{name.split()[0]} District{' East' if other else ''}",
    }
    pair = {"organization": {**organization, "partOf": _to("area"), "endpoint": [_to("endpoint")]}}
    pair["location"] = {**location, "partOf": _to("area_location")}
    around = {"area": area, "area_location": _area_location(area), "endpoint": _endpoint(number, other=other)}
    inside = {"service": _service(name, number, code, other=other), "affiliation": _affiliation(number, code, other)}
    return Records(facility.key, {**around, **pair, **inside})


def _facts(name: str, chance: random.Random, beside: Records | None) -> dict[str, Any]:
    town, country, latitude, longitude = chance.choice(TOWNS)
    if beside is not None:
        first = beside["location"]
        latitude, longitude = first["position"]["latitude"] + AWAY, first["position"]["longitude"]
        town, country = first["address"]["city"], first["address"]["country"]
    else:
        latitude, longitude = round(latitude + chance.random(), 4), round(longitude + chance.random(), 4)
    return {
        "name": name,
        "number": f"F{chance.randrange(10**9):09d}",
        "code": f"kind-{chance.getrandbits(40):010x}",
        "address": {"city": town, "country": country},
        "position": {"longitude": longitude, "latitude": round(latitude, 4)},
        "phone": f"+2542{chance.randrange(10**8):08d}",
        "open": beside is None,
    }


def _organization(facts: dict[str, Any]) -> Resource:
    return {
        "resourceType": "Organization",
        "identifier": [_identifier(facts["number"])],
        "active": facts["open"],
        "type": [coded(TYPES, "facility"), coded(OWN_CODES, facts["code"])],
        "name": facts["name"],
        "telecom": [{"system": "phone", "value": facts["phone"]}],
        "address": [facts["address"]],
    }


def _location(facts: dict[str, Any]) -> Resource:
    return {
        "resourceType": "Location",
        "identifier": [_identifier(f"L{facts['number']}")],
        "status": "active" if facts["open"] else "suspended",
        "name": facts["name"],
        "type": [coded(TYPES, "facility"), coded(OWN_CODES, facts["code"])],
        "telecom": [{"system": "phone", "value": facts["phone"]}],
        "address": facts["address"],
        "physicalType": coded(PHYSICAL, "bu"),
        "position": facts["position"],
        "managingOrganization": _to("organization"),
        "hoursOfOperation": [
            {"daysOfWeek": ["mon", "tue", "wed"], "openingTime": "08:00:00", "closingTime": "16:30:00"}
        ],
    }


def _area_location(area: Resource) -> Resource:
    return {
        "resourceType": "Location",
        "identifier": [_identifier(f"L{area['identifier'][0]['value']}")],
        "status": "active",
        "name": area["name"],
        "type": [coded(TYPES, "jurisdiction")],
        "physicalType": coded(PHYSICAL, "jdn"),
        "managingOrganization": _to("area"),
    }


def _endpoint(number: str, *, other: bool) -> Resource:
    return {
        "resourceType": "Endpoint",
        "identifier": [_identifier(f"E{number}")],
        "status": "suspended" if other else "active",
        "connectionType": {"system": CONNECTION, "code": "hl7-fhir-rest"},
        "managingOrganization": _to("area"),
        "payloadType": [{"text": "any"}],
        "address": f"https://{number.lower()}.example.org/fhir",
    }


def _service(name: str, number: str, code: Any, *, other: bool) -> Resource:
    return {
        "resourceType": "HealthcareService",
        "identifier": [_identifier(f"S{number}")],
        "active": not other,
        "providedBy": _to("organization"),
        "type": [code],
        "location": [_to("location")],
        "name": f"{name} Dispensary",
    }


def _affiliation(number: str, code: Any, other: bool) -> Resource:
    return {
        "resourceType": "OrganizationAffiliation",
        "identifier": [_identifier(f"P{number}")],
        "active": not other,
        "period": {"start": "2011-01-01" if other else "2021-01-01", "end": "2012-12-31" if other else "2022-12-31"},
        "organization": _to("area"),
        "participatingOrganization": _to("organization"),
        "code": [code],
        "endpoint": [_to("endpoint")],
    }


OWN_CODES = "urn:openhie-connectathon-harness:codes"
FACILITIES = "urn:openhie-connectathon-harness:facilities"


def _identifier(value: str) -> dict[str, str]:
    return {"system": FACILITIES, "value": value}


def _to(name: str) -> dict[str, str]:
    return {"reference": f"#{name}"}
