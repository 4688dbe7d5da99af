"""Values against profiles, where profiles ask for profiles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.conformance.packages.definitions import Definitions
from tests.conformance.profiles.made import CORE, URL, Resource, found, places, profile

LINK = {"path": "Patient.link.other", "type": [{"code": "Reference", "targetProfile": [f"{URL}linked"]}]}
LINKED = profile("linked", {"path": "Patient.active", "min": 1}, LINK)


def chain(length: int, **last: Any) -> Resource:
    """A Bundle of Patients, each of which is linked to the next."""
    patients = [
        {"active": True, "link": [{"type": "seealso", "other": {"reference": f"Patient/{number + 1}"}}]}
        for number in range(length)
    ]
    rows = enumerate([*patients, last])
    entries = [
        {"fullUrl": f"http://a.org/Patient/{at}", "resource": {"resourceType": "Patient", "id": str(at), **one}}
        for at, one in rows
    ]
    entries[0]["resource"]["meta"] = {"profile": [f"{URL}linked"]}  # type: ignore[index]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def test_what_a_reference_leads_to_over_others_is_held_against_its_profile(core: Definitions, tmp_path: Path) -> None:
    expected = [("error", "Bundle.entry[0].resource.link[0].other")]

    assert core.available
    assert places(found(tmp_path, [LINKED], chain(3, gender="male"))) == expected
    assert found(tmp_path, [LINKED], chain(3, active=True)) == []


def test_a_long_way_of_references_comes_to_an_end(core: Definitions, tmp_path: Path) -> None:
    assert core.available
    assert found(tmp_path, [LINKED], chain(500, gender="male")) == []


def test_a_profile_that_names_itself_comes_to_an_end(core: Definitions, tmp_path: Path) -> None:
    nested = {"path": "Extension.extension", "min": 1, "type": [{"code": "Extension", "profile": [f"{URL}self"]}]}
    itself = profile("self", nested, {"path": "Extension.url", "fixedUri": f"{URL}self"}, of="Extension")
    inner: Resource = {"url": f"{URL}self", "valueString": "a"}
    for _ in range(30):
        inner = {"url": f"{URL}self", "extension": [inner]}
    issues = found(tmp_path, [itself], {"resourceType": "Patient", "extension": [inner]})

    assert core.available
    assert len([issue for issue in issues if issue.severity == "error"]) == 1


def test_a_special_kind_of_a_type_may_stand_as_a_profile(core: Definitions, tmp_path: Path) -> None:
    age = {"path": "Observation.value[x]", "type": [{"code": "Quantity", "profile": [f"{CORE}Age"]}]}
    seen = {"resourceType": "Observation", "status": "final", "code": {"text": "age"}}
    issues = found(tmp_path, [profile("age", age, of="Observation")], {**seen, "valueQuantity": {"value": 1}}, "age")

    assert core.available
    assert [issue.message.partition(":")[0] for issue in issues] == ["age-1"]


def test_a_profile_of_a_type_that_is_not_known_is_not_checked(core: Definitions, tmp_path: Path) -> None:
    unknown = [f"{URL}nowhere", f"{URL}nowhere-else"]
    address = {"path": "Patient.address", "type": [{"code": "Address", "profile": unknown}]}
    patient = {"resourceType": "Patient", "address": [{"city": "A"}]}

    assert core.available
    assert places(found(tmp_path, [profile("a", address)], patient, "a")) == [("information", "Patient.address[0]")]


ODD: list[Any] = [None, 1, "a", [], [[]], [None], {}, {"extension": 1}, [{"url": {}}], [{"reference": []}]]


@pytest.mark.parametrize("value", ODD)
def test_something_malformed_is_no_reason_to_fall_over(core: Definitions, tmp_path: Path, value: Any) -> None:
    address = {"path": "Patient.address", "type": [{"code": "Address", "profile": [f"{URL}nowhere"]}]}
    known = [LINKED, profile("a", address, {"path": "Patient.name.family", "maxLength": 1})]
    names = ("address", "name", "link", "generalPractitioner", "extension", "_active", "contained")
    issues = [
        issue for name in names for issue in found(tmp_path, known, {"resourceType": "Patient", name: value}, "a")
    ]

    assert core.available
    assert [issue for issue in issues if issue.code == "exception"] == []


def subject(reference: Any, core: Definitions, tmp_path: Path, *targets: str) -> list[tuple[str, str]]:
    """What is found in a Patient's managing organization that may point only at `targets`."""
    types = [{"code": "Reference", "targetProfile": [*targets]}]
    known = [profile("managed", {"path": "Observation.focus", "type": types}, of="Observation")]
    resource = {"resourceType": "Observation", "status": "final", "code": {"text": "a"}, "focus": [reference]}
    assert core.available
    return places(found(tmp_path, known, resource, "managed"))


FOCUS = "Observation.focus[0]"


BY_TYPE = [([f"{CORE}bp"], [("information", f"{FOCUS}.reference")]), ([f"{CORE}bp", f"{CORE}Observation"], [])]


@pytest.mark.parametrize(("targets", "told"), BY_TYPE)
def test_a_target_known_by_its_type_is_not_checked_where_a_profile_matters(
    core: Definitions, tmp_path: Path, targets: list[str], told: list[tuple[str, str]]
) -> None:
    assert subject({"reference": "Observation/1"}, core, tmp_path, *targets) == told


def test_a_target_of_which_nothing_is_known_is_not_checked(core: Definitions, tmp_path: Path) -> None:
    urn = {"reference": "urn:uuid:0b8c4c4e-7f0f-4b8f-9b3c-0d9f3f8f6a01"}

    assert ("information", f"{FOCUS}.reference") in subject(urn, core, tmp_path, f"{CORE}Patient")
    assert subject({"identifier": {"value": "1"}}, core, tmp_path, f"{CORE}Patient") == []


def test_a_target_known_by_its_type_alone_is_held_against_that(core: Definitions, tmp_path: Path) -> None:
    group = {"type": "Group", "identifier": {"value": "1"}}

    assert subject(group, core, tmp_path, f"{CORE}Patient") == [("error", FOCUS)]
