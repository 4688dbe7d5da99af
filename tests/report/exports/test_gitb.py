from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest

from harness.report.exports.gitb import TR, gitb
from harness.report.model import Run


def report(run: Run) -> ElementTree.Element:
    return ElementTree.fromstring(gitb(run))


def text(run: Run, path: str) -> str:
    return report(run).findtext(path.replace("tr:", f"{{{TR}}}"), "")


def test_the_elements_come_in_the_order_of_the_test_bed(event: Run) -> None:
    names = [one.tag.removeprefix(f"{{{TR}}}") for one in report(event)]
    assert names == ["date", "result", "overview", "counters", "reports"]


def test_every_finding_is_an_item_and_counted(event: Run) -> None:
    root = report(event)
    counters = [int(one.text or "") for one in root.find(f"{{{TR}}}counters") or ()]
    items = root.find(f"{{{TR}}}reports")
    assert items is not None
    assert sum(counters) == len(items) == sum(len(play.findings) or 1 for play in event.plays)


@pytest.mark.parametrize(
    ("words", "result"),
    [
        (("PASS",), "SUCCESS"),
        (("PASS", "NOTED"), "WARNING"),
        (("PASS", "INCONCLUSIVE"), "UNDEFINED"),
        (("ERROR", "FAIL"), "FAILURE"),
        ((), "UNDEFINED"),
    ],
)
def test_the_result_is_the_gravest(event: Run, words: tuple[str, ...], result: str) -> None:
    some = event.plays[0].findings[0]
    play = dataclasses.replace(
        event.plays[0],
        verdict="INCONCLUSIVE",
        findings=tuple(dataclasses.replace(some, verdict=word) for word in words),  # type: ignore[arg-type]
    )
    assert text(dataclasses.replace(event, plays=(play,)), "tr:result") == result


def test_an_error_says_where_and_what_people_made_of_it(reviewed: Run) -> None:
    errors = report(reviewed).iter(f"{{{TR}}}error")
    said = [one.findtext(f"{{{TR}}}description", "") for one in errors if one.find(f"{{{TR}}}location") is not None]
    assert any("overridden as PASS by Amina (mentor)" in one for one in said)
    assert all(": expected " in one for one in said)
