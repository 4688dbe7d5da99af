from __future__ import annotations

from typing import Any

import pytest

from tests.mocks.client_registry.conftest import (
    NID,
    TEST,
    TEST_A,
    Caller,
    Open,
    issue,
    named,
    numbers,
    patient,
    targets,
)


@pytest.fixture
def merged(registry: Caller) -> Caller:
    registry.feed("new", name=named("Achieng"))
    registry.feed("old", name=named("Otieno"))
    assert registry.merge("old", "new").status_code == 200
    return registry


def test_the_old_identifier_finds_the_survivor(merged: Caller) -> None:
    assert merged.found(identifier=f"{TEST}|old") == ["new"]


def test_a_search_by_name_finds_the_survivor_alone(merged: Caller) -> None:
    assert (merged.found(family="Otieno"), merged.found(family="Achieng")) == ([], ["new"])


def test_the_old_record_is_read_as_inactive(merged: Caller) -> None:
    old = merged.ask("Patient", active="false").json()["entry"][0]["resource"]
    read = merged.ask(f"Patient/{old['id']}").json()

    assert (read["active"], read["link"][0]["type"]) == (False, "replaced-by")
    assert numbers(merged.ask("Patient", _id=old["id"])) == ["old"]


def test_cross_references_stop_using_the_old_identifier(merged: Caller) -> None:
    assert issue(merged.pix("old")) == (404, "not-found")
    assert targets(merged.pix("new")) == []


def test_the_survivor_stays_found_by_the_old_identifier_after_an_update(merged: Caller) -> None:
    merged.feed("new", name=named("Wanjiru"))

    assert merged.found(identifier=f"{TEST}|old") == ["new"]


def test_a_merge_can_be_said_twice(merged: Caller) -> None:
    assert merged.merge("old", "new").status_code == 200
    assert merged.found(identifier=f"{TEST}|old") == ["new"]


def test_merges_lead_on_to_the_last_survivor(merged: Caller) -> None:
    merged.feed("last")
    assert merged.merge("new", "last").status_code == 200

    found = [merged.found(identifier=f"{TEST}|{one}") for one in ("old", "new", "last")]
    assert found == [["last"]] * 3


def test_a_record_that_was_never_fed_can_be_replaced(registry: Caller) -> None:
    registry.feed("new")

    assert registry.merge("old", "new").status_code == 201
    assert registry.found(identifier=f"{TEST}|old") == ["new"]


def test_a_survivor_can_be_named_by_her_record(registry: Caller) -> None:
    id_ = registry.feed("new").json()["id"]
    link = [{"other": {"reference": f"Patient/{id_}"}, "type": "replaced-by"}]

    assert registry.feed("old", active=False, link=link).status_code == 201
    assert registry.found(identifier=f"{TEST}|old") == ["new"]


def test_the_mother_of_a_replaced_child_is_that_of_the_survivor(registry: Caller) -> None:
    new, old = (registry.feed(one).json()["id"] for one in ("new", "old"))
    registry.post("RelatedPerson", {"resourceType": "RelatedPerson", "patient": {"reference": f"Patient/{old}"}})
    registry.merge("old", "new")

    assert registry.ask("RelatedPerson", patient=f"Patient/{new}").json()["total"] == 1


def test_the_survivor_is_forgotten_when_the_old_record_is_removed(merged: Caller) -> None:
    merged.delete(f"Patient?identifier={TEST}|old")

    assert merged.found(identifier=f"{TEST}|old") == []


def test_a_merge_is_known_after_a_restart(open_registry: Open, tmp_path: Any) -> None:
    before = open_registry(data=tmp_path / "data")
    before.feed("new")
    before.merge("old", "new")

    assert open_registry(data=tmp_path / "data").found(identifier=f"{TEST}|old") == ["new"]


def test_a_record_out_of_use_is_found_and_no_longer_cross_referenced(registry: Caller) -> None:
    registry.feed("1", active=False)

    assert registry.found(identifier=f"{TEST}|1") == ["1"]
    assert issue(registry.pix("1")) == (404, "not-found")


REFUSED: dict[str, tuple[dict[str, str], tuple[int, str]]] = {
    "an unknown survivor": ({"new": "nobody"}, (422, "not-found")),
    "herself": ({"new": "old"}, (422, "business-rule")),
    "a survivor in another domain": ({"new": "other", "into": TEST_A}, (422, "business-rule")),
    "a survivor in a domain that nobody serves": ({"new": "x", "into": "urn:x"}, (422, "not-found")),
    "a survivor who is two": ({"new": "9", "into": NID}, (422, "not-found")),
}


@pytest.mark.parametrize(("merge", "refusal"), REFUSED.values(), ids=REFUSED.keys())
def test_a_merge_that_cannot_be_is_refused(registry: Caller, merge: dict[str, str], refusal: tuple[int, str]) -> None:
    for one in ("old", "twin"):
        registry.feed(one, identifier=[{"system": TEST, "value": one}, {"system": NID, "value": "9"}])
    registry.feed("other", system=TEST_A)

    assert issue(registry.merge("old", **merge)) == refusal
    assert registry.found(identifier=f"{TEST}|old") == ["old"]


def test_a_replaced_record_is_not_taken_up_again(merged: Caller) -> None:
    assert issue(merged.feed("old")) == (422, "business-rule")


def test_a_circle_of_merges_is_refused(merged: Caller) -> None:
    assert issue(merged.merge("new", "old")) == (422, "business-rule")


def test_the_survivor_is_no_candidate_twice(merged: Caller) -> None:
    entries = merged.post("Patient/$match", patient("old", name=named("Otieno"))).json().get("entry", [])

    assert "old" not in [one["resource"]["identifier"][0]["value"] for one in entries]
