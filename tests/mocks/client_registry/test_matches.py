from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.mocks.client_registry.conftest import NID, TEST, TEST_A, Caller, issue, named, patient

GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade"


@pytest.fixture
def people(registry: Caller) -> Caller:
    registry.feed("grace")
    registry.feed("daughter", birthDate="2004-11-20")
    registry.feed("stranger", name=named("Otieno", "Otto"), gender="male", birthDate="1931-02-01")
    return registry


def asked(**changes: Any) -> dict[str, Any]:
    return patient("?", identifier=None, **changes)


def match(registry: Caller, person: dict[str, Any], **parameters: Any) -> httpx.Response:
    given: list[dict[str, Any]] = [{"name": "resource", "resource": person}]
    given += [{"name": name, value_of(value): value} for name, value in parameters.items()]
    return registry.post("Patient/$match", {"resourceType": "Parameters", "parameter": given})


def value_of(value: object) -> str:
    return "valueBoolean" if isinstance(value, bool) else "valueInteger"


def graded(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    found = []
    for entry in answer.json().get("entry", []):
        assert entry["search"]["mode"] == "match"
        assert 0 <= entry["search"]["score"] <= 1
        [extension] = entry["search"]["extension"]
        assert extension["url"] == GRADE
        found.append((entry["resource"]["identifier"][0]["value"], extension["valueCode"]))
    return found


def test_the_likeliest_comes_first_with_its_grade(people: Caller) -> None:
    assert graded(match(people, asked())) == [("grace", "certain"), ("daughter", "possible")]


def test_a_bare_patient_is_enough(people: Caller) -> None:
    assert graded(people.post("Patient/$match", asked()))[0] == ("grace", "certain")


@pytest.mark.parametrize(
    ("changes", "grade"),
    [
        ({"name": named("Achiengg")}, "probable"),
        ({"birthDate": "1982"}, "probable"),
        ({"gender": "male"}, "probable"),
        ({"birthDate": None}, "probable"),
        ({"birthDate": "1982-05-04"}, "probable"),
        ({"birthDate": "1941-12-17"}, "possible"),
    ],
)
def test_what_differs_makes_it_less_sure(people: Caller, changes: dict[str, Any], grade: str) -> None:
    assert ("grace", grade) in graded(match(people, asked(**changes)))


def test_a_name_alone_is_never_certain(people: Caller) -> None:
    found = graded(match(people, {"resourceType": "Patient", "name": [{"family": "Achieng"}]}))

    assert {grade for _, grade in found} == {"possible"}


def test_a_shared_identifier_is_certain(people: Caller) -> None:
    only = {"resourceType": "Patient", "identifier": [{"system": TEST, "value": "stranger"}]}

    assert graded(match(people, only)) == [("stranger", "certain")]


def test_only_the_certain_one_comes_when_that_is_wanted(people: Caller) -> None:
    assert graded(match(people, asked(), onlyCertainMatches=True)) == [("grace", "certain")]


def test_nobody_comes_when_nobody_is_certain(people: Caller) -> None:
    assert graded(match(people, asked(birthDate="1982"), onlyCertainMatches=True)) == []


def test_nobody_comes_when_two_people_are_certain(registry: Caller) -> None:
    registry.feed("1", system=TEST_A, identifier=[{"system": TEST_A, "value": "1"}, {"system": NID, "value": "9"}])
    registry.feed("2", birthDate="1982-05-04")
    both = [{"system": NID, "value": "9"}, {"system": TEST, "value": "2"}]
    person = {"resourceType": "Patient", "identifier": both}

    assert graded(match(registry, person, onlyCertainMatches=True)) == []


def test_two_records_of_one_person_are_one_certain_match(registry: Caller) -> None:
    registry.feed("1")
    registry.feed("2", system=TEST_A)

    assert graded(match(registry, asked(), onlyCertainMatches=True)) == [("1", "certain")]


def test_no_more_come_than_were_wanted(people: Caller) -> None:
    assert graded(match(people, asked(), count=1)) == [("grace", "certain")]


def test_somebody_nobody_knows_is_nobody(people: Caller) -> None:
    answer = match(people, asked(name=named("Zulu", "Hope"), birthDate="1955-01-31"))

    assert (answer.json()["total"], graded(answer)) == (0, [])


def test_a_patient_out_of_use_is_no_candidate(people: Caller) -> None:
    people.feed("grace", active=False)

    assert graded(match(people, asked())) == [("daughter", "possible")]


def test_an_extension_that_nobody_knows_does_no_harm(people: Caller) -> None:
    person = asked(extension=[{"url": "urn:never-heard-of", "valueString": "x"}])

    assert graded(match(people, person))[0] == ("grace", "certain")


def parameters(*given: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Parameters", "parameter": list(given)}


PERSON = {"name": "resource", "resource": asked()}
REFUSED: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "nobody": (parameters({"name": "count", "valueInteger": 1}), (400, "required")),
    "no parameters": ({"resourceType": "Parameters"}, (400, "required")),
    "two people": (parameters(PERSON, PERSON), (400, "invalid")),
    "a parameter nobody knows": (parameters(PERSON, {"name": "colour", "valueString": "red"}), (400, "invalid")),
    "a count of none": (parameters(PERSON, {"name": "count", "valueInteger": 0}), (400, "value")),
    "a count in words": (parameters(PERSON, {"name": "count", "valueString": "one"}), (400, "value")),
    "something that is no patient": (
        parameters({"name": "resource", "resource": {"resourceType": "RelatedPerson", "patient": {"display": "x"}}}),
        (400, "required"),
    ),
    "another resource": ({"resourceType": "RelatedPerson", "patient": {"display": "x"}}, (400, "invalid")),
    "a modifier extension": (
        parameters({"name": "resource", "resource": asked(modifierExtension=[{"url": "urn:x", "valueCode": "a"}])}),
        (400, "extension"),
    ),
    "a date that is none": (parameters({"name": "resource", "resource": asked(birthDate="x")}), (400, "value")),
}


@pytest.mark.parametrize(("body", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_a_question_that_is_none_is_refused(people: Caller, body: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert issue(people.post("Patient/$match", body)) == refusal
