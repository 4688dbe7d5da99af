from __future__ import annotations

import base64
import json
from typing import Any

import httpx
import pytest

from harness.messages import fhir
from harness.openhie.domains import Domain
from tests.mocks.client_registry.conftest import NID, TEST, TEST_A, Caller, Open, issue, named, patient

OID = "urn:oid:2.16.840.1.113883.3.72.5.9.1"


def test_a_new_patient_is_created(registry: Caller) -> None:
    answer = registry.feed("1")

    assert answer.status_code == 201
    assert answer.headers["location"].startswith(f"{registry.base}/Patient/")


def test_a_known_patient_is_updated(registry: Caller) -> None:
    registry.feed("1")

    assert registry.feed("1", name=named("Otieno")).status_code == 200
    assert registry.found(family="otieno") == ["1"]


def test_a_feed_sent_twice_is_kept_once(registry: Caller) -> None:
    registry.feed("1")
    registry.feed("1")

    assert registry.found() == ["1"]


def test_an_update_is_another_version(registry: Caller) -> None:
    registry.feed("1")
    answer = registry.feed("1", name=named("Otieno"))

    assert (answer.headers["etag"], answer.json()["meta"]["versionId"]) == ('W/"2"', "2")


def test_a_feed_that_fits_several_is_refused(registry: Caller) -> None:
    both = [{"system": NID, "value": "9"}]
    registry.feed("1", identifier=[{"system": TEST, "value": "1"}, *both])
    registry.feed("2", identifier=[{"system": TEST, "value": "2"}, *both])

    answer = registry.put(f"Patient?identifier={NID}|9", patient("1", identifier=both))
    assert issue(answer) == (412, "multiple-matches")


def test_xml_is_taken_and_given(registry: Caller) -> None:
    xml = {"Content-Type": "application/fhir+xml", "Accept": "application/fhir+xml"}
    body = fhir.serialise(patient("1"), fhir.XML)
    answer = registry.http.put(f"{registry.base}/Patient?identifier={TEST}|1", content=body, headers=xml)

    assert answer.status_code == 201
    assert fhir.parse(answer.content, answer.headers["content-type"])["birthDate"] == "1982-05-03"


def test_the_oid_and_the_uri_of_a_domain_are_one(registry: Caller) -> None:
    registry.feed("1", system=OID)

    assert registry.feed("1").status_code == 200
    assert registry.found(identifier=f"{OID}|1") == registry.found(identifier=f"{TEST}|1") == ["1"]


REFUSED: dict[str, tuple[dict[str, Any], tuple[int, str]]] = {
    "no identifier": ({"identifier": None}, (422, "required")),
    "an identifier without system": ({"identifier": [{"value": "1"}]}, (422, "required")),
    "an identifier without value": ({"identifier": [{"system": TEST}]}, (422, "required")),
    "an unknown domain": (
        {"identifier": [{"system": TEST, "value": "1"}, {"system": "urn:x", "value": "1"}]},
        (422, "code-invalid"),
    ),
    "no name": ({"name": None}, (422, "required")),
    "an empty name": ({"name": [{"use": "official"}]}, (422, "required")),
    "another identifier than in the address": (
        {"identifier": [{"system": TEST, "value": "2"}]},
        (422, "business-rule"),
    ),
    "a modifier extension": ({"modifierExtension": [{"url": "urn:x", "valueCode": "a"}]}, (422, "extension")),
    "a modifier extension deep inside": (
        {"contact": [{"gender": "male", "modifierExtension": [{"url": "urn:x", "valueCode": "a"}]}]},
        (422, "extension"),
    ),
    "implicit rules": ({"implicitRules": "urn:x"}, (422, "business-rule")),
    "a reference to nothing": ({"managingOrganization": {"reference": "Organization/1"}}, (422, "not-found")),
    "a reference that is none": ({"managingOrganization": {"reference": "somewhere"}}, (422, "not-found")),
    "a reference to nothing within": ({"managingOrganization": {"reference": "#org"}}, (422, "not-found")),
    "a link without active": (
        {"active": None, "link": [{"type": "seealso", "other": {"display": "x"}}]},
        (422, "invariant"),
    ),
    "a replaced patient who is active": (
        {"link": [{"type": "replaced-by", "other": {"display": "x"}}]},
        (422, "invariant"),
    ),
    "a date that is none": ({"birthDate": "03.05.1982"}, (400, "value")),
    "a code that is none": ({"gender": "F"}, (400, "code-invalid")),
    "an element that FHIR has not": ({"colour": "red"}, (400, "structure")),
    "another type of resource": ({"resourceType": "RelatedPerson"}, (400, "invalid")),
}


