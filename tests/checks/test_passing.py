"""What a system between two others may change, and what not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from harness.checks.check import NothingToJudge
from harness.checks.passing import answer_unchanged, reached, request_unchanged, turned_away, went_no_further
from harness.errors import Inconclusive, NonConformance
from harness.evidence.exchange import Exchange, Message

JSON = ("Content-Type", "application/fhir+json")
PATIENT = {"resourceType": "Patient", "identifier": [{"value": "1234"}], "active": True}


def asked(body: Any = PATIENT, *headers: tuple[str, str], start: str = "PUT /fhir/Patient?a=b HTTP/1.1") -> Message:
    return Message("", b"", json.dumps(body).encode(), 1.0, start=start, headers=(JSON, *headers))


def answered(body: Any = PATIENT, *headers: tuple[str, str], status: str = "200 OK") -> Message:
    return Message("", b"", json.dumps(body).encode(), 1.0, start=f"HTTP/1.1 {status}", headers=(JSON, *headers))


def passed(request: Message, onward: Message | None, response: Message | None, back: Message | None) -> Exchange:
    ends = {"id": "x1", "transaction": "", "initiator": "", "responder": "", "address": "", "ended": 2.0}
    return Exchange(request=request, response=response, forwarded_request=onward, forwarded_response=back, **ends)


def v2(body: bytes) -> Message:
    return Message("", b"", body, 1.0)


def of_v2(before: bytes, after: bytes) -> Exchange:
    return replace(passed(v2(before), v2(after), v2(before), v2(after)), protocol="mllp")


def fault(check: Any, exchange: Exchange) -> NonConformance:
    with pytest.raises(NonConformance) as found:
        check(exchange)
    return found.value


def test_what_went_through_as_it_was_is_right() -> None:
    exchange = passed(asked(), asked(start="PUT /r4/Patient?a=b HTTP/1.1"), answered(), answered())
    assert [check(exchange) for check in (reached, request_unchanged, answer_unchanged)] == [None] * 3


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_who_is_turned_away_by_the_layer_itself_got_no_further(status: str) -> None:
    exchange = passed(asked(), None, None, answered(status=status))
    assert [check(exchange) for check in (turned_away, went_no_further)] == [None, None]


def test_who_was_let_through_was_not_turned_away() -> None:
    exchange = passed(asked(), asked(start="PUT /r4/Patient?a=b HTTP/1.1"), answered(), answered())
    assert (fault(turned_away, exchange).where, fault(turned_away, exchange).found) == ("response.status", "200")
    assert fault(went_no_further, exchange).found == "PUT /r4/Patient?a=b HTTP/1.1"


def test_where_nobody_answered_nobody_is_known_to_be_turned_away() -> None:
    with pytest.raises(Inconclusive, match="nobody answered"):
        turned_away(passed(asked(), None, None, None))


def test_another_spelling_of_the_same_json_is_right() -> None:
    spelled = replace(answered(), body=json.dumps(PATIENT, indent=2).encode())
    assert answer_unchanged(passed(asked(), asked(), answered(), spelled)) is None


def test_links_may_be_led_back_and_what_is_in_them_is_not_touched() -> None:
    def bundle(url: str) -> dict[str, Any]:
        return {"resourceType": "Bundle", "link": [{"url": url}], "entry": [{"fullUrl": url, "resource": PATIENT}]}

    there, back = answered(bundle("http://a/1"), ("Location", "/a")), answered(bundle("http://b/1"), ("Location", "/b"))
    assert answer_unchanged(passed(asked(), asked(), there, back)) is None
    assert (json.loads(there.body), json.loads(back.body)) == (bundle("http://a/1"), bundle("http://b/1"))


def test_nothing_behind_the_layer_is_told_with_what_it_said_itself() -> None:
    told = fault(reached, passed(asked(), None, None, answered()))
    assert (told.where, "answered HTTP/1.1 200 OK itself" in told.found) == ("the way onward", True)


def test_a_query_that_is_gone_is_another_request() -> None:
    assert fault(reached, passed(asked(), asked(start="PUT /r4/Patient HTTP/1.1"), None, None)).where == (
        "the request line"
    )


def test_a_changed_value_is_told_at_its_place() -> None:
    changed = asked({**PATIENT, "identifier": [{"value": "12"}]})
    told = fault(request_unchanged, passed(asked(), changed, None, None))
    assert (told.where, told.expected, told.found) == ("Patient.identifier[0].value", "1234", "12")


def test_a_value_that_is_gone_is_told_as_nothing() -> None:
    told = fault(request_unchanged, passed(asked(), asked({"resourceType": "Patient"}), None, None))
    assert (told.where, told.found) == ("Patient.identifier", "nothing")


@pytest.mark.parametrize(("after", "found"), [((), "it is gone"), ((("If-Match", 'W/"2"'),), 'W/"2"')])
def test_a_condition_that_is_changed_is_told(after: Any, found: str) -> None:
    exchange = passed(asked(PATIENT, ("If-Match", 'W/"1"')), asked(PATIENT, *after), None, None)
    told = fault(request_unchanged, exchange)
    assert (told.where, told.found) == ("request.if-match", found)


def test_another_status_is_told() -> None:
    exchange = passed(asked(), asked(), answered(status="201 Created"), answered())
    assert (fault(answer_unchanged, exchange).expected, fault(answer_unchanged, exchange).found) == ("201", "200")


def test_an_answer_that_did_not_come_back_is_told() -> None:
    assert fault(answer_unchanged, passed(asked(), asked(), answered(), None)).found == "no answer came back"


def test_what_is_no_fhir_is_compared_as_it_is() -> None:
    before, after = (replace(answered(), body=body) for body in (b"not json", b"not jsxn"))
    told = fault(answer_unchanged, passed(asked(), asked(), before, after))
    assert (told.where, told.found) == ("response.body", "'not jsxn' at byte 6")


def test_a_message_of_hl7_v2_is_told_at_its_place() -> None:
    before, after = (b"MSH|^~\\&|A|B\rPID|1||%s\r" % number for number in (b"123", b"12"))
    assert (fault(request_unchanged, of_v2(before, after)).where, answer_unchanged(of_v2(before, before))) == (
        "PID-3",
        None,
    )


@pytest.mark.parametrize(("before", "after"), [(b"hello", b"hullo"), (b"MSH|^~\\&|A|\r", b"MSH|^~\\&|A\r")])
def test_what_cannot_be_told_apart_by_places_is_told_as_bytes(before: bytes, after: bytes) -> None:
    assert fault(request_unchanged, of_v2(before, after)).where == "the message"


def test_where_there_is_no_message_there_is_nothing_to_judge() -> None:
    exchange = passed(asked(), None, None, None)
    for check in (request_unchanged, answer_unchanged):
        with pytest.raises(NothingToJudge):
            check(exchange)
