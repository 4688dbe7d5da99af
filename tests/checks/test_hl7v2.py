from __future__ import annotations

import dataclasses

import pytest

from harness.checks import hl7v2 as checks
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Message
from tests.checks.resources import Told, finding
from tests.checks.wire_v2 import ANSWERING, ASKING, ack, answer, feed, message, query

PERSON = "PID|||1^^^TEST||JONES^JENNIFER||1984|F|||1 Main St^^Newark^NJ"
GOOD = feed("EVN||2026", PERSON, "PV1||O")


def body(content: bytes) -> Message:
    return Message("client_registry", b"", content, at=1.0, exchange="x0001")


@pytest.mark.parametrize("content", [b"", b"HTTP/1.1 400 Bad Request", b"MSH"])
def test_what_is_no_message_is_told(content: bytes) -> None:
    assert finding(checks.fills_its_header, body(content))[0] in ("the first segment", "MSH-1")


def test_a_value_is_found_in_any_letters() -> None:
    assert checks.has_value(GOOD, "PID-5.1", "Smith", "Jones") is None


def test_another_value_is_told() -> None:
    assert finding(checks.has_value, GOOD, "PID-5.2", "JENN", "") == ("PID-5.2", "JENN or nothing", "JENNIFER")
    assert finding(checks.has_value, GOOD, "PID-6", "Smith") == ("PID-6", "Smith", "nothing")


def test_what_was_sent_comes_back_with_more_beside_it() -> None:
    back = answer("AA", "OK", "PID|||1^^^TEST||jones^Jennifer^A||19840125|F|||1 Main St^^Newark^NJ^30293")
    assert checks.keeps(GOOD, back, "PID-5", "PID-8", "PID-11", "PID-11.3") is None


@pytest.mark.parametrize(("date", "kept"), [("19840125000000", True), ("198401250000+0300", True), ("19840126", False)])
def test_a_date_comes_back_with_midnight_or_without(date: str, kept: bool) -> None:
    born, back = feed("PID|||1||J||19840125"), answer("AA", "OK", f"PID|||1||J||{date}")
    if kept:
        assert checks.keeps(born, back, "PID-7") is None
    else:
        assert finding(checks.keeps, born, back, "PID-7") == ("PID-7", "19840125", date)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("PID-5", ("PID-5", "JONES^JENNIFER", "JONES")),
        ("PID-8", ("PID-8", "F", "nothing")),
        ("PID-11.3", ("PID-11.3", "Newark", "nothing")),
    ],
)
def test_what_is_lost_is_told(where: str, told: Told) -> None:
    assert finding(checks.keeps, GOOD, answer("AA", "OK", "PID|||1||JONES^||1984"), where) == told


def test_a_message_of_the_wanted_kind_passes() -> None:
    assert checks.is_of_kind(query(), "QBP", "Q22", "Q23", version="2.5") is None


@pytest.mark.parametrize(
    ("events", "version", "told"),
    [
        (("Q22",), "", ("MSH-9", "QBP^Q22", "QBP^Q23")),
        (("Q23",), "2.3.1", ("MSH-12", "2.3.1", "2.5")),
    ],
)
def test_a_message_of_another_kind_is_told(events: tuple[str, ...], version: str, told: Told) -> None:
    assert finding(checks.is_of_kind, query(), "QBP", *events, version=version) == told


def test_a_full_header_passes() -> None:
    assert checks.fills_its_header(ack()) is None


def test_an_empty_header_field_is_told() -> None:
    told = ("MSH-3", "a value", "nothing; empty are MSH-3, MSH-10")
    assert finding(checks.fills_its_header, message("MSH|^~\\&||F|A|F|2026||ACK||P|2.5", "MSA|AA|1")) == told


@pytest.mark.parametrize("encoding", ["^~\\&", "^~\\&#"])
def test_the_usual_separators_pass(encoding: str) -> None:
    assert checks.is_parted_as_usual(message(f"MSH|{encoding}|A|F")) is None


@pytest.mark.parametrize(
    ("header", "told"),
    [("MSH#^~\\&#A", ("MSH-1", "|", "#")), ("MSH|$~\\&|A", ("MSH-2", "^~\\&", "$~\\&"))],
)
def test_other_separators_are_told(header: str, told: Told) -> None:
    assert finding(checks.is_parted_as_usual, message(header)) == told


def test_a_declared_character_set_passes() -> None:
    assert (
        checks.names_its_characters(message(ASKING.format("ADT^A01") + "||||||UNICODE UTF-8", "PID|||1||Zoë")) is None
    )


def test_an_undeclared_character_set_is_told() -> None:
    where, expected, found = finding(checks.names_its_characters, message(ASKING.format("ADT^A01"), "PID|||1||Zoë"))
    assert (where, expected) == ("MSH-18", "the character set of the message, by its name")
    assert found.startswith("MSH-18 is empty, which means ASCII")


@pytest.mark.parametrize("content", [GOOD.body, GOOD.body.rstrip(b"\r")])
def test_segments_that_end_as_they_should_pass(content: bytes) -> None:
    assert checks.ends_its_segments(body(content)) is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (GOOD.body.replace(b"\r", b"\n"), ("the end of MSH", "0D", "0A")),
        (GOOD.body.replace(b"PV1", b"NK1|1\rNK1|2\r\nPV1"), ("the end of NK1[2]", "0D", "0D 0A")),
    ],
)
def test_segments_that_end_otherwise_are_told(content: bytes, told: Told) -> None:
    assert finding(checks.ends_its_segments, body(content)) == told


@pytest.mark.parametrize("one", [GOOD, ack(), query(), answer(), feed("EVN|", "SFT|", PERSON, "NK1|1", "PV1||O", "Z|")])
def test_a_structure_with_more_than_it_needs_passes(one: Message) -> None:
    assert checks.keeps_its_structure(one) is None


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (feed("EVN|", PERSON), ("PV1", "MSH EVN PID PV1 in this order", "MSH EVN PID")),
        (feed(PERSON, "EVN|", "PV1|"), ("PID", "MSH EVN PID PV1 in this order", "MSH PID EVN PV1")),
        (message(ANSWERING.format("ACK^A40")), ("MSA", "MSH MSA in this order", "MSH")),
    ],
)
def test_a_structure_that_lacks_a_segment_is_told(one: Message, told: Told) -> None:
    assert finding(checks.keeps_its_structure, one) == told


def test_a_structure_that_nobody_described_shows_nothing() -> None:
    with pytest.raises(NothingToJudge):
        checks.keeps_its_structure(feed(kind="ORU^R01"))


@pytest.mark.parametrize("field", ["ITI-9^IHE", "LOCAL~ITI-9^IHE"])
def test_a_transaction_that_is_named_passes(field: str) -> None:
    one = message(ASKING.format("QBP^Q23") + "|" * 9 + field)
    assert checks.names_its_transaction(one, "ITI-9") is None


def test_a_transaction_that_is_not_named_is_told() -> None:
    assert finding(checks.names_its_transaction, query(), "ITI-9") == ("MSH-21", "ITI-9^IHE", "nothing")


def test_before_2_5_a_message_has_no_place_for_its_transaction() -> None:
    old = dataclasses.replace(GOOD, body=GOOD.body.replace(b"|2.5\r", b"|2.3.1\r"))
    with pytest.raises(NothingToJudge):
        checks.names_its_transaction(old, "ITI-8")


def test_a_message_is_parsed_once_until_it_is_forgotten() -> None:
    first = checks.message_in(GOOD)
    assert checks.message_in(GOOD) is first
    checks.forget()
    assert checks.message_in(GOOD) is not first
