"""Lanes go on beside each other, and each within itself in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from harness.pytest_plugin.side_by_side import PASSED_OVER, SideBySide


def awaited(true: Callable[[], bool]) -> bool:
    limit = time.monotonic() + 10
    while not true() and time.monotonic() < limit:
        time.sleep(0.005)
    return true()


def test_one_lane_does_not_wait_for_another() -> None:
    both = threading.Barrier(2, timeout=10)
    plays = SideBySide(lambda _: both.wait())
    first, second = "first", "second"
    plays.begin([("a", first), ("b", second)])
    assert {plays.played(first), plays.played(second)} == {0, 1}


def test_a_lane_keeps_its_order() -> None:
    order: list[str] = []
    plays = SideBySide(order.append)
    items = [("a", str(number)) for number in range(9)]
    plays.begin(items)
    for _, item in reversed(items):
        plays.played(item)
    assert order == [item for _, item in items]


def test_a_lane_is_played_on_one_thread() -> None:
    threads: list[threading.Thread] = []
    plays = SideBySide(lambda _: threads.append(threading.current_thread()))
    items = [("a", str(number)) for number in range(9)]
    plays.begin(items)
    for _, item in items:
        plays.played(item)
    assert len(set(threads)) == 1


def test_what_was_not_begun_is_played_when_it_is_asked_for() -> None:
    assert SideBySide(str.upper).played("a") == "A"


def test_what_a_play_raises_is_raised_where_it_is_asked_for() -> None:
    plays = SideBySide(int)
    item = "no number"
    plays.begin([("a", item)])
    with pytest.raises(ValueError, match="no number"):
        plays.played(item)


class Paced:
    """Plays that last until they are let go; what was begun is told in order."""

    def __init__(self, *items: str) -> None:
        self.begun: list[str] = []
        self._gates = {item: threading.Event() for item in items}
        self.plays = SideBySide(self._play)
        self.plays.begin([(item.rstrip("0123456789"), item) for item in items])  # each letter is a lane

    def _play(self, item: str) -> None:
        self.begun.append(item)
        assert self._gates[item].wait(10)

    def end(self, *items: str) -> None:
        for item in items:
            self._gates[item].set()
            self.plays.played(item)


def test_who_takes_part_in_a_play_plays_nothing_else_meanwhile() -> None:
    paced = Paced("ab1", "a2", "b3", "c4")
    assert awaited(lambda: paced.begun == ["ab1", "c4"])
    paced.end("ab1")
    assert awaited(lambda: sorted(paced.begun[2:]) == ["a2", "b3"])
    paced.end("a2", "b3", "c4")
    assert awaited(lambda: paced.plays.is_over)


def test_who_waits_for_a_partner_plays_something_else_first_but_not_for_ever() -> None:
    others = [f"b{number}" for number in range(PASSED_OVER + 2)]
    paced = Paced("a1", "ab2", *others)
    paced.end(*others[:PASSED_OVER])
    assert paced.begun == ["a1", *others[:PASSED_OVER]]
    paced.end("a1")
    assert awaited(lambda: paced.begun[-1] == "ab2")
    paced.end("ab2", *others[PASSED_OVER:])


def test_nothing_is_begun_in_a_lane_that_is_held_until_it_is_not() -> None:
    played: list[str] = []
    plays = SideBySide(played.append)
    plays.hold("a")
    plays.begin([("a", "1"), ("ab", "2"), ("b", "3")])
    assert awaited(lambda: plays.is_stuck)
    assert played == ["3"]
    plays.hold("")
    assert awaited(lambda: plays.is_over)
    assert played == ["3", "1", "2"]


def test_what_nobody_may_play_is_given_up_once() -> None:
    plays = SideBySide(str.upper, may=lambda item: item != "no")
    plays.begin([("a", "no"), ("ab", "yes")])
    assert plays.played("yes") == "YES"
    plays.give_up(lambda item: f"{item} thanks")
    assert plays.played("no") == "no thanks"
    assert awaited(lambda: plays.is_over)
