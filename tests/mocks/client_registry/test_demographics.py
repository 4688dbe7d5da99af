from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.mocks.client_registry.conftest import MAIDEN_NAME, NID, TEST, TEST_A, Caller, issue, named, numbers

OID = "urn:oid:2.16.840.1.113883.3.72.5.9.1"
UNKNOWN = "http://ohie.org/test/test_block"


@pytest.fixture
def people(registry: Caller) -> Caller:
    mother = [{"url": MAIDEN_NAME, "valueString": "Wanjiru"}]
    both = [{"system": TEST, "value": "1"}, {"system": NID, "value": "n1"}]
    registry.feed("1", identifier=both, name=named("Éboué"), extension=mother)
    registry.feed("2", name=named("Ebouela", "Otto"), gender="male", birthDate="1990-01-01")
    registry.feed("3", name=named("Otieno"), birthDate="1982")
    return registry


def test_a_bundle_says_what_it_holds_and_what_was_asked(people: Caller) -> None:
    bundle = people.ask("Patient", family="eboue", colour="red").json()
    entry = bundle["entry"][0]

    assert (bundle["type"], bundle["total"], len(bundle["entry"])) == ("searchset", 2, 2)
    assert bundle["link"] == [{"relation": "self", "url": f"{people.base}/Patient?family=eboue"}]
    assert entry["fullUrl"] == f"{people.base}/Patient/{entry['resource']['id']}"


def test_nobody_is_an_empty_bundle(people: Caller) -> None:
    bundle = people.ask("Patient", identifier=f"{TEST}|nobody").json()

    assert (bundle["total"], "entry" in bundle) == (0, False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"family": "EBOUE"}, ["1", "2"]),
        ({"family:exact": "Éboué"}, ["1"]),
        ({"family": "eboue", "gender": "male"}, ["2"]),
        ({"birthdate": "1982"}, ["1", "3"]),
        ({"birthdate": "ap1982"}, ["1", "3"]),
        ({"mothersMaidenName": "wanj"}, ["1"]),
        ({"given": "Otto,Grace"}, ["1", "2", "3"]),
        ({"identifier": "n1"}, ["1"]),
    ],
)
def test_patients_are_found_by_the_profiles_parameters(people: Caller, asked: dict[str, str], found: list[str]) -> None:
    assert people.found(**asked) == found


def test_a_form_is_answered_as_an_address_is(people: Caller) -> None:
    asked = {"family": "eboue", "birthdate": "1982"}
    by_form = people.http.post(f"{people.base}/Patient/_search", data=asked)

    assert by_form.json() == people.ask("Patient", **asked).json()


def test_a_form_and_an_address_are_asked_together(people: Caller) -> None:
    answer = people.http.post(f"{people.base}/Patient/_search?family=eboue", data={"gender": "male"})

    assert numbers(answer) == ["2"]


def test_pages_are_followed_to_the_last(people: Caller) -> None:
    seen, address = [], f"{people.base}/Patient?birthdate=ge1900&_count=1"
    while address:
        bundle = people.http.get(address).json()
        seen += [one["resource"]["identifier"][0]["value"] for one in bundle["entry"]]
        address = next((one["url"] for one in bundle["link"] if one["relation"] == "next"), "")

    assert (seen, bundle["total"]) == (["1", "2", "3"], 3)


def test_only_identifiers_of_the_wanted_domains_are_shown(people: Caller) -> None:
    bundle = people.ask("Patient", family="eboue", identifier=f"{NID}|,{TEST_A}|").json()

    assert bundle["total"] == 1
    assert bundle["entry"][0]["resource"]["identifier"] == [{"system": NID, "value": "n1"}]


def test_a_wanted_domain_is_written_as_it_was_asked_for(people: Caller) -> None:
    bundle = people.ask("Patient", family="eboue", identifier=f"{OID}|").json()

    assert [one["resource"]["identifier"][0]["system"] for one in bundle["entry"]] == [OID, OID]


def test_a_wanted_domain_that_is_unknown_is_said(people: Caller) -> None:
    answer = people.ask("Patient", identifier=f"{TEST}|,{UNKNOWN}|")

    assert issue(answer) == (404, "not-found")
    assert answer.json()["issue"][0]["severity"] == "warning"


def test_an_identifier_of_an_unknown_domain_finds_nobody(people: Caller) -> None:
    assert people.found(identifier=f"{UNKNOWN}|1") == []


FORMATS: list[tuple[str, str, str]] = [
    ("", "", "json"),
    ("*/*", "", "json"),
    ("application/fhir+xml", "", "xml"),
    ("text/html,application/xhtml+xml,*/*;q=0.8", "", "json"),
    ("application/fhir+json;q=0.5, application/fhir+xml", "", "xml"),
    ("application/fhir+xml;q=0, application/json", "", "json"),
    ("application/fhir+xml", "json", "json"),
    ("application/fhir+json", "application/fhir+xml", "xml"),
    ("application/vnd.nobody", "text/xml", "xml"),
]


@pytest.mark.parametrize(("accept", "parameter", "expected"), FORMATS)
def test_the_format_is_as_wanted(people: Caller, accept: str, parameter: str, expected: str) -> None:
    parameters = {"_format": parameter} if parameter else {}
    answer = people.http.get(f"{people.base}/Patient", params=parameters, headers={"Accept": accept})

    assert answer.headers["content-type"] == f"application/fhir+{expected}; charset=utf-8"


@pytest.mark.parametrize("headers", [{"Accept": "text/turtle"}, {"Accept": "application/json;q=nought"}])
def test_a_format_nobody_writes_is_refused(people: Caller, headers: dict[str, str]) -> None:
    search = people.http.get(f"{people.base}/Patient", headers=headers)
    read = people.http.get(f"{people.base}/Patient/x", headers=headers)

    assert (issue(search), issue(read)) == ((406, "not-supported"), (400, "not-supported"))


def test_a_format_parameter_nobody_knows_is_refused(people: Caller) -> None:
    assert issue(people.ask("Patient", _format="turtle")) == (406, "not-supported")


def forwarded(caller: Caller, **headers: str) -> str:
    answer: httpx.Response = caller.http.get(f"{caller.base}/Patient", headers=headers)
    link: dict[str, Any] = answer.json()["link"][0]
    return str(link["url"])


def test_addresses_are_those_the_caller_knows(people: Caller) -> None:
    outside = {"X-Forwarded-Host": "hie.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/cr/"}

    assert forwarded(people, **outside) == "https://hie.example.org/cr/fhir/Patient"
    assert forwarded(people, Host="registry:81") == "http://registry:81/fhir/Patient"
