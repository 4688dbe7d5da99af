"""A demographics query that is answered a page at a time (21-08, 21-09)."""

from __future__ import annotations

import pytest

from tests.mocks.client_registry.hl7v2.conftest import Speaker, cx, numbers, told, where


@pytest.fixture
def three(speaker: Speaker) -> Speaker:
    for number in "123":
        speaker.feed(f"{cx(number)}||FEW^N{number}||198{number}|F")
    return speaker


def test_the_pages_together_are_everybody_once(three: Speaker) -> None:
    found, pointer = [], ""
    for _ in range(3):
        page = three.pdq("@PID.5.1^FEW", size="1^RD", pointer=pointer)
        found += numbers(page)
        pointer = page.get("DSC-1")

    assert (found, pointer) == ([["1"], ["2"], ["3"]], "")


def test_the_pointer_ends_the_answer(three: Speaker) -> None:
    page = three.pdq("@PID.5.1^FEW", size="2^RD")

    assert [one.name for one in page.segments[-3:]] == ["PID", "QRI", "DSC"]
    assert (page.get("DSC-2"), told(page)) == ("I", ("AA", "OK"))


def test_a_page_that_was_lost_is_given_again(three: Speaker) -> None:
    pointer = three.pdq("@PID.5.1^FEW", size="1").get("DSC-1")
    pages = [three.pdq("@PID.5.1^FEW", size="1", pointer=pointer) for _ in range(2)]

    assert [numbers(one) for one in pages] == [[["2"]]] * 2


def test_who_came_later_is_not_on_a_later_page(three: Speaker) -> None:
    pointer = three.pdq("@PID.5.1^FEW", size="2").get("DSC-1")
    three.feed(f"{cx('4')}||FEW^N4||1984|F")

    assert numbers(three.pdq("@PID.5.1^FEW", size="2", pointer=pointer)) == [["3"]]


def test_a_page_that_is_just_full_has_no_pointer(three: Speaker) -> None:
    assert three.pdq("@PID.5.1^FEW", size="3").all("DSC") == ()


def test_a_linked_person_is_told_of_once(three: Speaker) -> None:
    three.feed(f"{cx('A', 'TEST_A')}~{cx('N', 'NID')}||FEW^N1||1981|F", sender="TEST_HARNESS_A")
    three.feed(f"{cx('1')}~{cx('N', 'NID')}", event="A08")
    first = three.pdq("@PID.5.1^FEW", size="1")
    rest = three.pdq("@PID.5.1^FEW", pointer=first.get("DSC-1"))

    assert (sorted(numbers(first)[0]), numbers(rest)) == (["1", "A", "N"], [["2"], ["3"]])


def test_a_cancelled_query_does_not_go_on(three: Speaker) -> None:
    pointer = three.pdq("@PID.5.1^FEW", size="1", tag="GONE").get("DSC-1")
    cancelled = three.say("QID|GONE|Q22^Find Candidates^HL7", kind="QCN^J01^QCN_J01", version="2.5")
    page = three.pdq("@PID.5.1^FEW", pointer=pointer, tag="GONE")

    assert (told(cancelled), cancelled.get("MSH-9"), cancelled.get("MSH-9.2")) == (("AA", ""), "ACK", "J01")
    assert (told(page), where(page)) == (("AE", "AE"), "DSC^1^1")


def test_a_cancellation_names_its_query(three: Speaker) -> None:
    assert told(three.say("QID|", kind="QCN^J01^QCN_J01", version="2.5")) == ("AE", "101")


@pytest.mark.parametrize(("size", "code"), [("x^RD", "102"), ("0", "102"), ("1^LI", "103")])
def test_a_page_has_a_size_in_records(three: Speaker, size: str, code: str) -> None:
    assert three.pdq("@PID.5.1^FEW", size=size).get("ERR-3") == code


def test_the_best_come_first_and_strangers_have_no_part(three: Speaker) -> None:
    assert numbers(three.pdq("@PID.5.1^FEW", wanted="^^^TEST_A")) == []
    assert told(three.pdq("@PID.5.1^FEW", wanted="^^^TEST_A", size="1")) == ("AA", "NF")
