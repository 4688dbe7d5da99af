"""What a service that lets its callers give ids does with writes."""

from __future__ import annotations

import pytest

from tests.mocks.rest.conftest import FHIR, Caller


def test_an_update_creates_under_the_id_of_its_caller(directory: Caller) -> None:
    answer = directory.put("Location/mine", name="A")

    assert (answer.status_code, answer.json()["id"]) == (201, "mine")
    assert answer.headers["location"].endswith("/Location/mine/_history/1")


def test_what_was_removed_comes_back_by_an_update(directory: Caller) -> None:
    directory.put("Location/a", name="A")
    directory.delete("Location/a")

    assert directory.put("Location/a", name="B").status_code == 201
    assert directory.get("Location/a").json()["meta"]["versionId"] == "3"
    assert directory.found("Location?name=b") == ["Location/a"]


@pytest.mark.parametrize(
    ("field", "match", "status"),
    [
        *(("if-match", one, 200) for one in ('W/"1"', '"1"', "*", 'W/"7", W/"1"')),
        *(("if-match", one, 412) for one in ('W/"2"', 'W/"*"')),
        *(("if-none-match", one, 412) for one in ("*", 'W/"1"')),
        ("if-none-match", 'W/"2"', 200),
    ],
)
def test_an_update_is_of_the_version_it_names(directory: Caller, field: str, match: str, status: int) -> None:
    directory.put("Location/a", name="A")
    body = {"resourceType": "Location", "id": "a", "name": "B"}

    assert directory.request("PUT", "Location/a", json=body, headers={**FHIR, field: match}).status_code == status
    assert directory.get("Location/a").json()["name"] == ("B" if status == 200 else "A")


@pytest.mark.parametrize("match", ['W/"1"', "*"])
def test_a_version_of_nothing_is_not_updated(directory: Caller, match: str) -> None:
    body = {"resourceType": "Location", "id": "a"}

    answer = directory.request("PUT", "Location/a", json=body, headers={**FHIR, "if-match": match})
    assert answer.status_code == 412
    assert directory.get("Location/a").status_code == 404


def test_what_is_not_there_is_made_where_none_may_be(directory: Caller) -> None:
    directory.put("Location/a", name="A")
    directory.delete("Location/a")
    body = {"resourceType": "Location", "id": "a"}

    answer = directory.request("PUT", "Location/a", json=body, headers={**FHIR, "if-none-match": "*"})
    assert answer.status_code == 201


def test_a_delete_is_of_the_version_it_names(directory: Caller) -> None:
    directory.put("Location/a", name="A")

    assert directory.delete("Location/a", headers={"if-match": 'W/"7"'}).status_code == 412
    assert directory.delete("Location/a", headers={"if-match": 'W/"1"'}).status_code == 204


def test_a_create_that_finds_one_creates_none(directory: Caller) -> None:
    directory.put("Location/a", identifier=[{"system": "urn:s", "value": "1"}])
    condition = {**FHIR, "if-none-exist": "identifier=urn:s|1"}

    answer = directory.post("Location", json={"resourceType": "Location"}, headers=condition)
    assert (answer.status_code, answer.json()["id"]) == (200, "a")


def test_a_create_that_depends_on_no_search_is_refused(directory: Caller) -> None:
    answer = directory.post("Location", json={"resourceType": "Location"}, headers={**FHIR, "if-none-exist": ""})

    assert (answer.status_code, directory.found("Location")) == (400, [])


@pytest.mark.parametrize(("kind", "status"), [("batch", 200), ("transaction", 507)])
def test_what_finds_no_room_is_answered_507(directory: Caller, kind: str, status: int) -> None:
    directory.database.execute("PRAGMA max_page_count = 1")  # it is as many as are filled
    large = {"resourceType": "Location", "name": "x" * 100_000}
    entry = {"request": {"method": "POST", "url": "Location"}, "resource": large}

    alone = directory.post("Location", json=large, headers=FHIR)
    assert (alone.status_code, alone.json()["issue"][0]["code"]) == (507, "no-store")
    assert directory.carried_out(kind, entry).status_code == status
    assert directory.found("Location") == []


def test_a_conditional_delete_of_several_is_declared_by_type(directory: Caller) -> None:
    for name in ("Location/a", "Location/b", "Organization/a", "Organization/b"):
        directory.put(name, name="Same")

    assert directory.delete("Location?name=same").status_code == 204
    assert directory.delete("Organization?name=same").status_code == 412
    assert directory.found("Location") == []


def test_a_conditional_delete_without_criteria_is_refused(directory: Caller) -> None:
    assert directory.delete("Location").status_code == 400


@pytest.mark.parametrize(
    ("method", "name"), [("PUT", "Endpoint/a"), ("DELETE", "Endpoint/a"), ("PUT", "Endpoint?_id=a")]
)
def test_what_is_not_declared_is_not_done(directory: Caller, method: str, name: str) -> None:
    assert directory.request(method, name, json={"resourceType": "Endpoint"}, headers=FHIR).status_code == 405


def test_a_create_is_not_conditional_where_that_is_not_declared(directory: Caller) -> None:
    answer = directory.post("Endpoint", json={}, headers={**FHIR, "if-none-exist": "_id=a"})

    assert (answer.status_code, answer.json()["issue"][0]["code"]) == (400, "not-supported")


def test_the_statement_tells_what_is_declared(directory: Caller) -> None:
    rest = directory.get("metadata").json()["rest"][0]
    told = {one["type"]: one for one in rest["resource"]}

    assert [one["code"] for one in rest["interaction"]] == ["transaction", "batch", "history-system"]
    assert [one["code"] for one in told["Endpoint"]["interaction"]] == ["read", "search-type", "create"]
    assert [one["name"] for one in told["Endpoint"]["searchParam"]] == ["_id", "organization"]
    assert (told["Location"]["updateCreate"], told["Location"]["conditionalDelete"]) == (True, "multiple")


def test_a_resource_that_fhir_does_not_know_so_is_refused(directory: Caller) -> None:
    assert directory.put("Location/a", position={"longitude": "far"}).status_code == 400
