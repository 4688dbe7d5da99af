from __future__ import annotations

from typing import Any

import pytest

from harness.checks import follow_ups
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Message
from tests.checks.resources import Told, entry, finding, searchset
from tests.seen import answer, request

WAS = {"resourceType": "ServiceRequest", "id": "17", "status": "active", "subject": {"display": "A"}, "code": {}}
RECORD = "ServiceRequest/17"


def update(method: str = "PUT", **elements: Any) -> Message:
    told = {name: value for name, value in {**WAS, "status": "on-hold", **elements}.items() if value is not None}
    return request(method, f"/fhir/{RECORD}", told)


def page(*ids: str, **elements: Any) -> Message:
    return answer(searchset(*(entry({**WAS, "id": one}) for one in ids), **elements))


def tagged(name: str, value: str) -> Message:
    return answer(WAS, headers=((name, value),) if value else ())


def test_a_request_has_its_status() -> None:
    assert follow_ups.has_status(request("POST", "/ServiceRequest", WAS), "active") is None


@pytest.mark.parametrize(("status", "found"), [("draft", "draft"), (None, "nothing"), (["active"], '["active"]')])
def test_another_status_is_told(status: Any, found: str) -> None:
    assert finding(follow_ups.has_status, update(status=status), "active") == (
        "ServiceRequest.status",
        "active",
        "nothing" if status is None else found,
    )


@pytest.mark.parametrize("asked", ["status=active", "code=a&status=http://hl7.org/fhir/request-status%7Cactive"])
def test_a_search_names_the_status(asked: str) -> None:
    assert follow_ups.asks_for(request("GET", f"/fhir/ServiceRequest?{asked}"), "active") is None


@pytest.mark.parametrize(
    ("asked", "found"), [("", "no status"), ("status=active,draft", "status=active,draft"), ("status=a", "status=a")]
)
def test_a_search_for_anything_else_is_told(asked: str, found: str) -> None:
    told = finding(follow_ups.asks_for, request("GET", f"/fhir/ServiceRequest?{asked}"), "active")

    assert told == ("parameters", "status=active", found)


def test_a_claim_changes_the_status_alone() -> None:
    assert follow_ups.replaces(update(), WAS, "on-hold") is None


WRONG: dict[str, tuple[Message, str]] = {
    "a patch": (update("PATCH"), "HTTP method"),
    "another status": (update(status="revoked"), "ServiceRequest.status"),
    "another patient": (update(subject={"display": "B"}), "ServiceRequest.subject"),
    "no service": (update(code=None), "ServiceRequest.code"),
}


@pytest.mark.parametrize(("message", "where"), WRONG.values(), ids=WRONG.keys())
def test_a_claim_that_does_something_else_is_told(message: Message, where: str) -> None:
    assert finding(follow_ups.replaces, message, WAS, "on-hold")[0] == where


@pytest.mark.parametrize("said", ['W/"1"', '"1"'])
def test_a_claim_names_the_version_however_it_is_written(said: str) -> None:
    claim = request("PUT", f"/{RECORD}", WAS, headers=(("If-Match", said),))

    assert follow_ups.names_the_version(claim, tagged("ETag", 'W/"1"')) is None


def test_a_claim_of_no_version_is_told() -> None:
    assert finding(follow_ups.names_the_version, update(), tagged("ETag", 'W/"1"')) == ("If-Match", 'W/"1"', "nothing")


def test_where_there_are_no_versions_none_is_missed() -> None:
    with pytest.raises(NothingToJudge):
        follow_ups.names_the_version(update(), tagged("ETag", ""))


def test_whether_there_are_versions_is_told() -> None:
    assert follow_ups.tells_its_version(tagged("ETag", 'W/"1"')) is None
    assert finding(follow_ups.tells_its_version, tagged("ETag", ""))[0] == "ETag"


def test_a_request_is_found_on_any_page() -> None:
    assert follow_ups.finds([page("1"), page("2", "17")], RECORD) is None
    assert follow_ups.leaves_out([page("1"), page("2")], RECORD) is None
    assert follow_ups.finds_nothing(page(total=None)) is None


MISSING: dict[str, tuple[Message, Told]] = {
    "nothing": (page(), ("Bundle.entry", RECORD, "none")),
    "others": (page("1"), ("Bundle.entry", RECORD, "1 other requests")),
    "a refusal": (answer(searchset(), status=404), ("HTTP status", "200", "404")),
    "a collection": (page(type="collection"), ("Bundle.type", "searchset", "collection")),
}


@pytest.mark.parametrize(("message", "told"), MISSING.values(), ids=MISSING.keys())
def test_a_request_that_is_not_found_is_told(message: Message, told: Told) -> None:
    assert finding(follow_ups.finds, [message], RECORD) == told


def test_a_request_that_is_found_still_is_told() -> None:
    told = finding(follow_ups.leaves_out, [page("1", "17")], RECORD)

    assert told == ("Bundle.entry[1].resource", f"no {RECORD}", "it, with the status active")


@pytest.mark.parametrize(
    ("message", "where"), [(page("1"), "Bundle.entry[0].resource"), (page(total=1), "Bundle.total")]
)
def test_something_where_nothing_is_meant_is_told(message: Message, where: str) -> None:
    assert finding(follow_ups.finds_nothing, message)[0] == where