@pytest.mark.parametrize(("changes", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_what_may_not_be_kept_is_refused(registry: Caller, changes: dict[str, Any], refusal: tuple[int, str]) -> None:
    answer = registry.feed("1", **changes)

    assert issue(answer) == refusal
    assert registry.found() == []


@pytest.mark.parametrize("reference", ["https://elsewhere.example.org/fhir/Organization/1", "urn:uuid:1", "#org"])
def test_a_reference_that_cannot_be_looked_up_is_taken(registry: Caller, reference: str) -> None:
    contained = [{"resourceType": "Organization", "id": "org", "name": "Clinic"}]
    answer = registry.feed("1", managingOrganization={"reference": reference}, contained=contained)

    assert answer.status_code == 201


@pytest.mark.parametrize(
    "address",
    ["", "?", "?colour=red", "?identifier=", "?identifier:missing=perhaps", f"?identifier={TEST}|1&colour=red"],
)
def test_an_update_that_could_mean_anybody_is_refused(registry: Caller, address: str) -> None:
    answer = registry.put(f"Patient{address}", patient("1"))

    assert answer.status_code == 400
    assert registry.found() == []


def basic(user: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:secret".encode()).decode()


def bearer(claims: dict[str, str]) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"Bearer e30.{payload}.c2ln"


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (basic("clinic-a"), 201),
        (bearer({"client_id": "clinic-a"}), 201),
        (bearer({"sub": "clinic-b"}), 403),
        (basic("clinic-b"), 403),
        ("Basic ?", 403),
        ("Bearer a.?.c", 403),
        ("", 403),
    ],
)
def test_a_domain_takes_feeds_of_its_authority_alone(open_registry: Open, authorization: str, status: int) -> None:
    registry = open_registry(domains=[Domain(TEST_A, authority="clinic-a"), Domain(TEST)])
    address = f"Patient?identifier={TEST_A}|1"

    assert registry.put(address, patient("1", system=TEST_A), Authorization=authorization).status_code == status
    assert registry.feed("2").status_code == 201


def created(registry: Caller, number: str = "1") -> str:
    return str(registry.feed(number).json()["id"])


def test_a_record_is_read_with_all_its_versions(registry: Caller) -> None:
    id_ = created(registry)
    registry.feed("1", name=named("Otieno"))

    assert registry.ask(f"Patient/{id_}").json()["name"] == named("Otieno")
    assert registry.ask(f"Patient/{id_}/_history/1").json()["name"][0]["family"] == "Achieng"
    assert registry.ask(f"Patient/{id_}/_history").json()["total"] == 2


def test_a_record_is_updated_by_its_id(registry: Caller) -> None:
    id_ = created(registry)
    answer = registry.put(f"Patient/{id_}", patient("1", name=named("Otieno"), id=id_))

    assert (answer.status_code, registry.found(family="otieno")) == (200, ["1"])


def test_an_update_of_an_old_version_is_refused(registry: Caller) -> None:
    id_ = created(registry)
    registry.feed("1")

    assert registry.put(f"Patient/{id_}", patient("1"), **{"If-Match": 'W/"1"'}).status_code == 412
    assert registry.put(f"Patient/{id_}", patient("1"), **{"If-Match": 'W/"2"'}).status_code == 200


@pytest.mark.parametrize(("path", "status"), [("Patient/nobody", 404), ("Patient/{id}x", 404)])
def test_an_id_cannot_be_chosen(registry: Caller, path: str, status: int) -> None:
    assert registry.put(path.format(id=created(registry)), patient("1")).status_code == status


def test_an_id_that_differs_from_the_address_is_refused(registry: Caller) -> None:
    assert issue(registry.put(f"Patient/{created(registry)}", patient("1", id="other"))) == (400, "value")


def test_a_record_is_created_by_post(registry: Caller) -> None:
    assert registry.post("Patient", patient("1")).status_code == 201
    assert registry.found() == ["1"]


def test_a_conditional_create_creates_once(registry: Caller) -> None:
    condition = {"If-None-Exist": f"identifier={TEST}|1"}
    answers = [registry.post("Patient", patient("1"), **condition).status_code for _ in range(2)]

    assert answers == [201, 200]
    assert registry.found() == ["1"]


def test_a_conditional_create_that_fits_several_is_refused(registry: Caller) -> None:
    created(registry, "1")
    created(registry, "2")

    assert issue(registry.post("Patient", patient("3"), **{"If-None-Exist": "family=achieng"}))[0] == 412


def test_whoever_wants_no_body_gets_none(registry: Caller) -> None:
    answer = registry.post("Patient", patient("1"), Prefer="return=minimal")

    assert (answer.status_code, answer.content) == (201, b"")


def test_a_removed_patient_is_gone(registry: Caller) -> None:
    id_ = created(registry)
    removal = registry.delete(f"Patient?identifier={TEST}|1")

    assert (removal.status_code, registry.found()) == (204, [])
    assert issue(registry.ask(f"Patient/{id_}")) == (410, "deleted")
    assert [registry.ask(f"Patient/{id_}/_history/{one}").status_code for one in (1, 2)] == [200, 410]


def test_a_removed_patient_can_be_fed_anew(registry: Caller) -> None:
    created(registry)
    registry.delete(f"Patient?identifier={TEST}|1")

    assert registry.feed("1").status_code == 201


REMOVALS: dict[str, tuple[str, int]] = {
    "nobody": (f"Patient?identifier={TEST}|9", 404),
    "several": ("Patient?family=Achieng", 412),
    "everybody": ("Patient", 400),
    "somebody by a typing error": ("Patient?identifer=1", 400),
    "an unknown id": ("Patient/nobody", 404),
}


@pytest.mark.parametrize(("path", "status"), REMOVALS.values(), ids=REMOVALS.keys())
def test_a_removal_that_is_not_of_one_patient_is_refused(registry: Caller, path: str, status: int) -> None:
    created(registry, "1")
    created(registry, "2")

    assert issue(registry.delete(path))[0] == status
    assert registry.found() == ["1", "2"]


def test_a_removal_by_id_can_be_repeated(registry: Caller) -> None:
    id_ = created(registry)

    assert [registry.delete(f"Patient/{id_}").status_code for _ in range(2)] == [204, 204]


def relative(registry: Caller, **changes: Any) -> httpx.Response:
    resource = {
        "resourceType": "RelatedPerson",
        "identifier": [{"system": NID, "value": "mother"}],
        "patient": {"reference": f"Patient/{created(registry)}"},
        "name": named("Achieng", "Mercy"),
    }
    return registry.put(f"RelatedPerson?identifier={NID}|mother", {**resource, **changes})


def test_a_mother_is_kept_and_found_beside_her_child(registry: Caller) -> None:
    assert [relative(registry).status_code for _ in range(2)] == [201, 200]

    bundle = registry.ask("Patient", _revinclude="RelatedPerson:patient").json()
    modes = {one["resource"]["resourceType"]: one["search"]["mode"] for one in bundle["entry"]}
    assert (bundle["total"], modes) == (1, {"Patient": "match", "RelatedPerson": "include"})


def test_a_mother_is_found_by_her_child_under_any_address(registry: Caller) -> None:
    child = relative(registry).json()["patient"]["reference"]
    asked = [child, child.removeprefix("Patient/"), f"{registry.base}/{child}"]

    assert [registry.ask("RelatedPerson", patient=one).json()["total"] for one in asked] == [1, 1, 1]


def test_an_absolute_reference_to_us_becomes_a_relative_one(registry: Caller) -> None:
    child = {"reference": f"{registry.base}/Patient/{created(registry)}"}

    assert relative(registry, patient=child).json()["patient"]["reference"].startswith("Patient/")


def test_a_relative_of_nobody_is_refused(registry: Caller) -> None:
    assert issue(relative(registry, patient={"reference": "Patient/nobody"})) == (422, "not-found")
