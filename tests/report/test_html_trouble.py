from __future__ import annotations

import dataclasses

import pytest

from harness.report.html_trouble import headline, trouble_views
from harness.report.model import Run
from harness.report.troubles import troubles


def judged(run: Run, *names: str, verdict: str = "FAIL") -> Run:
    """`run` in which each of `names` has one play of this verdict."""
    people = tuple(dataclasses.replace(run.participants[0], name=name) for name in names)
    plays = tuple(
        dataclasses.replace(run.plays[0], casting={"client_registry": name}, verdict=verdict, verdicts={name: verdict})
        for name in names
    )
    return dataclasses.replace(run, participants=people, plays=plays)


@pytest.mark.parametrize(
    ("names", "verdict", "expected"),
    [
        (("A",), "FAIL", "A has something to mend."),
        (("A", "B"), "FAIL", "A and B have something to mend."),
        (("A", "B", "C"), "FAIL", "A, B and C have something to mend."),
        (("A", "B", "C", "D"), "FAIL", "A, B and 2 others have something to mend."),
        (("A",), "ERROR", "The harness itself broke down; nobody else is to blame for that."),
        (("A",), "INCONCLUSIVE", "Nothing failed, but one scenario could not be judged."),
        (("A",), "PASS", "All that was judged passed."),
        (("A",), "NOT APPLICABLE", "Nothing was judged."),
    ],
)
def test_the_headline_says_whose_turn_it_is(event: Run, names: tuple[str, ...], verdict: str, expected: str) -> None:
    assert headline(judged(event, *names, verdict=verdict)) == expected


def test_a_hint_is_given_once_for_each_participant_and_requirement(event: Run) -> None:
    views = trouble_views(troubles(event, participant="Kijani MPI", verdicts=("FAIL",)))
    assert [view.told_above for view in views if view.requirement == "104-02"] == [False, True]


def test_on_its_own_page_a_trouble_leads_to_the_exchange_below(event: Run) -> None:
    trouble = next(each for each in troubles(event) if each.finding)
    link = trouble_views([trouble], on=trouble.plays[0])[0].evidence[0].link
    assert link.startswith("#x")


def test_of_many_plays_the_first_are_named_and_the_rest_counted(event: Run) -> None:
    view = trouble_views(troubles(event, participant="Baobab Registry"))[0]
    assert (len(view.evidence), view.more) == (4, 2)
