"""A registry that follows two others: what it knows, and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.errors import UsageError
from harness.mocks.directory.configuration import read
from tests.mocks.directories.conftest import soon, total

NUMBER = {"system": "urn:x", "value": "F1"}
CLINIC = {"resourceType": "Organization", "identifier": [NUMBER], "name": "Kisumu", "type": [{"text": "clinic"}]}
BY_NUMBER = "Organization?identifier=urn:x|F1"
WORKER = {
    "resourceType": "Practitioner",
    "identifier": [{"system": "urn:x", "value": "W1"}],
    "name": [{"family": "Okello"}],
}


def role(organization: dict[str, Any], practitioner: str) -> dict[str, Any]:
    """What she does, and where."""
    told = {"practitioner": {"reference": practitioner}, "organization": organization, "code": [{"text": "nurse"}]}
    return {"resourceType": "PractitionerRole", "identifier": [{"system": "urn:x", "value": "R1"}], **told}


def instructed(both: httpx.Client, source: httpx.Client, kind: str) -> int:
    """The status of the answer to a program that has it ask `source`."""
    task = {"action": "ask for updates", "kind": kind}
    told = {"kind": "instruction", "address": str(source.base_url), "task": task}
    return both.post(str(both.base_url).replace("fhir/", "instructions"), json=told).status_code


@pytest.fixture
def facilities(opened: Any) -> httpx.Client:
    client: httpx.Client = opened("facility-registry")
    return client


@pytest.fixture
def workers(opened: Any) -> httpx.Client:
    client: httpx.Client = opened("health-worker-registry")
    return client


@pytest.fixture
def both(following: Callable[..., httpx.Client], facilities: httpx.Client, workers: httpx.Client) -> httpx.Client:
    """What follows the two."""
    return following(facility_registry=facilities, health_worker_registry=workers)


def test_what_is_added_is_known_soon(both: httpx.Client, facilities: httpx.Client) -> None:
    facilities.post("Organization", json=CLINIC)
    assert soon(lambda: total(both, BY_NUMBER), 1)


def test_what_is_changed_is_known_soon(both: httpx.Client, facilities: httpx.Client) -> None:
    id_ = facilities.post("Organization", json=CLINIC).json()["id"]
    assert soon(lambda: total(both, BY_NUMBER), 1)
    facilities.put(f"Organization/{id_}", json={**CLINIC, "id": id_, "name": "Nyala"})
    assert soon(lambda: total(both, "Organization?name=Nyala"), 1)


def test_what_is_removed_is_known_soon(both: httpx.Client, facilities: httpx.Client) -> None:
    id_ = facilities.post("Organization", json=CLINIC).json()["id"]
    assert soon(lambda: total(both, BY_NUMBER), 1)
    facilities.delete(f"Organization/{id_}")
    assert soon(lambda: total(both, BY_NUMBER), 0)


@pytest.mark.parametrize("how", ["by address", "by identifier"])
def test_a_role_leads_to_the_clinic_of_another_registry(
    how: str, both: httpx.Client, facilities: httpx.Client, workers: httpx.Client
) -> None:
    clinic = facilities.post("Organization", json=CLINIC).json()["id"]
    leading = {"reference": f"{facilities.base_url}Organization/{clinic}"}
    worker = workers.post("Practitioner", json=WORKER).json()["id"]
    logical = {"type": "Organization", "identifier": NUMBER}
    workers.post("PractitionerRole", json=role(leading if how == "by address" else logical, f"Practitioner/{worker}"))
    asked = "PractitionerRole?_include=PractitionerRole:practitioner&organization.identifier=urn:x|F1"
    assert soon(lambda: len(both.get(asked).json().get("entry", ())), 2)


def test_a_clinic_of_two_registries_is_one_as_the_facility_registry_tells_it(
    both: httpx.Client, facilities: httpx.Client, workers: httpx.Client
) -> None:
    workers.post("Organization", json={**CLINIC, "name": "A copy"})
    assert soon(lambda: total(both, BY_NUMBER), 1)
    facilities.post("Organization", json=CLINIC)
    assert soon(lambda: total(both, f"{BY_NUMBER}&name=Kisumu"), 1)
    assert total(both, BY_NUMBER) == 1


def test_who_removes_a_copy_removes_no_clinic(
    both: httpx.Client, facilities: httpx.Client, workers: httpx.Client
) -> None:
    facilities.post("Organization", json=CLINIC)
    assert soon(lambda: total(both, BY_NUMBER), 1)
    workers.delete(f"Organization/{workers.post('Organization', json=CLINIC).json()['id']}")
    workers.post("Practitioner", json=WORKER)
    assert soon(lambda: total(both, "Practitioner"), 1)
    assert total(both, BY_NUMBER) == 1


def test_what_is_referred_to_before_it_is_known_is_led_to_when_it_is(
    opened: Any, facilities: httpx.Client, workers: httpx.Client
) -> None:
    clinic = facilities.post("Organization", json=CLINIC).json()["id"]
    worker = workers.post("Practitioner", json=WORKER).json()["id"]
    leading = {"reference": f"{facilities.base_url}Organization/{clinic}"}
    workers.post("PractitionerRole", json=role(leading, f"Practitioner/{worker}"))
    both = opened("interlinked-registry")
    for kind, one in (("PractitionerRole", workers), ("Practitioner", workers), ("Organization", facilities)):
        assert instructed(both, one, kind) == 202
    asked = "PractitionerRole?organization.name=Kisumu&practitioner.family=Okello"
    assert soon(lambda: total(both, asked), 1)


def test_nobody_feeds_it(opened: Any) -> None:
    assert opened("interlinked-registry").post("Organization", json=CLINIC).status_code == 405


def test_it_has_no_screen(opened: Any) -> None:
    both = opened("interlinked-registry")
    asked = {"kind": "question", "task": {"sight": "patient"}}
    assert both.post(str(both.base_url).replace("fhir/", "instructions"), json=asked).json() == {
        "answer": "cannot tell"
    }


@pytest.mark.parametrize("every", ["1e400", "nan", "0", "1e9"])
def test_a_pause_that_no_clock_can_keep_is_refused(tmp_path: Path, every: str) -> None:
    file = tmp_path / "both.toml"
    file.write_text(f'[[sources]]\nactor = "facility_registry"\nbase = "http://127.0.0.1:1/"\nevery = {every}\n')
    with pytest.raises(UsageError, match=r"sources\.0\.every"):
        read(file)
