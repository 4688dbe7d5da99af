from __future__ import annotations

import json
from typing import Any

import pytest

from harness.checks import feeds
from harness.transactions import Identifier
from tests.valid import meets


def test_a_patient_is_fed_by_an_identifier_of_the_clinics_own_domain(clinic: Any, registry: Any, own: Any) -> None:
    clinic.feeds()
    feeds.updates_by_identifier(registry.last, domain=own)
    assert meets("104-11")(registry.last) is None


def test_all_that_was_told_of_her_is_in_the_feed(clinic: Any, registry: Any) -> None:
    clinic.feeds()
    said = registry.last.body.decode()
    assert all(fact in said for fact in ("Achieng", "Grace", "1982-03-14", "Juma", "+254700000001", "Kisumu", "KE"))


def test_a_feed_in_xml_is_sent_in_xml(clinic: Any, registry: Any, grace: Any) -> None:
    clinic.does("feed", person=grace, content_type="application/fhir+xml")
    assert registry.last.header("content-type") == "application/fhir+xml"
    meets("104-11")(registry.last)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"city": "Mombasa"},
        {"phone": "+254700000009"},
        {"gender": "other"},
        {"family": "Otieno", "formerly": "Grace Achieng, female, born 1982-03-14"},
    ],
    ids=["nothing", "town", "telephone", "gender", "family name"],
)
def test_a_patient_who_changed_keeps_her_identifier(clinic: Any, registry: Any, changes: Any) -> None:
    clinic.feeds()
    clinic.feeds(**changes)
    assert feeds.names_the_same_patient(*registry.requests) is None


@pytest.mark.parametrize(
    "changes", [{"given": "Hope"}, {"birth_date": "1982-03-15"}, {"family": "Otieno"}, {"family": "Achiengh"}]
)
def test_another_person_gets_another_identifier(clinic: Any, registry: Any, changes: Any) -> None:
    clinic.feeds()
    clinic.feeds(**changes)
    assert feeds.asked_identifier(registry.requests[0]) != feeds.asked_identifier(registry.requests[1])


def test_who_is_to_be_corrected_and_was_never_here_is_not_registered(clinic: Any, registry: Any) -> None:
    clinic.feeds(formerly="Grace Otieno, female, born 1982-03-14")
    assert not registry.requests
    assert "There is no Grace Otieno, female, born 1982-03-14 in this clinic." in clinic.page()


def test_a_patient_is_named_in_a_foreign_domain_too(clinic: Any, registry: Any, grace: Any, own: Any) -> None:
    clinic.does("feed", person=grace, also=["urn:a"])
    named = json.loads(registry.last.body)["identifier"]
    assert [(one["system"], one["value"]) for one in named] == [(own.uri, "1000"), ("urn:a", "1000")]


def test_a_patient_is_named_by_the_oid_of_the_clinics_domain(clinic: Any, registry: Any, grace: Any, own: Any) -> None:
    clinic.does("feed", person=grace, by_oid=True)
    assert feeds.asked_identifier(registry.last) == (f"urn:oid:{own.oid}", "1000")


def test_a_duplicate_is_resolved_to_the_survivor(clinic: Any, registry: Any, own: Any) -> None:
    clinic.feeds()
    clinic.feeds(given="Hope")
    clinic.does("resolve duplicate", subsumed=f"{own.uri}|1000", survivor=f"{own.uri}|1001")
    feeds.updates_by_identifier(registry.last, domain=own)
    assert feeds.replaces(registry.last, survivor=Identifier(own.uri, "1001")) is None


def test_a_resolved_number_belongs_to_nobody_any_more(clinic: Any, registry: Any, own: Any) -> None:
    clinic.feeds()
    clinic.feeds(given="Hope")
    clinic.does("resolve duplicate", subsumed="1000", survivor="1001")
    clinic.feeds()
    assert feeds.asked_identifier(registry.last) == (own.uri, "1002")


def test_a_number_stays_hers_where_the_registry_refuses_to_resolve(clinic: Any, registry: Any, own: Any) -> None:
    clinic.feeds()
    clinic.feeds(given="Hope")
    registry.says({"resourceType": "OperationOutcome", "issue": [{"code": "conflict"}]}, 409)
    clinic.does("resolve duplicate", subsumed="1000", survivor="1001")
    clinic.feeds()
    assert feeds.asked_identifier(registry.last) == (own.uri, "1000")


@pytest.mark.parametrize(("subsumed", "survivor"), [("1000", "1000"), ("7", "1000"), ("1000", "|1001")])
def test_a_duplicate_that_cannot_be_resolved_is_not_sent(
    clinic: Any, registry: Any, subsumed: str, survivor: str
) -> None:
    clinic.feeds()
    clinic.does("resolve duplicate", subsumed=subsumed, survivor=survivor)
    assert len(registry.requests) == 1
    assert "✗ Something went wrong" in clinic.page()


def test_a_removed_patient_is_deleted_by_her_identifier(clinic: Any, registry: Any, own: Any) -> None:
    clinic.feeds()
    clinic.does("remove", identifier=f"{own.uri}|1000")
    assert registry.last.method == "DELETE"
    assert feeds.asked_identifier(registry.last) == (own.uri, "1000")


def test_a_removed_patient_is_gone_from_the_clinic_too(clinic: Any, registry: Any, own: Any) -> None:
    clinic.feeds()
    clinic.does("remove", identifier="1000")
    clinic.feeds()
    assert feeds.asked_identifier(registry.last) == (own.uri, "1001")


def test_a_patient_whom_an_earlier_service_fed_can_be_removed(clinic: Any, registry: Any, own: Any) -> None:
    clinic.does("remove", identifier=f"{own.uri}|17")
    assert feeds.asked_identifier(registry.last) == (own.uri, "17")


def test_a_mother_is_a_related_person_of_her_child(clinic: Any, registry: Any) -> None:
    clinic.does("mother", child="Patient/17", family="Juma", given="Esi")
    told = json.loads(registry.last.body)
    assert (told["resourceType"], told["patient"]["reference"]) == ("RelatedPerson", "Patient/17")
