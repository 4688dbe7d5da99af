from __future__ import annotations

from typing import Any

import pytest

from harness.messages import fhir
from harness.transactions import (
    Call,
    FollowUpSearch,
    KeptFollowUp,
    KeptFollowUps,
    LateClaim,
    RequestFollowUp,
    Transaction,
    UpdateFollowUp,
)
from tests.transactions.people import GRACE, HERE, SOURCE, TAG, UNTAGGED

WAS = {"resourceType": "ServiceRequest", "id": "17", "status": "active"}
CLAIM = UpdateFollowUp(WAS, "on-hold", 'W/"1"')
NEXT = b'{"resourceType":"Bundle","link":[{"relation":"next","url":"ServiceRequest?page=2"}]}'


def sent(transaction: Transaction, source: Any = SOURCE) -> dict[str, Any]:
    call: Any = transaction.call(source)
    return fhir.parse(call.body, call.header("content-type"))


def test_a_visit_is_asked_for_by_an_active_request_for_her() -> None:
    asked = sent(RequestFollowUp(GRACE))

    assert (asked["status"], asked["intent"], asked["meta"]) == ("active", "order", {"tag": [TAG]})
    assert asked["subject"]["identifier"] == {"system": HERE.uri, "value": f"H1{HERE.namespace}"}


def test_a_request_carries_no_mark_where_the_run_has_none() -> None:
    assert "meta" not in sent(RequestFollowUp(GRACE), UNTAGGED)


def test_a_request_is_known_by_her_name() -> None:
    asked = RequestFollowUp(GRACE)
    call: Any = asked.call(SOURCE)

    assert asked.recognises(call)
    assert asked.marks()[0] in call.words
    assert asked.words in asked.instruction()


@pytest.mark.parametrize("call", [Call("GET", "ServiceRequest?code=a"), Call("POST", "ServiceRequest/_search")])
def test_a_search_is_taken_whatever_it_asks_by(call: Call) -> None:
    assert FollowUpSearch("active").recognises(call)
    assert not RequestFollowUp(GRACE).recognises(call)


def test_requests_are_looked_for_by_their_status() -> None:
    assert FollowUpSearch("active").call(SOURCE).path == "ServiceRequest?status=active"
    assert KeptFollowUps("active", [("code", "a")]).call(SOURCE).path == "ServiceRequest?status=active&code=a"


def test_what_is_kept_is_read_to_the_last_page() -> None:
    second = KeptFollowUps("active").following(NEXT, fhir.JSON, "http://shr/fhir")

    assert second is not None
    assert second.call(SOURCE) == Call("GET", "ServiceRequest?page=2")
    assert second.following(b"{}", fhir.JSON, "http://shr/fhir") is None
    assert FollowUpSearch("active").following(NEXT, fhir.JSON, "http://shr/fhir") is None


def test_one_request_is_read() -> None:
    read = KeptFollowUp("ServiceRequest/17")

    assert read.recognises(read.call(SOURCE))
    assert "a read of a request" in read.instruction()


def test_a_claim_is_an_update_of_the_version_that_was_seen() -> None:
    call = CLAIM.call(SOURCE)

    assert (call.method, call.path, call.header("if-match")) == ("PUT", "ServiceRequest/17", 'W/"1"')
    assert sent(CLAIM) == {**WAS, "status": "on-hold"}


def test_where_there_are_no_versions_none_is_named() -> None:
    assert UpdateFollowUp(WAS, "on-hold").call(SOURCE).header("if-match") == ""


def test_a_claim_is_known_by_its_request() -> None:
    assert CLAIM.recognises(CLAIM.call(SOURCE))
    assert CLAIM.marks() == ("ServiceRequest/17",)


@pytest.mark.parametrize(("status", "words"), [("on-hold", "Claim"), ("completed", "was made"), ("revoked", "Change")])
def test_the_person_is_told_what_to_do_with_a_request(status: str, words: str) -> None:
    assert words in UpdateFollowUp(WAS, status).instruction()


def test_nobody_is_asked_for_a_claim_that_comes_too_late() -> None:
    assert LateClaim.wrong
