from __future__ import annotations

from typing import Any

import pytest

from harness.messages import fhir
from harness.transactions import (
    FaultyPatientDemographicsMatch,
    Identifier,
    MobilePatientDemographicsQuery,
    PatientDemographicsMatch,
    RetrievePatient,
)
from tests.transactions.people import GRACE, HERE, ODD, SOURCE

VALUES = ["Éboué", "a|b", "a+b", "Smith & Sons", "a&b", "50%", "a=b", "a/b?c#d", "two words", "Òkè's"]


def test_an_identifier_is_asked_for_by_its_token_escaped() -> None:
    call = MobilePatientDemographicsQuery(ODD).call(SOURCE)

    assert call.path == (
        "Patient?identifier=http%3A%2F%2Fohie.org%2Ftest%2Ftest%7CA%7C1%2B1%3D2%26b%20c%2F%C3%A9%3F%23%25"
    )
    assert (call.method, call.headers) == ("GET", (("Accept", fhir.JSON),))


@pytest.mark.parametrize("form", [False, True])
@pytest.mark.parametrize("value", VALUES)
def test_every_value_arrives_as_it_was_meant(value: str, form: bool) -> None:
    call = MobilePatientDemographicsQuery(f"family:exact={value}&gender=female", form=form).call(SOURCE)

    assert call.parameters == [("family:exact", value), ("gender", "female")]


def test_a_form_is_posted_to_search() -> None:
    call = MobilePatientDemographicsQuery("family=Éboué", form=True, accept=fhir.XML).call(SOURCE)

    assert (call.method, call.path, call.body) == ("POST", "Patient/_search", b"family=%C3%89bou%C3%A9")
    assert call.headers == (("Content-Type", "application/x-www-form-urlencoded"), ("Accept", fhir.XML))


def test_a_parameter_may_stand_twice_and_be_empty() -> None:
    call = MobilePatientDemographicsQuery("given=A&given=B&family=").call(SOURCE)

    assert call.path == "Patient?given=A&given=B&family="


MARKS: dict[str, tuple[Identifier | str, tuple[str, ...]]] = {
    "an identifier": (ODD, ("1+1=2&b c/é?#%",)),
    "a name, not what many share": ("family:exact=Juma&gender=female&birthdate=ge1982-01-01", ("Juma",)),
    "a number, not the domains that are wanted": ("identifier=http://a|17,http://b|", ("17",)),
    "a domain that is all there is": ("identifier=http://a|&_count=2", ("http://a",)),
    "several names": ("family=Juma,Otieno&_format=xml", ("Juma", "Otieno")),
    "what many share, where there is nothing else": ("birthdate=1982&_count=2", ("1982",)),
    "nothing": ("_count=2", ()),
}


@pytest.mark.parametrize(("what", "marks"), MARKS.values(), ids=MARKS.keys())
def test_a_query_is_told_from_others_by_what_tells_one_person_from_others(
    what: Identifier | str, marks: tuple[str, ...]
) -> None:
    assert MobilePatientDemographicsQuery(what).marks() == marks


def test_a_record_is_read_where_it_is_kept() -> None:
    call = RetrievePatient("Patient/a b", accept="text/plain").call(SOURCE)

    assert (call.method, call.path, call.headers) == ("GET", "Patient/a%20b", (("Accept", "text/plain"),))


def asked(match: PatientDemographicsMatch) -> dict[str, Any]:
    call = match.call(SOURCE)
    assert (call.method, call.path) == ("POST", "Patient/$match")
    return fhir.parse(call.body, call.header("content-type"))


def test_a_match_asks_with_parameters() -> None:
    body = asked(PatientDemographicsMatch(GRACE, (ODD,), only_certain=True, count=1))

    assert [one["name"] for one in body["parameter"]] == ["resource", "onlyCertainMatches", "count"]
    assert body["parameter"][0]["resource"]["identifier"] == [{"system": HERE.uri, "value": ODD.value}]
    assert (body["parameter"][1]["valueBoolean"], body["parameter"][2]["valueInteger"]) == (True, 1)


def test_a_match_leaves_out_what_is_not_asked_for() -> None:
    body = asked(PatientDemographicsMatch(GRACE))

    assert [one["name"] for one in body["parameter"]] == ["resource"]
    assert body["parameter"][0]["resource"].keys() & {"identifier", "meta"} == set()


def test_a_bare_match_is_the_patient_alone() -> None:
    assert asked(PatientDemographicsMatch(GRACE, bare=True))["resourceType"] == "Patient"


@pytest.mark.parametrize("kind", [PatientDemographicsMatch, FaultyPatientDemographicsMatch])
def test_extensions_stand_in_the_patient_who_is_asked_about(kind: type[PatientDemographicsMatch]) -> None:
    modifier = {"modifierExtension": [{"url": "http://a", "valueBoolean": True}]}
    patient = asked(kind(GRACE, extensions=modifier))["parameter"][0]["resource"]

    assert patient["modifierExtension"] == modifier["modifierExtension"]


def test_a_match_without_patient_asks_about_nobody() -> None:
    match = FaultyPatientDemographicsMatch(GRACE, without_patient=True)

    assert [one["name"] for one in asked(match)["parameter"]] == ["count"]
    assert (match.wrong, match.unasked) == (True, ())
