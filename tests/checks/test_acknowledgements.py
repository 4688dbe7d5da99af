from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from harness.checks import acknowledgements as checks
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Exchange, Message
from tests.checks.resources import Told, finding
from tests.checks.wire_v2 import ack, crossed, message, query

UNKNOWN = "ERR||QPD^1^3^1^1|204^Unknown key identifier^HL70357|E"
OLD = "ERR|QPD^1^3^204&Unknown key identifier&HL70357"


def test_any_code_acknowledges() -> None:
    assert checks.acknowledged(ack("AE")) is None


def test_no_code_is_told() -> None:
    assert finding(checks.acknowledged, ack("")) == ("MSA-1", "an acknowledgement code", "nothing")


@pytest.mark.parametrize(("check", "code"), [(checks.accepted, "AA"), (checks.accepted, "CA"), (checks.refused, "AR")])
def test_taken_and_refused_are_told_apart(check: Callable[[Message], None], code: str) -> None:
    assert check(ack(code)) is None


def test_a_refusal_in_the_place_of_an_acceptance_is_told_with_its_reason() -> None:
    assert finding(checks.accepted, ack("AE", UNKNOWN)) == ("MSA-1", "AA or CA", "AE (QPD^1^3^1^1 204)")


def test_an_acceptance_in_the_place_of_a_refusal_is_told() -> None:
    assert finding(checks.refused, ack("AA")) == ("MSA-1", "AE or AR or CE or CR", "AA")
    assert finding(checks.refused, ack("AE"), "AR") == ("MSA-1", "AR", "AE")


def changed(old: str, new: str, *, of: str = "response") -> Exchange:
    both = crossed(query(), ack())
    one: Message = getattr(both, of)
    return dataclasses.replace(
        both, **{of: dataclasses.replace(one, body=one.body.replace(old.encode(), new.encode()))}
    )


ONE_EXCHANGE = [
    checks.names_the_request,
    checks.is_a_message_of_its_own,
    checks.goes_back_to_the_sender,
    checks.keeps_the_version,
    checks.speaks_in_original_mode,
]


@pytest.mark.parametrize("check", ONE_EXCHANGE)
def test_a_right_answer_passes(check: Callable[[Exchange], None]) -> None:
    assert check(crossed(query(), ack())) is None


@pytest.mark.parametrize("check", ONE_EXCHANGE)
def test_no_answer_shows_nothing(check: Callable[[Exchange], None]) -> None:
    with pytest.raises(NothingToJudge):
        check(crossed(query(), None))


WRONG: list[tuple[Callable[[Exchange], None], Exchange, Told]] = [
    (checks.names_the_request, changed("|T-1", "|T-2"), ("MSA-2", "T-1", "T-2")),
    (checks.is_a_message_of_its_own, changed("|R-1|", "|T-1|"), ("MSH-10", "a control id of its own", "T-1")),
    (checks.is_a_message_of_its_own, changed("|R-1|", "||"), ("MSH-10", "a control id of its own", "nothing")),
    (
        checks.goes_back_to_the_sender,
        changed("|MOH_CAAT|", "||"),
        ("MSH-4", "MOH_CAAT, as in MSH-6 of the request", "nothing"),
    ),
    (checks.keeps_the_version, changed("|2.5", "|2.3.1"), ("MSH-12", "2.5", "2.3.1")),
    (checks.speaks_in_original_mode, changed("MSA|AA", "MSA|CA"), ("MSA-1", "AA or AE or AR", "CA")),
]


@pytest.mark.parametrize(("check", "exchange", "told"), WRONG)
def test_a_wrong_answer_is_told(check: Callable[[Exchange], None], exchange: Exchange, told: Told) -> None:
    assert finding(check, exchange) == told


def test_who_asks_for_the_enhanced_mode_gets_it() -> None:
    asked = changed("|P|2.5\r", "|P|2.5|||AL\r", of="request")
    assert checks.speaks_in_original_mode(dataclasses.replace(asked, response=ack("CE"))) is None


def test_a_refusal_with_code_and_severity_tells_why() -> None:
    assert checks.tells_why(ack("AE", UNKNOWN)) is None


@pytest.mark.parametrize("one", [ack("AA"), ack("AE", version="2.3.1")])
def test_acceptances_and_old_refusals_need_no_reason(one: Message) -> None:
    with pytest.raises(NothingToJudge):
        checks.tells_why(one)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), ("ERR", "a code of table 0357", "nothing")),
        (("ERR||PID^1^3",), ("ERR-3", "a code of table 0357", "nothing")),
        (("ERR|||204",), ("ERR-4", "the severity E", "nothing")),
    ],
)
def test_a_refusal_without_a_reason_is_told(lines: tuple[str, ...], told: Told) -> None:
    assert finding(checks.tells_why, ack("AE", *lines)) == told


@pytest.mark.parametrize("line", [UNKNOWN, OLD, "ERR||QPD^^3^^1~PID^1|204", "ERR|||204\rERR||QPD^1^3^1^1|204"])
def test_a_place_and_a_code_are_read_in_either_shape(line: str) -> None:
    assert checks.blames(ack("AE", *line.split("\r")), "QPD-3[1].1", code="204") is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("NTE|1", ("ERR", "QPD^1^3^1^4 204", "no ERR")),
        (UNKNOWN, ("ERR-2", "QPD^1^3^1^4", "QPD^1^3^1^1")),
        ("ERR||QPD^1^3|204", ("ERR-2", "QPD^1^3^1^4", "QPD^1^3")),
        ("ERR|||204", ("ERR-2", "QPD^1^3^1^4", "nothing")),
        ("ERR|QPD^1^4^204", ("ERR-1", "QPD^1^3^1^4", "QPD^1^4")),
        ("ERR||QPD^1^3^1^4|207", ("ERR-3", "204", "207")),
        ("ERR|QPD^1^3", ("ERR-1", "204", "nothing")),
    ],
)
def test_another_place_or_code_is_told(line: str, told: Told) -> None:
    assert finding(checks.blames, ack("AE", line), "QPD-3[1].4", code="204") == told


def test_a_place_without_a_code_is_enough_where_none_is_asked_for() -> None:
    assert checks.blames(ack("AE", "ERR||QPD^1^3^1^4"), "QPD-3[1].4") is None


@pytest.mark.parametrize("line", [UNKNOWN, OLD])
def test_a_code_is_found_wherever_it_points_to(line: str) -> None:
    assert checks.gives_code(ack("AE", line), "204") is None


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), ("ERR", "204 or 205", "no ERR")),
        (("ERR|||207", "ERR||PID^1"), ("ERR-3", "204 or 205", "207, nothing")),
        (("ERR|PID^1^3^101",), ("ERR-1", "204 or 205", "101")),
    ],
)
def test_another_code_is_told(lines: tuple[str, ...], told: Told) -> None:
    assert finding(checks.gives_code, ack("AE", *lines), "204", "205") == told


def test_the_second_err_is_called_by_its_number() -> None:
    given = checks.reasons(checks.message_in(ack("AE", "ERR|||207^^^|E", UNKNOWN)))
    assert [(one.where, one.location, one.severity) for one in given] == [
        ("ERR", (), "E"),
        ("ERR[2]", ("QPD", "1", "3", "1", "1"), "E"),
    ]


def test_what_is_no_acknowledgement_names_its_exchange() -> None:
    assert finding(checks.accepted, message("PID|||1")) == ("the first segment", "MSH", "'PID|||1'")
