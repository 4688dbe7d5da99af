"""HL7 v2 on a page: in a few words, as values with their places, as bytes; and how to send it again."""

from __future__ import annotations

import dataclasses

import pytest

from harness.evidence.exchange import Exchange
from harness.report.commands import again
from harness.report.decoded import decoded
from harness.report.decoded_hl7v2 import answered, said, wire
from harness.report.html_exchange import exchange_view
from harness.report.html_message import message_view
from harness.report.places import in_body
from tests.checks import wire_v2

FEED = wire_v2.feed("EVN||2026", "PID|||1^^^TEST&1.2.1&ISO~77^^^NID||JONES^JENNIFER", "PV1||O")
SEARCH = wire_v2.message(wire_v2.ASKING.format("QBP^Q22^QBP_Q21"), "QPD|IHE PDQ Query|T|@PID.5.1^JONES~@PID.8^F")
REFUSED = wire_v2.ack("AE", "ERR||QPD^1^3^1^4|204^Unknown key identifier^HL70357|E")
NOTHING = dataclasses.replace(FEED, body=b"hello")


def kept(_: bytes) -> str:
    return "bodies/1.hl7"


def both(request=FEED, response=REFUSED) -> Exchange:  # type: ignore[no-untyped-def]
    return wire_v2.crossed(request, response)


@pytest.mark.parametrize(
    ("request_", "words"), [(FEED, "ADT^A01"), (SEARCH, "QBP^Q22 @PID.5.1 @PID.8"), (NOTHING, "no HL7 v2 message")]
)
def test_a_request_is_told_in_a_few_words(request_, words: str) -> None:  # type: ignore[no-untyped-def]
    assert said(both(request_)) == words


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (wire_v2.ack(), "AA"),
        (wire_v2.answer("AA", "OK", "PID|||1"), "AA OK, 1 patient"),
        (wire_v2.answer("AA", "OK", "PID|||1", "PID|||2"), "AA OK, 2 patients"),
        (REFUSED, "AE QPD^1^3^1^4 204"),
        (wire_v2.ack("AE", "ERR|PID^1^3^101", version="2.3.1"), "AE PID^1^3^101"),
        (FEED, "ADT^A01"),
        (wire_v2.message("MSH|^~\\&|A"), "a message of no kind"),
        (NOTHING, "what is no HL7 v2 message"),
    ],
)
def test_an_answer_is_told_in_a_few_words(response, words: str) -> None:  # type: ignore[no-untyped-def]
    assert answered(both(response=response)) == words


def test_every_value_has_a_line_with_its_place_and_name() -> None:
    found = decoded(FEED)
    line = next(one for one in found.lines if one.place == "PID-3[1].4.2")
    assert found.kind == "HL7 v2"
    assert line.text == "PID-3[1].4.2   1.2.1   (Patient identifier list, assigning authority, universal ID)"


@pytest.mark.parametrize(
    ("where", "place", "missing"),
    [
        ("PID-3[2].4.1", "PID-3[2].4", False),
        ("PID-5[1].2", "PID-5.2", False),
        ("PID-3[1].4", "PID-3[1].4.1", False),
        ("PID-3[2].4.2", "PID-3[2].4", True),
        ("PID-8", "PID-3[1].1", True),
        ("PV1-2.1", "PV1-2", False),
        ("EVN-2[2].4.1", "EVN-2", True),
        ("QRI after PID", "PID-3[1].1", False),
        ("the end of MSH", "MSH-1", False),
    ],
)
def test_a_finding_stands_beside_its_value(where: str, place: str, missing: bool) -> None:
    lines = decoded(FEED).lines
    spot = in_body(where, lines)
    assert spot is not None
    assert (lines[spot.number].place, spot.missing) == (place, missing)


@pytest.mark.parametrize("where", ["ERR-2", "HTTP status"])
def test_what_is_not_there_at_all_stands_beside_nothing(where: str) -> None:
    assert in_body(where, decoded(FEED).lines) is None


def test_bytes_are_shown_a_segment_a_line_with_their_frame() -> None:
    assert wire(b"\x0bMSH|^~\\&|A\rPID|\xff\n\x1c\r") == "<VT>MSH|^~\\&|A<CR>\nPID|\\xff<LF><FS><CR>\n"


@pytest.mark.parametrize(
    ("address", "command"),
    [
        ("mllp://127.0.0.1:2575", "harness send --mllp 127.0.0.1:2575 --exactly bodies/1.hl7"),
        ("mllps://cr.example:2575", "harness send --mllp cr.example:2575 --tls --exactly bodies/1.hl7"),
    ],
)
def test_a_message_is_sent_again_by_a_command(address: str, command: str) -> None:
    assert again(dataclasses.replace(both(), address=address), kept) == command


def test_what_no_command_sends_has_none() -> None:
    assert again(dataclasses.replace(both(), protocol=""), kept) == ""


def test_an_exchange_over_mllp_is_ready_for_its_page() -> None:
    view = exchange_view(1, both(), (), kept, casting={})
    assert (view.said, view.answered, view.url) == ("ADT^A01", "AE QPD^1^3^1^4 204", "mllp://127.0.0.1:2575")
    assert [one.kind for one in view.messages] == ["HL7 v2", "HL7 v2"]


def test_a_message_that_begins_as_one_and_is_none_is_shown_as_text() -> None:
    broken = dataclasses.replace(FEED, body=b"MSH")
    assert message_view(broken, (), kept, label="Request").kind == "text"
