from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest

from harness.report.exports.junit import junit
from harness.report.model import Run


@pytest.fixture(scope="module")
def tree(event: Run) -> ElementTree.Element:
    return ElementTree.fromstring(junit(event))


def case(tree: ElementTree.Element, function: str, participant: str) -> ElementTree.Element:
    return next(
        each
        for each in tree.iter("testcase")
        if each.get("classname", "").endswith(function) and participant in each.get("name", "")
    )


def test_a_pass_has_nothing_to_say(tree: ElementTree.Element) -> None:
    assert list(case(tree, "sent_twice_is_registered_once", "Kijani MPI")) == []


def test_a_fail_is_a_failure_with_the_difference(tree: ElementTree.Element) -> None:
    failure = case(tree, "a_changed_name_is_seen_by_everybody", "Kijani MPI").find("failure")
    assert failure is not None
    assert "expected Okoth-4F2A, found Achieng-4F2A" in failure.get("message", "")


def test_inconclusive_is_an_error_of_its_own_type(tree: ElementTree.Element) -> None:
    error = case(tree, "a_patient_is_found_by_her_card", "Baobab Registry").find("error")
    assert error is not None
    assert error.get("type") == "inconclusive"


def test_a_fault_of_ours_is_an_error_of_the_harness_with_its_traceback(tree: ElementTree.Element) -> None:
    error = case(tree, "a_patient_is_found_by_her_card", "Kijani MPI").find("error")
    assert error is not None
    assert (error.get("type"), "KeyError" in (error.text or "")) == ("harness", True)


def test_what_is_not_applicable_is_skipped_with_the_reason(tree: ElementTree.Element) -> None:
    skipped = case(tree, "likely_patients_are_graded", "Kijani MPI").find("skipped")
    assert skipped is not None
    assert "match-operation" in skipped.get("message", "")


def test_what_is_noted_passes_and_is_told(tree: ElementTree.Element) -> None:
    noted = case(tree, "an_unknown_domain_is_told", "Kijani MPI")
    assert [each.tag for each in noted] == ["system-out"]


def test_the_totals_add_up(tree: ElementTree.Element) -> None:
    assert [tree.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["19", "5", "10", "1"]
    assert sum(int(suite.get("tests", "0")) for suite in tree) == 19


def test_characters_that_xml_forbids_are_replaced(event: Run) -> None:
    play = dataclasses.replace(event.plays[1], reason="broken \x00\x1b]]> <b>")
    error = ElementTree.fromstring(junit(dataclasses.replace(event, plays=(play,)))).find(".//error")
    assert error is not None
    assert error.get("message", "").startswith("broken \ufffd\ufffd]]> <b>")


def test_what_people_made_of_a_failure_is_told_and_it_stays_one(reviewed: Run) -> None:
    root = ElementTree.fromstring(junit(reviewed))
    told = [case for case in root.iter("testcase") if "overridden as PASS" in (case.findtext("system-out") or "")]
    assert [case.find("failure") is not None for case in told] == [True]
