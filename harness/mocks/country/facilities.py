"""The five hundred facilities: which there are, where, and the pairs and services that tell of them (mCSD).

Knows facilities, not who works in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from harness.mocks.country import drawing, naming
from harness.mocks.country.areas import Area, Point, inside
from harness.mocks.country.codes import Code, codes
from harness.mocks.country.naming import Resource
from harness.mocks.country.words import Word, read

_PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_SPECIAL = ("pharmacy", "laboratory", "maternity-home")
_NAMED_LOCALLY = {"district-hospital": 0, "regional-hospital": 0, "health-centre": 1, "health-post": 2}
_KIND_FIRST = ("fr", "pt", "sw", "ht")
_OWNERS = {
    "clinic": ("for-profit", "ngo", "faith-based"),
    "pharmacy": ("for-profit",),
    "maternity-home": ("for-profit", "faith-based", "community"),
    "district-hospital": ("ministry", "ministry", "ministry", "faith-based", "uniformed"),
    "health-centre": ("local-government", "local-government", "ministry", "faith-based", "ngo"),
    "health-post": ("local-government", "local-government", "community"),
}


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility of a `kind` in a district; `status` is one of Location's."""

    number: int
    kind: str
    name: Word
    district: Area
    region: Area
    town: Word
    position: Point
    owner: str
    status: str

    @property
    def id(self) -> str:
        """The id of its Organization and of its Location."""
        return f"facility-{self.number:04}"

    @property
    def code(self) -> str:
        """Its code in the facility registry."""
        return f"F{self.number:04}-{drawing.digits(2, 'facility', self.number)}"

    @property
    def org_unit(self) -> str:
        """Its code in the health information system: eleven letters and digits, as such systems give them."""
        return drawing.letters(11, "org-unit", self.number)

    @property
    def opens_at_night(self) -> bool:
        """Whether there is always somebody."""
        return "emergency" in self.profile["services"] or self.kind in ("maternity-home", "blood-centre")

    @property
    def profile(self) -> dict[str, Any]:
        """What a facility of this kind offers, and who works there."""
        table: dict[str, Any] = kinds()[self.kind]
        return table


@cache
def kinds() -> dict[str, Any]:
    """Each kind of facility: its services, its staff, how many of it a district has."""
    return read("facilities.toml")


def facilities(areas: Sequence[Area]) -> list[Facility]:
    """All of them, numbered from 1: the country's, those of the regions, those of the districts."""
    by_code = {area.code: area for area in areas}
    planned = [(kind, district, place) for kind, district, place in _plan(areas)]
    return [_facility(number, *one, by_code) for number, one in enumerate(planned, start=1)]


def _plan(areas: Sequence[Area]) -> Iterator[tuple[str, Area, int]]:
    """The kind of each, its district, and the number of its place there; 0 is the town."""
    districts = [area for area in areas if area.kind == "district"]
    capitals = [area for area in districts if area.number == 0]
    yield "national-hospital", capitals[0], 0
    yield "laboratory", capitals[0], 0
    yield from (("blood-centre", capital, 0) for capital in capitals[::2])
    yield from (("regional-hospital", capital, 0) for capital in capitals)
    for number, district in enumerate(districts):
        ordinary = [kind for kind, table in kinds().items() for _ in range(table.get("each_district", 0))]
        for place, kind in enumerate([*ordinary, _SPECIAL[number % len(_SPECIAL)]]):
            yield kind, district, place


def _facility(number: int, kind: str, district: Area, place: int, by_code: dict[str, Area]) -> Facility:
    region, tongue = by_code[district.above], district.tongue
    town = tongue.place(district.number * 12 + place)
    across, up = (0.1 + 0.8 * drawing.fraction("facility", number, axis) for axis in "xy")
    return Facility(
        number=number,
        kind=kind,
        name=_name(number, kind, town, region),
        district=district,
        region=region,
        town=town,
        position=inside(district.corners, across, up),
        owner=drawing.one_of(_OWNERS.get(kind, ("ministry",)), "owner", number),
        status=_status(number),
    )


def _status(number: int) -> str:
    """Most are open; some are shut for a while, some for ever."""
    if number > 20 and number % 61 == 0:
        return "inactive"
    return "suspended" if number > 20 and number % 47 == 0 else "active"


