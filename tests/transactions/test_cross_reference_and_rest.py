from __future__ import annotations

from harness.messages import fhir
from harness.transactions import (
    CapabilitiesQuery,
    CrossReferenceQueryWithoutSource,
    PatientIdentifierCrossReferenceQuery,
    RegisterMother,
)
from tests.transactions.people import HERE, ODD, SOURCE, TAG, THERE, UNTAGGED


def test_a_cross_reference_query_names_its_identifier_escaped() -> None:
    call = PatientIdentifierCrossReferenceQuery(ODD, accept=fhir.XML).call(SOURCE)

    assert (call.method, call.route, call.headers) == ("GET", "Patient/$ihe-pix", (("Accept", fhir.XML),))
    assert call.parameters == [("sourceIdentifier", ODD.token)]


def test_a_cross_reference_query_names_every_domain_that_is_wanted() -> None:
    call = PatientIdentifierCrossReferenceQuery(ODD, [HERE, THERE]).call(SOURCE)

    assert call.parameters[1:] == [("targetSystem", HERE.uri), ("targetSystem", THERE.uri)]


def test_the_person_at_the_keyboard_is_told_which_domains_are_wanted() -> None:
    told = PatientIdentifierCrossReferenceQuery(ODD, [HERE, THERE]).instruction()

    assert f"identifiers in {HERE.uri} and {THERE.uri} it knows {ODD.token}" in told


def test_a_cross_reference_query_without_source_asks_for_nothing() -> None:
    query = CrossReferenceQueryWithoutSource()

    assert (query.call(SOURCE).path, query.wrong) == ("Patient/$ihe-pix", True)


def test_the_capabilities_are_asked_for_in_the_wanted_format() -> None:
    call = CapabilitiesQuery(accept=fhir.XML).call(SOURCE)

    assert (call.method, call.path, call.headers) == ("GET", "metadata", (("Accept", fhir.XML),))


def test_a_mother_is_registered_with_her_child() -> None:
    call = RegisterMother(child="Patient/7", family="Éboué", given="Mercy").call(SOURCE)
    mother = fhir.parse(call.body, call.header("content-type"))

    assert (call.method, call.path, mother["patient"]) == ("POST", "RelatedPerson", {"reference": "Patient/7"})
    assert (mother["name"], mother["meta"]) == ([{"family": "Éboué", "given": ["Mercy"]}], {"tag": [TAG]})


def test_a_mother_carries_no_mark_where_the_run_has_none() -> None:
    call = RegisterMother(child="Patient/7", family="Éboué", given="Mercy").call(UNTAGGED)

    assert "meta" not in fhir.parse(call.body)
