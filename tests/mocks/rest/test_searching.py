"""Searches over several types: places, chains, the other way round, order, what comes along, what is shown."""

from __future__ import annotations

import pytest

from tests.mocks.rest.conftest import Caller

NAIROBI = {"latitude": -1.2921, "longitude": 36.8219}
THIKA = {"latitude": -1.0388, "longitude": 37.0834}
MALE = {"latitude": 4.1755, "longitude": 73.5093}


@pytest.fixture
def filled(directory: Caller) -> Caller:
    """A directory with a country, two facilities and two nurses."""
    put = directory.put
    put("Organization/moh", name="Ministry", identifier=[{"system": "urn:o", "value": "1"}])
    put("Organization/clinic", name="Clinic", partOf={"reference": "Organization/moh"})
    put("Location/country", name="Kenya", mode="kind")
    put("Location/a", name="Äußere Klinik", position=NAIROBI, partOf={"reference": "Location/country"})
    put("Location/b", name="Thika", alias=["Chania"], position=THIKA, partOf={"reference": "Location/a"})
    put("Location/c", name="Malé", position=MALE, managingOrganization={"reference": "Organization/clinic"})
    put("Practitioner/grace", name=[{"family": "Wanjiru"}], gender="female")
    put("Practitioner/otto", name=[{"family": "Otieno"}], gender="male")
    nurse = [{"coding": [{"system": "urn:r", "code": "nurse", "display": "Nurse"}], "text": "Community nurse"}]
    at = {"organization": {"reference": "Organization/clinic"}, "location": [{"reference": "Location/a"}]}
    put("PractitionerRole/1", practitioner={"reference": "Practitioner/grace"}, code=nurse, **at)
    put("PractitionerRole/2", practitioner={"reference": "Practitioner/otto"}, active=True)
    logical = {"identifier": {"system": "urn:o", "value": "1"}}
    put("PractitionerRole/3", organization=logical, period={"start": "2020", "end": "2021"})
    return directory


FOUND = {
    "Location?near=-1.29|36.82|5|km": "Location/a",
    "Location?near=-1.29|36.82|5": "Location/a",
    "Location?near=-1.29|36.82|60|km": "Location/a Location/b",
    "Location?near=-1.29|36.82|60000|m": "Location/a Location/b",
    "Location?near=-1.29|36.82": "Location/a Location/b",
    "Location?near=-1.29|36.82|40|[mi_us]&name=thika": "Location/b",
    "Location?near:missing=true": "Location/country",
    "Location?name=chania": "Location/b",
    "Location?name:contains=klinik": "Location/a",
    "Location?partof=a": "Location/b",
    "Location?partof=Location/country": "Location/a",
    "Location?partof.name=kenya": "Location/a",
    "Location?partof.partof.name=kenya": "Location/b",
    "Location?organization.partof:Organization.identifier=urn:o|1": "Location/c",
    "Location?organization:missing=true": "Location/country Location/a Location/b",
    "PractitionerRole?organization.name=clinic": "PractitionerRole/1",
    "PractitionerRole?organization:identifier=urn:o|1": "PractitionerRole/3",
    "PractitionerRole?organization:missing=false": "PractitionerRole/1 PractitionerRole/3",
    "PractitionerRole?organization:Organization=clinic": "PractitionerRole/1",
    "PractitionerRole?role:text=nurse": "PractitionerRole/1",
    "PractitionerRole?role:text=community": "PractitionerRole/1",
    "PractitionerRole?date=2020-05": "",
    "PractitionerRole?date=ge2020-06": "PractitionerRole/3",
    "PractitionerRole?practitioner.gender=male&active=true": "PractitionerRole/2",
    "PractitionerRole?practitioner.gender:not=male": "PractitionerRole/1",
    "Practitioner?_has:PractitionerRole:practitioner:role=nurse": "Practitioner/grace",
    "Practitioner?_has:PractitionerRole:practitioner:organization.name=clinic": "Practitioner/grace",
    "Practitioner?_has:PractitionerRole:practitioner:active=true&gender=male": "Practitioner/otto",
    "Organization?_has:PractitionerRole:organization:_id=1": "Organization/clinic",
    "Location?_has:Location:partof:_has:Location:partof:name=thika": "Location/country",
    "Location?_sort=name": "Location/a Location/b Location/country Location/c",
    "Location?_sort=-name": "Location/b Location/c Location/country Location/a",
    "Location?_sort=partof,-name": "Location/b Location/a Location/c Location/country",
    "Practitioner?_sort=-gender": "Practitioner/otto Practitioner/grace",
    "Location?_id=b&_include=Location:partof": "Location/b Location/a",
    "Location?_id=b&_include:iterate=Location:partof": "Location/b Location/country Location/a",
    "Location?_id=c&_include=Location:organization:Organization": "Location/c Organization/clinic",
    "Location?_id=c&_include=Location:organization:Endpoint": "Location/c",
    "Location?_id=c&_include=*": "Location/c Organization/clinic",
    "Location?_id=country&_revinclude=Location:partof": "Location/country Location/a",
    "Location?_id=country&_revinclude:iterate=Location:partof": "Location/country Location/a Location/b",
    "Location?_id=country&_revinclude=Location:*": "Location/country Location/a",
    "Organization?_id=clinic&_include=Location:organization": "Organization/clinic",
    "Practitioner?_id=grace&_revinclude=PractitionerRole:practitioner": "Practitioner/grace PractitionerRole/1",
    "Practitioner?_id=grace&_revinclude=PractitionerRole:practitioner&_include:iterate=PractitionerRole:organization": (
        "Practitioner/grace Organization/clinic PractitionerRole/1"
    ),
}


