"""Somebody who is not there is left in peace, looked for with growing pauses, and given up at the end."""

from __future__ import annotations

import pytest

from harness.pytest_plugin.breaker import CHANCES, FIRST_PAUSE, Breaker, clock

NOON = 1_800_000_000.0


@pytest.fixture
def resting() -> Breaker:
    """Not reached three times in a row, the last time at noon."""
    breaker = Breaker()
    for before in (2, 1, 0):
        breaker.missed("connection refused", NOON - before)
    return breaker


def test_three_plays_in_a_row_are_enough_and_the_reason_is_told(resting: Breaker) -> None:
    assert resting.reason == f"not reached three times in a row, last at {clock(NOON)}: connection refused"


def test_whoever_is_reached_in_between_is_played_with() -> None:
    breaker = Breaker()
    for deed in (breaker.missed, breaker.missed):
        deed("refused", NOON)
    breaker.reached()
    breaker.missed("refused", NOON)
    assert breaker.reason == ""


def test_it_is_looked_for_with_growing_pauses(resting: Breaker) -> None:
    first = NOON + FIRST_PAUSE
    assert [resting.is_due(first - 1), resting.is_due(first)] == [False, True]
    resting.away("still refused", first)
    assert [resting.is_due(first + 2 * FIRST_PAUSE - 1), resting.is_due(first + 2 * FIRST_PAUSE)] == [False, True]


def test_whoever_is_there_again_is_tried_and_rests_for_longer_after_one_miss(resting: Breaker) -> None:
    resting.there(NOON + 5)
    assert resting.reason == ""
    resting.missed("refused", NOON + 6)
    assert resting.reason.startswith("not reached 4 times in a row")
    assert not resting.is_due(NOON + 6 + FIRST_PAUSE)


def test_it_is_given_up_when_somebody_just_looked(resting: Breaker) -> None:
    assert not resting.is_given_up(NOON)
    resting.away("refused", NOON)
    assert resting.is_given_up(NOON + 1)
    assert not resting.is_given_up(NOON + FIRST_PAUSE)


def test_it_is_given_up_when_it_was_only_seemingly_there_too_often(resting: Breaker) -> None:
    for again in range(CHANCES + 1):
        resting.there(NOON + 100 * again)
        resting.missed("refused", NOON + 100 * again + 50)
    assert resting.is_given_up(NOON + 1000)
