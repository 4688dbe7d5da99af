"""Where the country lies: its regions and districts, their borders, and the pairs that tell of them (mCSD).

Knows geometry and jurisdictions, no facility. It lies in the Indian Ocean where there is no land: twelve regions,
three rows of four, each of four districts. Neighbours share their borders.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.mocks.country import drawing, naming
from harness.mocks.country.naming import Resource
from harness.mocks.country.words import Tongue, Word, tongues

_WEST, _SOUTH, _SIZE = 82.0, -14.0, 3.0
_COLUMNS, _ROWS, _DISTRICTS = 4, 3, 4
_BOUNDARY = "http://hl7.org/fhir/StructureDefinition/location-boundary-geojson"
_PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
_TITLES = {"country": "Republic of {}", "region": "{} Region", "district": "{} District"}

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Area:
    """A jurisdiction: ``country``, ``region`` or ``district``. `corners` run against the clock, longitude first.

    `code` is the number of its region and, after a hyphen, of its district; ``00`` is the country's. A district knows
    how people speak there, and the names of its region and of its town.
    """

    kind: str
    code: str
    name: Word
    above: str
    border: tuple[Point, ...]
    corners: Corners
    tongue: Tongue
    number: int = 0

    @property
    def id(self) -> str:
        """The id of its Organization and of its Location."""
        return f"area-{self.code}"


def areas() -> list[Area]:
    """The country, its regions, their districts."""
    regions = [_region(number, tongue) for number, tongue in enumerate(tongues())]
    rim = tuple(_corner(column, row) for column, row in _rim())
    whole = Area("country", "00", Word(naming.COUNTRY), "", rim, regions[0].corners, tongues()[0])
    districts = [_district(region, number) for region in regions for number in range(_DISTRICTS)]
    return [whole, *regions, *districts]


def inside(corners: Corners, across: float, up: float) -> Point:
    """The point of a quadrangle at so much of its width and height, both from 0 to 1."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    weights = ((1 - across) * (1 - up), across * (1 - up), across * up, (1 - across) * up)
    x = sum(weight * one for weight, one in zip(weights, (ax, bx, cx, dx), strict=True))
    y = sum(weight * one for weight, one in zip(weights, (ay, by, cy, dy), strict=True))
    return round(x, 5), round(y, 5)


def jurisdictions(every: Sequence[Area]) -> Iterator[Resource]:
    """The Organization and the Location of each area, whatever it is part of first."""
    for area in every:
        yield _organization(area)
        yield _location(area)


def _region(number: int, tongue: Tongue) -> Area:
    row, column = divmod(number, _COLUMNS)
    steps = ((column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1))
    first, second, third, fourth = (_corner(*step) for step in steps)
    corners = (first, second, third, fourth)
    return Area("region", tongue.code, tongue.name, "00", corners, corners, tongue)


def _district(region: Area, number: int) -> Area:
    up, across = divmod(number, 2)
    steps = ((across, up), (across + 1, up), (across + 1, up + 1), (across, up + 1))
    first, second, third, fourth = (inside(region.corners, x / 2, y / 2) for x, y in steps)
    corners = (first, second, third, fourth)
    name = region.tongue.place(number * 12)
    return Area("district", f"{region.code}-{number + 1}", name, region.code, corners, corners, region.tongue, number)


def _corner(column: int, row: int) -> Point:
    """A corner of the grid, a little out of line."""
    shift = [(drawing.fraction("corner", column, row, axis) - 0.5) * 0.9 for axis in "xy"]
    return round(_WEST + column * _SIZE + shift[0], 4), round(_SOUTH + row * _SIZE + shift[1], 4)


def _rim() -> Iterator[tuple[int, int]]:
    """The corners around the whole grid, against the clock."""
    yield from ((column, 0) for column in range(_COLUMNS))
    yield from ((_COLUMNS, row) for row in range(_ROWS))
    yield from ((column, _ROWS) for column in range(_COLUMNS, 0, -1))
    yield from ((0, row) for row in range(_ROWS, 0, -1))


def _called(area: Area) -> Resource:
    return {**naming.called(area.name), "name": _TITLES[area.kind].format(area.name.latin)}


def _types(area: Area) -> list[Resource]:
    display = area.kind.capitalize()
    return [naming.place_type("jurisdiction"), naming.concept(naming.code_system("area-kind"), area.kind, display)]


def _organization(area: Area) -> Resource:
    return {
        "resourceType": "Organization",
        "id": area.id,
        "meta": naming.profile("JurisdictionOrganization"),
        "identifier": [naming.identifier(naming.AREA, area.code)],
        "active": True,
        "type": _types(area),
        **_called(area),
        **({"partOf": naming.to("Organization", f"area-{area.above}")} if area.above else {}),
    }


def _location(area: Area) -> Resource:
    longitude, latitude = inside(area.corners, 0.5, 0.5)
    return {
        "resourceType": "Location",
        "id": area.id,
        "meta": naming.profile("JurisdictionLocation"),
        **({"extension": [_boundary(area)]} if area.kind != "district" else {}),
        "identifier": [naming.identifier(naming.AREA, area.code)],
        "status": "active",
        **_called(area),
        "mode": "instance",
        "type": _types(area),
        "physicalType": naming.concept(_PHYSICAL, "jdn", "Jurisdiction"),
        "position": {"longitude": longitude, "latitude": latitude},
        "managingOrganization": naming.to("Organization", area.id),
        **({"partOf": naming.to("Location", f"area-{area.above}")} if area.above else {}),
    }


def _boundary(area: Area) -> Resource:
    """The border as GeoJSON (RFC 7946): a ring is closed, longitude comes first."""
    drawn = {"type": "Polygon", "coordinates": [[*area.border, area.border[0]]]}
    data = base64.b64encode(json.dumps(drawn, separators=(",", ":")).encode()).decode()
    return {"url": _BOUNDARY, "valueAttachment": {"contentType": "application/geo+json", "data": data}}
