from __future__ import annotations

import re
from typing import Any

import pytest

from harness.messages import fhir
from harness.transactions import (
    Call,
    FaultyPatientIdentityFeed,
    Identifier,
    PatientIdentityFeed,
    RemovePatient,
    ResolveDuplicate,
    ResolveDuplicateAcrossDomains,
)
from tests.transactions.people import GRACE, HERE, ODD, SOURCE, TAG, THERE, UNTAGGED, shown

ADDRESS = "Patient?identifier=http%3A%2F%2Fohie.org%2Ftest%2Ftest%7CH1TEST"


def sent(call: Call) -> dict[str, Any]:
    return fhir.parse(call.body, call.header("content-type"))


@pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
def test_a_feed_is_a_conditional_update_by_the_source_s_own_identifier(content_type: str) -> None:
    call = PatientIdentityFeed(GRACE, content_type=content_type).call(SOURCE)

    assert (call.method, call.path) == ("PUT", ADDRESS)
    assert call.headers == (("Content-Type", content_type), ("Accept", content_type))


@pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
def test_a_feed_says_all_that_is_known_of_her(content_type: str) -> None:
    patient = sent(PatientIdentityFeed(GRACE.changed(birth_order=2), content_type=content_type).call(SOURCE))

    assert patient["name"] == [{"use": "official", "family": "Éboué & Söhne", "given": ["Grace", "Atieno"]}]
    assert (patient["birthDate"], patient["gender"], patient["multipleBirthInteger"]) == ("1982-01-07", "female", 2)
    assert patient["extension"][0]["valueString"] == "Juma"
    assert patient["telecom"] == [{"system": "phone", "value": "+254700000001", "use": "mobile"}]
    assert patient["address"] == [{"city": "Kisumu", "country": "KE"}]


def test_a_feed_leaves_out_what_is_not_known() -> None:
    unknown = GRACE.changed(mothers_maiden_name="", phone="", city="", country="KE")
    patient = sent(PatientIdentityFeed(unknown).call(UNTAGGED))

    assert patient["address"] == [{"country": "KE"}]
    assert patient.keys() & {"extension", "telecom", "meta", "multipleBirthInteger"} == set()


def test_a_feed_carries_the_mark_of_the_run() -> None:
    assert sent(PatientIdentityFeed(GRACE).call(SOURCE))["meta"] == {"tag": [TAG]}


def test_a_feed_names_her_in_further_domains_too() -> None:
    patient = sent(PatientIdentityFeed(GRACE, also=[THERE]).call(SOURCE))

    assert [one["system"] for one in patient["identifier"]] == [HERE.uri, THERE.uri]


def test_a_feed_by_oid_names_every_domain_by_its_oid() -> None:
    call = PatientIdentityFeed(GRACE, also=[THERE], by_oid=True).call(SOURCE)

    assert call.parameters == [("identifier", f"urn:oid:{HERE.oid}|H1TEST")]
    assert [one["system"] for one in sent(call)["identifier"]] == [f"urn:oid:{HERE.oid}", f"urn:oid:{THERE.oid}"]


@pytest.mark.parametrize("content_type", [fhir.JSON, fhir.XML])
def test_a_feed_shows_its_patient(content_type: str) -> None:
    feed = PatientIdentityFeed(GRACE, content_type=content_type)
    patient = feed.patient(feed.call(SOURCE))

    assert patient is not None
    assert (patient.identifier, patient.family) == (Identifier(HERE.uri, "H1TEST"), "Éboué & Söhne")


@pytest.mark.parametrize(
    ("path", "value"), [("Patient?identifier=a%7C1", "1"), ("Patient", "H1"), ("Patient?identifier=H9", "H1")]
)
def test_a_patient_is_known_by_the_address_and_else_by_her_first_identifier(path: str, value: str) -> None:
    patient = PatientIdentityFeed(GRACE).patient(Call("PUT", path, (), fhir.serialise(shown().resource)))

    assert patient is not None
    assert patient.identifier.value == value


def test_a_patient_without_identifier_is_known_by_none() -> None:
    patient = PatientIdentityFeed(GRACE).patient(Call("POST", "Patient", (), b'{"resourceType":"Patient"}'))

    assert patient is not None
    assert patient.identifier == Identifier("", "")


def test_a_feed_that_cannot_be_read_shows_nobody() -> None:
    assert PatientIdentityFeed(GRACE).patient(Call("PUT", "Patient", (), b"<html>")) is None


