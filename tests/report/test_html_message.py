from __future__ import annotations

import dataclasses
from typing import Any

from harness.evidence.exchange import Exchange
from harness.evidence.record import Finding
from harness.report.html_message import MessageView, message_view, of_message, passed_view
from tests.report.demo_exchanges import as_bytes, bundle, exchange, feed, message, patient, query

BASE = "https://mpi.kijani.example/fhir"
PEOPLE = [patient("Wanjala", str(n)) | {"id": str(n)} for n in range(60)]


def finding(where: str, **more: Any) -> Finding:
    told = {"expected": "a", "found": "b", **more}
    return Finding("p", 1, "78-01", "client_registry", "K", "SHALL", "FAIL", "do", where=where, **told)


def answer(asked: Exchange, *findings: Finding) -> MessageView:
    assert asked.response is not None
    return message_view(asked.response, findings, lambda body: f"bodies/{len(body)}", label="Response")


def test_the_place_of_a_finding_is_marked_with_the_difference() -> None:
    view = answer(feed(BASE, PEOPLE[0], at=1), finding("Patient.name[0].family"))
    assert '      <mark class="m-fail">"family": "Wanjala",</mark>' in view.shown
    assert "◀ 78-01: expected a, found b" in view.shown


def test_a_missing_place_is_marked_where_it_should_be() -> None:
    view = answer(feed(BASE, PEOPLE[0], at=1), finding("Patient.name[0].prefix"))
    assert "◀ 78-01 Patient.name[0].prefix: expected a, found b" in view.shown


def test_a_status_is_marked_among_the_bytes() -> None:
    view = answer(feed(BASE, PEOPLE[0], at=1), finding("HTTP status"))
    assert '<mark class="m-fail">HTTP/1.1 201 Created</mark>' in view.raw


def test_a_long_body_is_cut_around_the_mark_and_linked() -> None:
    body = bundle(BASE, *PEOPLE)
    view = answer(query(BASE, "a=b", at=1, received=body), finding("Bundle.entry[50].resource.name[0].family"))
    assert '<mark class="m-fail">' in view.shown
    assert (view.shown.count('class="gap"'), view.file) == (2, f"bodies/{len(as_bytes(body))}")
    assert len(view.shown) < 20_000


def test_ten_megabytes_make_a_small_page() -> None:
    view = answer(query(BASE, "a=b", at=1, received=b'{"a": "' + b"x" * 10_000_000 + b'"}'))
    assert len(view.shown) + len(view.raw) < 10_000
    assert (view.size, view.file) == ("10.0 MB", "bodies/10000009")


def test_a_long_line_is_cut_and_says_how_much_is_missing() -> None:
    view = answer(query(BASE, "a=b", at=1, received={"a": "x" * 5000}))
    assert "more characters)" in view.shown


def test_bytes_that_are_no_text_are_a_hexdump_and_a_file() -> None:
    view = answer(query(BASE, "a=b", at=1, received=bytes(range(256))))
    assert "000000  00 01 02" in view.raw
    assert (view.kind, view.file) == ("", "bodies/256")


def test_a_script_stays_text() -> None:
    view = answer(query(BASE, "a=b", at=1, received={"a": "</pre><script>alert(1)</script>\x1b[2J"}))
    assert "<script" not in view.shown + view.raw


def test_the_parameters_of_a_query_are_decoded() -> None:
    asked = query(BASE, "identifier=http%3A%2F%2Fx%7C1&family=A%20B", at=1).request
    view = message_view(asked, (), lambda _: "", label="Request")
    assert view.shown == "identifier = http://x|1\nfamily = A B\n"
    assert (view.kind, view.size) == ("parameters", "")


def test_a_coded_body_is_shown_as_it_crossed_too() -> None:
    asked = query(BASE, "a=b", at=1, received={"a": 1})
    assert asked.response is not None
    response = dataclasses.replace(asked.response, wire=b"7\r\n" + b"\x1f\x8b" * 2000)
    view = message_view(response, (), lambda body: f"bodies/{len(body)}", label="Response")
    assert (view.shown, view.wire) == ('{"a": 1}\n', "bodies/4003")
    assert "000000  37 0d 0a" in view.raw


def test_a_finding_is_about_the_message_of_the_actor_it_judges() -> None:
    sent = feed(BASE, PEOPLE[0], at=1)
    assert of_message(sent, finding("x")) is sent.response
    assert of_message(sent, dataclasses.replace(finding("x"), actor="point_of_service")) is sent.request
    unanswered = exchange("GET", BASE, at=1, status=None)
    assert of_message(unanswered, finding("x")) is unanswered.request


def test_a_message_without_a_head_is_shown() -> None:
    told = dataclasses.replace(message("a", "", (), b"MSH|^~\\&|", at=1), head=b"")
    assert message_view(told, (), lambda _: "", label="Request").raw == "MSH|^~\\&amp;|"


def test_what_was_passed_on_is_told_by_what_was_changed_of_it() -> None:
    came = query(BASE, "a=b", at=1).request
    went = dataclasses.replace(came, head=came.head.replace(b"Accept", b"X-Accept"))
    view = passed_view(came, went, (), lambda _: "", label="Request as it was passed on")
    assert view.label == "Request as it was passed on: with these lines changed"
    assert "- accept: application/fhir+json\n+ x-accept" in view.shown
    assert passed_view(came, came, (), lambda _: "", label="Request").label == "Request: as it came"


def test_a_changed_body_is_shown_whole() -> None:
    came = feed(BASE, PEOPLE[0], at=1).request
    view = passed_view(
        came, dataclasses.replace(came, body=b'{"a": 1}'), (), lambda _: "", label="Request as it was passed on"
    )
    assert (view.passed, view.shown) == (False, 'identifier = http://ohie.org/test/test|0\n\n{"a": 1}\n')


def test_what_is_found_of_a_layer_shows_in_what_it_passed_on() -> None:
    sent = feed(BASE, PEOPLE[0], at=1)
    passed = dataclasses.replace(sent, forwarded_request=sent.request, forwarded_response=sent.response)
    about = dataclasses.replace(finding("x"), actor="interoperability_layer")
    assert of_message(passed, about) is sent.response
    changed = dataclasses.replace(sent.request, body=b"{}")
    assert of_message(dataclasses.replace(passed, forwarded_request=changed), about) is changed
    assert of_message(sent, about) is sent.request
