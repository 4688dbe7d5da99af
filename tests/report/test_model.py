from __future__ import annotations

from harness.report.model import REFERENCE_MOCK, Run, gravest


def test_noted_weighs_more_than_pass_and_less_than_inconclusive() -> None:
    assert gravest(["PASS", "NOTED"]) == "NOTED"
    assert gravest(["NOTED", "INCONCLUSIVE"]) == "INCONCLUSIVE"


def test_a_rehearsal_is_about_the_reference_mocks(rehearsal: Run) -> None:
    assert [each.name for each in rehearsal.subjects] == [REFERENCE_MOCK]


def test_an_event_is_about_its_participants(event: Run) -> None:
    assert [each.name for each in event.subjects] == ["Kijani MPI", "Baobab Registry", "Mlima EMR"]


def test_plays_are_counted_by_the_verdict_of_the_participant(event: Run) -> None:
    assert event.counts_of("Mlima EMR") == {"PASS": 2, "FAIL": 1, "INCONCLUSIVE": 1}


def test_an_exchange_is_found_by_its_id(event: Run) -> None:
    play = next(each for each in event.plays if each.exchanges)
    assert play.exchange(play.exchanges[-1].id) is play.exchanges[-1]
    assert play.exchange("nobody") is None
