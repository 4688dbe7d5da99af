from __future__ import annotations

import pytest

from harness.checks import queries_v2 as checks
from harness.checks.check import NothingToJudge
from harness.evidence.exchange import Message
from tests.checks.resources import Told, finding
from tests.checks.wire_v2 import ack, answer, crossed, message, query

ONE, OTHER = "PID|||1^^^TEST&1.2.1&ISO||JONES", "PID|||2^^^TEST&1.2.1&ISO||JONES"


@pytest.mark.parametrize(("code", "status"), [("AA", "OK"), ("AE", "AE")])
def test_codes_that_are_wanted_pass(code: str, status: str) -> None:
    assert checks.answered_as(answer(code, status), code, status) is None


def test_other_codes_are_told() -> None:
    assert finding(checks.answered_as, answer("AA", "NF"), "AE", "AE") == ("MSA-1", "AE", "AA")
    assert finding(checks.answered_as, answer("AE", "NF"), "AE", "AE") == ("QAK-2", "AE", "NF")


@pytest.mark.parametrize("status", ["OK", "NF"])
def test_a_query_that_is_understood_passes(status: str) -> None:
    assert checks.understood(answer("AA", status)) is None


def test_a_query_that_is_not_understood_is_told() -> None:
    assert finding(checks.understood, answer("AE", "AE")) == ("MSA-1", "AA", "AE")
    assert finding(checks.understood, answer("AA", "AE")) == ("QAK-2", "OK or NF", "AE")


def test_nobody_found_passes() -> None:
    assert checks.found_nobody(answer("AA", "NF")) is None


def test_somebody_where_nobody_is_meant_is_told() -> None:
    assert finding(checks.found_nobody, answer("AA", "NF", ONE, OTHER)) == ("PID", "none", "2 of them")


@pytest.mark.parametrize(("count", "least"), [(2, False), (2, True), (1, True)])
def test_as_many_as_wanted_pass(count: int, least: bool) -> None:
    assert checks.found_patients(answer("AA", "OK", ONE, OTHER), count, least=least) is None


@pytest.mark.parametrize(("count", "least", "expected"), [(1, False, "1"), (3, False, "3"), (3, True, "at least 3")])
def test_too_few_and_too_many_are_told(count: int, least: bool, expected: str) -> None:
    told = finding(checks.found_patients, answer("AA", "OK", ONE, OTHER), count, least=least)
    assert told == ("PID", expected, "2")


def test_an_echo_of_tag_and_query_passes() -> None:
    checks.echoes_the_tag(crossed(query(), answer()))
    assert checks.echoes_the_query(crossed(query("QPD|IHE PIX Query|TAG|1^^^TEST&^~|", "RCP|I"), answer())) is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("QPD|IHE PIX Query|TAG|1^^^TEST|^^^NID", ("QPD-4", "^^^NID", "nothing")),
        ("QPD|IHE PIX Query|TAG|1", ("QPD-3", "1", "1^^^TEST")),
    ],
)
def test_a_query_that_comes_back_otherwise_is_told(asked: str, told: Told) -> None:
    assert finding(checks.echoes_the_query, crossed(query(asked), answer())) == told


def test_an_answer_without_query_or_tag_is_told() -> None:
    both = crossed(query(), ack())
    assert finding(checks.echoes_the_query, both) == ("QPD", "QPD|IHE PIX Query|TAG|1^^^TEST", "no QPD")
    assert finding(checks.echoes_the_tag, both) == ("QAK-1", "TAG", "nothing")


def test_a_question_without_a_query_shows_nothing() -> None:
    with pytest.raises(NothingToJudge):
        checks.echoes_the_query(crossed(query("RCP|I"), answer()))


@pytest.mark.parametrize("check", [checks.echoes_the_tag, checks.echoes_the_query])
def test_no_answer_shows_nothing(check) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NothingToJudge):
        check(crossed(query(), None))


def test_a_page_with_a_pointer_passes() -> None:
    assert checks.pages(answer("AA", "OK", ONE, "DSC|77|I"), most=1) is None


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (answer("AA", "OK", ONE, OTHER, "DSC|77|I"), ("PID", "at most 1, as RCP-2 says", "2")),
        (answer("AA", "OK", ONE), ("DSC-1", "a pointer to the rest", "nothing")),
    ],
)
def test_a_page_that_is_too_long_or_leads_nowhere_is_told(one: Message, told: Told) -> None:
    assert finding(checks.pages, one, most=1) == told


def test_pages_come_to_an_end() -> None:
    assert checks.end_the_pages([answer("AA", "OK", ONE, "DSC|77|I"), answer("AA", "OK", OTHER)]) is None


def test_pages_without_end_are_told() -> None:
    endless = message("MSH|^~\\&|A", "DSC|78|I", exchange="x0002")
    told = finding(checks.end_the_pages, [answer(), endless], exchange="x0002")
    assert told == ("DSC-1", "nothing after 2 pages", "78")


@pytest.mark.parametrize("score", ["95", "0.7", ".5", "80."])
def test_scores_pass(score: str) -> None:
    assert checks.says_how_likely(answer("AA", "OK", ONE, "PD1||", f"QRI|{score}", OTHER, "QRI|1")) is None


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((ONE, OTHER, "QRI|1"), ("QRI after PID", "a QRI with a score", "no QRI")),
        ((ONE, "QRI|1", OTHER), ("QRI after PID[2]", "a QRI with a score", "no QRI")),
        ((ONE, "QRI|high"), ("QRI-1", "a number", "high")),
        ((), ("PID", "at least 1", "0")),
    ],
)
def test_missing_scores_are_told(lines: tuple[str, ...], told: Told) -> None:
    assert finding(checks.says_how_likely, answer("AA", "OK", *lines)) == told
