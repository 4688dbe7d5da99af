"""Batches and transactions: what is done together, and what is not done at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mocks.rest.conftest import Caller

ORGANIZATION, PLACE = "urn:uuid:7d2a4a34-0f0c-4a7e-9d0b-6a1f0a9a8c01", "urn:uuid:7d2a4a34-0f0c-4a7e-9d0b-6a1f0a9a8c02"
SYSTEM = "urn:s"


def entry(method: str, url: str, resource: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    asked = {name: more.pop(name) for name in ("ifMatch", "ifNoneExist") if name in more}
    made = {"request": {"method": method, "url": url, **asked}, **more}
    return {**made, "resource": resource} if resource is not None else made


def place(name: str = "A", **elements: Any) -> dict[str, Any]:
    return {"resourceType": "Location", "name": name, **elements}


def organization(**elements: Any) -> dict[str, Any]:
    return {"resourceType": "Organization", "name": "O", **elements}


def statuses(directory: Caller, kind: str, *entries: dict[str, Any]) -> list[str]:
    answer = directory.carried_out(kind, *entries)
    assert answer.status_code == 200, answer.text
    return [one["response"]["status"] for one in answer.json()["entry"]]


def test_entries_refer_to_each_other_before_anything_has_an_id(directory: Caller) -> None:
    at = place(managingOrganization={"reference": ORGANIZATION}, partOf={"reference": PLACE})
    told = statuses(
        directory,
        "transaction",
        entry("POST", "Location", at),
        entry("POST", "Organization", organization(), fullUrl=ORGANIZATION),
        entry("PUT", "Location/country", place("Country", id="country"), fullUrl=PLACE),
    )
    assert told == ["201 Created"] * 3
    assert directory.found("Location?organization.name=o&partof=Location/country&_count=0") == []
    assert len(directory.found("Location?organization.name=o&partof=Location/country")) == 1


def test_an_answer_stands_where_its_question_stood(directory: Caller) -> None:
    directory.put("Location/gone", name="Gone")
    answer = directory.carried_out(
        "transaction",
        entry("GET", "Location?name=new"),
        entry("PUT", "Location/new", place("New", id="new")),
        entry("DELETE", "Location/gone"),
    ).json()
    assert answer["type"] == "transaction-response"
    assert [one["response"]["status"] for one in answer["entry"]] == ["200 OK", "201 Created", "204 No Content"]
    assert answer["entry"][0]["resource"]["total"] == 1
    assert answer["entry"][1]["response"]["location"] == "Location/new/_history/1"


WRONG = {
    "a resource that is not valid": (entry("POST", "Location", place(status="closed")), 400),
    "a reference that leads nowhere": (entry("POST", "Location", place(partOf={"reference": "Location/none"})), 422),
    "a placeholder that nobody has": (
        entry("POST", "Location", place(partOf={"reference": "Location?name=none"})),
        412,
    ),
    "an old version": (entry("PUT", "Location/a", place(id="a"), ifMatch='W/"7"'), 412),
    "a version that is no text": (entry("PUT", "Location/a", place(id="a"), ifMatch=5), 400),
    "a search for nothing": (entry("POST", "Location", place(), ifNoneExist=""), 400),
    "a type that is not kept": (entry("POST", "Patient", {"resourceType": "Patient"}), 404),
    "what is not declared": (entry("PUT", "Endpoint/e", {"resourceType": "Endpoint"}), 405),
    "a method of others": (entry("PATCH", "Location/a", place(id="a")), 400),
    "no resource": (entry("POST", "Location"), 400),
    "a resource of no type": (entry("POST", "Location", {"name": "A"}), 400),
    "no request": ({"resource": place()}, 400),
    "a word": ("a word", 400),
    "a Bundle": (entry("POST", "", {"resourceType": "Bundle", "type": "batch"}), 400),
    "a search of nonsense": (entry("GET", "Location?_count=-1"), 400),
    "the same one again": (entry("PUT", "Location/new", place(id="new")), 400),
    "an id of another": (entry("PUT", "Location/x", place(id="y")), 400),
    "a broken escape": (entry("GET", "Location?name=%"), 400),
}


@pytest.mark.parametrize(("wrong", "status"), WRONG.values(), ids=WRONG.keys())
def test_half_a_transaction_is_none(directory: Caller, wrong: Any, status: int) -> None:
    directory.put("Location/a", name="A")
    good = (entry("PUT", "Location/new", place("New", id="new")), entry("DELETE", "Location/a"))
    answer = directory.carried_out("transaction", *good, wrong)

    assert (answer.status_code, answer.json()["resourceType"]) == (status, "OperationOutcome")
    assert directory.found("Location") == ["Location/a"]
    assert len(directory.get("_history").json()["entry"]) == 1


@pytest.mark.parametrize("what", [one for one in WRONG if one != "the same one again"])
def test_a_batch_does_the_rest(directory: Caller, what: str) -> None:
    directory.put("Location/a", name="A")
    told = statuses(directory, "batch", WRONG[what][0], entry("PUT", "Location/b", place(id="b")))

    assert told[1] == "201 Created"
    assert told[0].startswith("4")


def test_a_create_that_finds_one_gives_others_its_id(directory: Caller) -> None:
    directory.put("Organization/o", identifier=[{"system": SYSTEM, "value": "1"}])
    known = entry("POST", "Organization", organization(), fullUrl=ORGANIZATION, ifNoneExist=f"identifier={SYSTEM}|1")
    at = place(managingOrganization={"reference": ORGANIZATION})

    assert statuses(directory, "transaction", entry("POST", "Location", at), known) == ["201 Created", "200 OK"]
    assert len(directory.found("Location?organization=Organization/o")) == 1


def test_a_reference_can_be_a_search(directory: Caller) -> None:
    directory.put("Organization/o", identifier=[{"system": SYSTEM, "value": "Ü"}])
    at = place(managingOrganization={"reference": f"Organization?identifier={SYSTEM}|Ü"})

    assert statuses(directory, "transaction", entry("POST", "Location", at)) == ["201 Created"]
    assert len(directory.found("Location?organization=Organization/o")) == 1


def test_a_conditional_update_creates_or_updates(directory: Caller) -> None:
    one = place(identifier=[{"system": SYSTEM, "value": "1"}])
    asked = entry("PUT", f"Location?identifier={SYSTEM}|1", one)

    assert statuses(directory, "transaction", asked) == ["201 Created"]
    assert statuses(directory, "transaction", asked) == ["200 OK"]
    assert len(directory.found("Location")) == 1


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_a_bundle_of_nothing_is_answered_with_nothing(directory: Caller, kind: str) -> None:
    assert directory.carried_out(kind).json() == {"resourceType": "Bundle", "type": f"{kind}-response"}


@pytest.mark.parametrize("kind", ["searchset", "collection", None, 7])
def test_a_bundle_of_another_kind_is_refused(directory: Caller, kind: Any) -> None:
    assert directory.carried_out(kind).status_code == 400


def test_a_whole_address_of_ours_is_one_of_ours(directory: Caller) -> None:
    base = str(directory.base_url).rstrip("/")
    named = entry("PUT", f"{base}/Organization/o", organization(id="o"), fullUrl=f"{base}/Organization/o")
    at = entry("POST", "Location", place(managingOrganization={"reference": f"{base}/Organization/o"}))

    assert statuses(directory, "transaction", named, at) == ["201 Created", "201 Created"]
    assert len(directory.found("Location?organization=o")) == 1