@pytest.mark.parametrize(
    ("formerly", "words"),
    [("", "Register this patient, unless you have"), ("G. Juma", "Correct the record of G. Juma")],
)
def test_the_person_at_the_keyboard_is_told_whom_to_register(formerly: str, words: str) -> None:
    told = PatientIdentityFeed(GRACE.changed(formerly=formerly)).instruction()

    assert told.startswith(words)
    assert told.endswith("Grace Atieno Éboué & Söhne, female, born 1982-01-07")


def test_a_duplicate_is_resolved_by_an_inactive_record_with_a_link() -> None:
    call = ResolveDuplicate(shown("H1", active=True, gender="female"), shown("H2")).call(SOURCE)
    patient = sent(call)

    assert (call.method, call.parameters) == ("PUT", [("identifier", f"{HERE.uri}|H1")])
    assert (patient["active"], patient["gender"], patient["meta"]) == (False, "female", {"tag": [TAG]})
    assert patient["link"] == [
        {"other": {"identifier": {"system": HERE.uri, "value": "H2"}}, "type": "replaced-by"},
    ]


def test_a_message_about_the_survivor_does_not_resolve_the_duplicate() -> None:
    link = {"other": {"identifier": {"system": HERE.uri, "value": "H1"}}, "type": "replaces"}
    survivor = fhir.serialise(shown("H2", link=[link]).resource)

    assert not ResolveDuplicate(shown("H1"), shown("H2")).recognises(Call("PUT", "Patient/7", (), survivor))


def test_a_message_that_cannot_be_read_may_be_the_one_that_is_meant() -> None:
    assert ResolveDuplicate(shown("H1"), shown("H2")).recognises(Call("PUT", "Patient/7", (), b"{H1"))


def test_a_duplicate_across_domains_names_a_survivor_of_the_other() -> None:
    patient = sent(ResolveDuplicateAcrossDomains(shown("H1"), shown("H2"), domain=THERE).call(SOURCE))

    assert patient["link"][0]["other"]["identifier"] == {"system": THERE.uri, "value": "H2"}


def test_a_removal_is_a_conditional_delete() -> None:
    call = RemovePatient(ODD).call(SOURCE)

    assert (call.method, call.body) == ("DELETE", b"")
    assert call.parameters == [("identifier", ODD.token)]


def test_a_removal_shows_nobody() -> None:
    removal = RemovePatient(ODD)

    assert removal.patient(removal.call(SOURCE)) is None


def test_a_feed_without_identifier_lacks_nothing_else() -> None:
    whole = sent(PatientIdentityFeed(GRACE).call(SOURCE))
    call = FaultyPatientIdentityFeed(GRACE, "no identifier").call(SOURCE)

    assert (call.path, sent(call)) == (ADDRESS, {key: value for key, value in whole.items() if key != "identifier"})


def test_a_feed_without_name_lacks_nothing_else() -> None:
    whole = sent(PatientIdentityFeed(GRACE).call(SOURCE))

    assert sent(FaultyPatientIdentityFeed(GRACE, "no name").call(SOURCE)) == {
        key: value for key, value in whole.items() if key != "name"
    }


def test_a_feed_without_domain_is_addressed_rightly() -> None:
    call = FaultyPatientIdentityFeed(GRACE, "no identifier system").call(SOURCE)

    assert (call.path, sent(call)["identifier"]) == (ADDRESS, [{"value": "H1TEST"}])


@pytest.mark.parametrize("fault", ["unknown domain", "domain of another source"])
def test_a_feed_of_another_domain_uses_it_in_both_places(fault: Any) -> None:
    call = FaultyPatientIdentityFeed(GRACE, fault, domain=THERE).call(SOURCE)

    assert call.parameters == [("identifier", f"{THERE.uri}|H1TEST_A")]
    assert sent(call)["identifier"] == [{"system": THERE.uri, "value": "H1TEST_A"}]


def test_a_feed_with_an_unknown_reference_names_an_organisation_that_nobody_made() -> None:
    odd = GRACE.changed(key="a seed of my own: é?#-1")
    patient = sent(FaultyPatientIdentityFeed(odd, "unknown reference").call(SOURCE))

    assert re.fullmatch(r"Organization/[A-Za-z0-9.-]{1,64}", patient["managingOrganization"]["reference"])


@pytest.mark.parametrize("kind", [FaultyPatientIdentityFeed, ResolveDuplicateAcrossDomains])
def test_what_is_wrong_on_purpose_says_so(kind: Any) -> None:
    assert kind.wrong
