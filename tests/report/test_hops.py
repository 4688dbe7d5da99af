from __future__ import annotations

import dataclasses

from harness.evidence.exchange import Exchange
from harness.report.hops import LAYER, RELAY, between, changed, hops
from tests.report.demo_exchanges import feed, message, patient

BASE = "https://mpi.kijani.example/fhir"
GRACE = patient("Achieng", "1")
ENDS = ("point_of_service", "client_registry")


def direct() -> Exchange:
    return feed(BASE, GRACE, at=1)


def relayed(**more: object) -> Exchange:
    sent = direct()
    return dataclasses.replace(sent, forwarded_request=sent.request, forwarded_response=sent.response, **more)


def ways(exchange: Exchange, *actors: str) -> list[tuple[str, str]]:
    return [(hop.initiator, hop.responder) for hop in hops(exchange, (*ENDS, *actors))]


def test_what_nobody_stood_between_has_one_hop() -> None:
    assert ways(direct()) == [ENDS]


def test_a_relay_makes_two_hops_of_it() -> None:
    assert ways(relayed()) == [(ENDS[0], RELAY), (RELAY, ENDS[1])]


def test_a_layer_that_was_cast_stands_between_by_its_own_name() -> None:
    assert ways(relayed(), LAYER) == [(ENDS[0], LAYER), (LAYER, ENDS[1])]


def test_a_layer_that_is_asked_itself_stands_between_nobody() -> None:
    assert between(dataclasses.replace(direct(), responder=LAYER), (*ENDS, LAYER)) == ""


def test_what_went_past_a_layer_has_one_hop() -> None:
    assert ways(direct(), LAYER) == [ENDS]


def test_what_did_not_reach_the_layer_ends_on_the_way_to_it() -> None:
    lost = dataclasses.replace(direct(), response=None, failure="refused", failure_kind="unreachable")
    assert ways(lost, LAYER) == [(ENDS[0], LAYER)]
    assert hops(lost, (*ENDS, LAYER))[0].failure_kind == "unreachable"


def test_what_was_not_passed_on_ends_at_the_layer() -> None:
    sent = dataclasses.replace(
        relayed(), forwarded_request=None, response=None, failure="late", failure_kind="no-answer"
    )
    near = hops(sent, (*ENDS, LAYER))[0]
    assert ways(sent, LAYER) == [(ENDS[0], LAYER)]
    assert (near.response, near.failure_kind) == (sent.forwarded_response, "")


def test_each_hop_has_what_its_own_ends_sent() -> None:
    passed = message("relay", "PUT /elsewhere HTTP/1.1", (), b"{}", at=2)
    near, far = hops(relayed(), ENDS)[0], hops(dataclasses.replace(relayed(), forwarded_request=passed), ENDS)[1]
    assert (near.request, far.request) == (direct().request, passed)


def test_the_lines_that_were_changed_on_the_way_are_told() -> None:
    before = message("a", "GET /a HTTP/1.1", (("Accept", "x"), ("Via", "1")), b"", at=1)
    after = message("a", "GET /b HTTP/1.1", (("accept", "x"),), b"", at=1)
    assert changed(before, after) == ("- GET /a HTTP/1.1", "+ GET /b HTTP/1.1", "- via: 1")
    assert changed(before, before) == ()


def test_a_changed_body_has_to_be_looked_at_whole() -> None:
    sent = direct().request
    assert changed(sent, dataclasses.replace(sent, body=b"{}")) is None
