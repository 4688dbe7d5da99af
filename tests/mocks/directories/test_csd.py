"""What a facility registry and a health worker registry tell by CSD (ITI-74), over real sockets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.messages import csd, soap
from tests.mocks.directories.csd_on_the_wire import WORKERS, envelope, modified, one, posted, texts


@pytest.fixture(scope="module")
def places(registries: dict[str, str]) -> Any:
    return modified(registries["facility-registry"])


@pytest.fixture(scope="module")
def people(registries: dict[str, str]) -> Any:
    return modified(registries["health-worker-registry"])


def test_a_facility_is_told_of_with_all_that_is_known(places: Any) -> None:
    clinic = one(places, "facility")
    assert texts(clinic, "primaryName") == ["Amani Clinic"]
    assert texts(clinic, "address/addressLine") == ["1 Way", "Kisumu"]
    assert texts(clinic, "geocode/latitude") == ["-0.1"]
    assert texts(clinic, "contactPoint/codedType") == ["+254", "a@b"]
    assert clinic.find(csd.named("record")).get("status") == "106-002"


def test_a_jurisdiction_is_no_facility(places: Any) -> None:
    assert len(list(csd.entities_in(places, "facility"))) == 1


def test_a_facility_leads_to_its_organization_and_that_to_its_own(places: Any) -> None:
    ministry, owner = (one(places, "organization", number) for number in (0, 1))
    inside = f"{csd.named('organizations')}/{csd.named('organization')}"
    assert one(places, "facility").find(inside).get("entityID") == owner.get("entityID")
    assert owner.find(csd.named("parent")).get("entityID") == ministry.get("entityID")
    assert ministry.get("entityID") == "urn:uuid:11111111-1111-1111-1111-111111111111"


def test_a_service_is_told_of_by_its_name(places: Any) -> None:
    assert texts(one(places, "service"), "name") == ["Dispensary"]


def test_a_health_worker_works_where_another_registry_calls_it_the_same(places: Any, people: Any) -> None:
    grace = one(people, "provider")
    inside = f"{csd.named('facilities')}/{csd.named('facility')}"
    assert grace.find(inside).get("entityID") == one(places, "facility").get("entityID")
    assert grace.find(csd.named("organizations")) is None


def test_a_health_worker_is_told_of_with_all_her_names(people: Any) -> None:
    name = "demographic/name/{}"
    grace = one(people, "provider")
    assert [texts(grace, name.format(tag))[0] for tag in ("commonName", "forename", "surname")] == [
        "Grace Achieng",
        "Grace",
        "Achieng",
    ]
    assert texts(grace, "demographic/gender") == ["F"]


def test_a_role_that_changed_has_changed_the_health_worker(registries: dict[str, str], people: Any) -> None:
    before = csd.updated(one(people, "provider"))
    record = json.dumps({"resourceType": "PractitionerRole", "id": "r1", **WORKERS["PractitionerRole/r1"]})
    posted(
        f"{registries['health-worker-registry']}/fhir/PractitionerRole/r1",
        record.encode(),
        "application/fhir+json",
        "PUT",
    )
    after = one(modified(registries["health-worker-registry"]), "provider")
    assert before is not None
    assert csd.updated(after) > before


def test_what_did_not_change_is_not_told_of(registries: dict[str, str]) -> None:
    assert list(csd.entities_in(modified(registries["facility-registry"], "2999-01-01T00:00:00Z"))) == []


@pytest.mark.parametrize(
    "content",
    [csd.modifications_request("yesterday"), csd.element("getModificationsRequest"), csd.element("CSD")],
)
def test_what_asks_since_no_instant_is_a_fault(registries: dict[str, str], content: Any) -> None:
    response = posted(f"{registries['facility-registry']}/soap", envelope(content), soap.content_type())
    fault = soap.fault_in(soap.parse(response.body).content)
    assert (response.status, fault and fault.code) == (400, "Sender")


def test_a_description_says_where_the_service_is(registries: dict[str, str]) -> None:
    response = posted(f"{registries['facility-registry']}/soap?wsdl", b"", method="GET")
    assert f'location="{registries["facility-registry"]}/soap"'.encode() in response.body
