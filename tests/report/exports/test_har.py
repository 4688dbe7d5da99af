from __future__ import annotations

import dataclasses
import json
from base64 import b64decode
from typing import Any

import pytest

from harness.evidence.exchange import Exchange
from harness.evidence.kept import Crossing
from harness.report.exports.har import har
from harness.report.model import Run
from tests.seen import answer, crossed, request


def log(run: Run) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(har(run))["log"]
    return content


def entry(event: Run, exchange: Exchange) -> dict[str, Any]:
    play = dataclasses.replace(event.plays[0], crossings=(Crossing.of("", 1, exchange),))
    (one,) = log(dataclasses.replace(event, plays=(play,), unexpected=()))["entries"]
    return dict(one)


def test_every_exchange_is_an_entry_in_the_order_of_time(event: Run) -> None:
    entries = log(event)["entries"]
    assert {one["_id"] for one in entries} >= {each.id for play in event.plays for each in play.exchanges}
    assert [one["startedDateTime"] for one in entries] == sorted(one["startedDateTime"] for one in entries)


def test_an_entry_belongs_to_the_page_of_its_play(event: Run) -> None:
    told = log(event)
    pages = {one["id"] for one in told["pages"]}
    assert {one.get("pageref") for one in told["entries"]} - {None} == pages
    assert [one["_id"] for one in told["entries"] if "pageref" not in one] == [one.id for one in event.unexpected]


def test_a_text_stands_as_it_is(event: Run) -> None:
    one = entry(event, crossed(request("POST", "/Patient?a=b&a=c", {"resourceType": "Patient"}), answer(b"{}")))
    assert one["request"]["queryString"] == [{"name": "a", "value": "b"}, {"name": "a", "value": "c"}]
    assert (one["response"]["status"], one["response"]["content"]["text"]) == (200, "{}")
    assert json.loads(one["request"]["postData"]["text"]) == {"resourceType": "Patient"}


@pytest.mark.parametrize("body", [b"\xff\x00\x1f\x8b", "é".encode()[:1]])
def test_what_is_no_text_is_in_base64(event: Run, body: bytes) -> None:
    one = entry(event, crossed(request("POST", "/", body), answer(body)))
    content, sent = one["response"]["content"], one["request"]["postData"]
    assert (content["encoding"], b64decode(content["text"])) == ("base64", body)
    assert (sent["_encoding"], b64decode(sent["text"])) == ("base64", body)


def test_no_answer_is_a_status_of_0_and_says_why(event: Run) -> None:
    one = entry(event, crossed(request("GET", "/"), failure="nobody listens", failure_kind="unreachable"))
    assert (one["response"]["status"], one["_failure"]) == (0, "nobody listens")


def test_hl7v2_is_told_by_its_protocol(event: Run) -> None:
    asked = dataclasses.replace(request("GET", "/", b"MSH|^~\\&|A"), head=b"", start="", headers=())
    one = entry(event, crossed(asked, protocol="mllp", address="mllp://cr:2575"))
    assert (one["request"]["method"], one["request"]["url"]) == ("MLLP", "mllp://cr:2575")
    assert one["request"]["postData"]["text"] == "MSH|^~\\&|A"