def _name(number: int, kind: str, town: Word, region: Area) -> Word:
    if number <= 2:
        return Word(f"{naming.COUNTRY} National {'Referral Hospital' if number == 1 else 'Reference Laboratory'}")
    if kind in _NAMED_LOCALLY:
        place = region.name if kind == "regional-hospital" else town
        return place.within(region.tongue.kinds[_NAMED_LOCALLY[kind]])
    place = region.name if kind == "blood-centre" else town
    type_ = codes("facility-type")[kind]
    word = type_.names.get(region.tongue.language, type_.display)
    return Word(f"{word} {place.latin}" if region.tongue.language in _KIND_FIRST else f"{place.latin} {type_.display}")


def pairs(every: Sequence[Facility]) -> Iterator[Resource]:
    """The Organization and the Location of each."""
    for facility in every:
        yield _organization(facility)
        yield _location(facility)


def services(every: Sequence[Facility]) -> Iterator[Resource]:
    """The HealthcareServices of each."""
    for facility in every:
        for code in facility.profile["services"]:
            yield _service(facility, codes("service")[code])


def _address(facility: Facility) -> Resource:
    return naming.address(facility.town.latin, facility.district.name.latin, facility.region.name.latin)


def _types(facility: Facility) -> list[Resource]:
    return [naming.place_type("facility"), codes("facility-type")[facility.kind].concept]


def _identifiers(facility: Facility) -> list[Resource]:
    official = naming.identifier(naming.FACILITY, facility.code)
    return [official, {"use": "secondary", "system": naming.ORG_UNIT, "value": facility.org_unit}]


def _organization(facility: Facility) -> Resource:
    at = {"endpoint": [naming.to("Endpoint", f"endpoint-{facility.number:04}")]} if has_endpoint(facility) else {}
    return {
        "resourceType": "Organization",
        "id": facility.id,
        "meta": naming.profile("FacilityOrganization"),
        "identifier": _identifiers(facility),
        "active": facility.status != "inactive",
        "type": [*_types(facility), codes("ownership")[facility.owner].concept],
        **naming.called(facility.name),
        "telecom": [naming.phone("facility", facility.number)],
        "address": [_address(facility)],
        "partOf": naming.to("Organization", facility.district.id),
        **at,
    }


def _location(facility: Facility) -> Resource:
    longitude, latitude = facility.position
    return {
        "resourceType": "Location",
        "id": facility.id,
        "meta": naming.profile("FacilityLocation"),
        "identifier": _identifiers(facility),
        "status": facility.status,
        **naming.called(facility.name),
        "mode": "instance",
        "type": _types(facility),
        "telecom": [naming.phone("facility", facility.number)],
        "address": _address(facility),
        "physicalType": naming.concept(_PHYSICAL, "bu", "Building"),
        "position": {"longitude": longitude, "latitude": latitude},
        "managingOrganization": naming.to("Organization", facility.id),
        "partOf": naming.to("Location", facility.district.id),
        "hoursOfOperation": [_hours(facility)],
    }


def _hours(facility: Facility) -> Resource:
    if facility.opens_at_night:
        return {"daysOfWeek": _DAYS, "allDay": True}
    return {"daysOfWeek": _DAYS[:5], "openingTime": "08:00:00", "closingTime": "16:30:00"}


def _service(facility: Facility, service: Code) -> Resource:
    always = facility.opens_at_night and service.code in ("inpatient", "emergency", "delivery", "caesarean")
    daily = {"daysOfWeek": _DAYS[:5], "availableStartTime": "08:00:00", "availableEndTime": "15:00:00"}
    return {
        "resourceType": "HealthcareService",
        "id": f"{facility.id}-{service.code}",
        "meta": naming.profile("HealthcareService"),
        "identifier": [naming.identifier(f"{naming.HOME}/id/service", f"{facility.code}/{service.code}")],
        "active": facility.status == "active",
        "providedBy": naming.to("Organization", facility.id),
        "type": [service.concept],
        "location": [naming.to("Location", facility.id)],
        "name": f"{service.display}, {facility.name.latin}",
        "availableTime": [{"daysOfWeek": _DAYS, "allDay": True} if always else daily],
    }


def has_endpoint(facility: Facility) -> bool:
    """Whether it has a system of its own that others can reach."""
    return facility.kind in ("national-hospital", "regional-hospital", "district-hospital")