@pytest.mark.parametrize(("asked", "names"), FOUND.items())
def test_a_search_finds_and_brings_what_fhir_says(filled: Caller, asked: str, names: str) -> None:
    assert filled.found(asked) == names.split()


REFUSED = [
    "near=here",
    "near=-1.29",
    "near=-1.29|36.82|-5|km",
    "near=-1.29|36.82|5|parsec",
    "near=91|0|5|km",
    "near=nan|0|5|km",
    "near=1|2|3|km|5",
    "near=1||3",
    "near:exact=1|2|3",
    "_count=-1",
    "_sort=colour",
    "_sort=near",
    "partof.colour=red",
    "name.partof=x",
    "partof:Organization.name=x",
    "_has:PractitionerRole:practitioner:role=nurse",
    "_has:Observation:subject:code=1",
    "_has:PractitionerRole:location:colour=red",
    "_has:=1",
    "partof.partof.partof.partof.partof.partof.partof.name=x",
    "status:in=urn:valueset",
    "name:text=x",
    "_summary=some",
    "_elements=a/b",
    "_cursor=e30",
    "_sort=name&_cursor=1-2",
]


@pytest.mark.parametrize("asked", REFUSED)
def test_what_is_not_supported_is_refused_in_words(filled: Caller, asked: str) -> None:
    answer = filled.get(f"Location?{asked}")

    assert (answer.status_code, answer.json()["resourceType"]) == (400, "OperationOutcome")


def test_a_sorted_search_has_pages_that_stay_right(filled: Caller) -> None:
    first = filled.get("Location?_sort=-name&_count=2").json()
    filled.put("Location/z", name="Zomba")
    filled.delete("Location/b")

    next_ = next(one["url"] for one in first["link"] if one["relation"] == "next")
    assert filled.found(next_) == ["Location/country", "Location/a"]


def test_a_strict_search_knows_all_that_is_asked(filled: Caller) -> None:
    strict, known = {"prefer": "handling=strict"}, "name=thika&_format=json&_count=5&_summary=data"

    assert filled.get("Location?colour=red", headers=strict).status_code == 400
    assert filled.get(f"Location?{known}", headers=strict).status_code == 200


SHOWN = {
    "_elements=name": {"resourceType", "id", "meta", "name"},
    "_elements=Location.position": {"resourceType", "id", "meta", "position"},
    "_summary=text": {"resourceType", "id", "meta"},
    "_summary=true": {"resourceType", "id", "meta", "name"},
    "_summary=data": {"resourceType", "id", "meta", "name", "alias", "position", "partOf"},
    "_summary=false": {"resourceType", "id", "meta", "name", "alias", "position", "partOf"},
}


@pytest.mark.parametrize(("asked", "names"), SHOWN.items())
def test_as_much_is_shown_as_is_asked_for(filled: Caller, asked: str, names: set[str]) -> None:
    found = filled.get(f"Location?_id=b&{asked}").json()["entry"][0]["resource"]

    assert set(found) == names
    assert ("tag" in found["meta"]) == (asked != "_summary=false")


def test_a_summary_of_the_count_alone_has_no_entries(filled: Caller) -> None:
    bundle = filled.get("Location?_summary=count").json()

    assert (bundle["total"], "entry" in bundle) == (4, False)


def test_no_total_is_told_where_none_is_wanted(filled: Caller) -> None:
    assert "total" not in filled.get("Location?_total=none").json()
