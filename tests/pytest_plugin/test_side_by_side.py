"""Groups go on beside each other, and each within itself in order."""

from __future__ import annotations

import threading

import pytest

from harness.pytest_plugin.side_by_side import SideBySide


def test_one_group_does_not_wait_for_another() -> None:
    both = threading.Barrier(2, timeout=10)
    plays = SideBySide(lambda _: both.wait())
    first, second = "first", "second"
    plays.begin([("a", first), ("b", second)])
    assert {plays.played(first), plays.played(second)} == {0, 1}


def test_a_group_keeps_its_order() -> None:
    order: list[str] = []
    plays = SideBySide(order.append)
    items = [("a", str(number)) for number in range(9)]
    plays.begin(items)
    for _, item in reversed(items):
        plays.played(item)
    assert order == [item for _, item in items]


def test_what_was_not_begun_is_played_when_it_is_asked_for() -> None:
    assert SideBySide(str.upper).played("a") == "A"


def test_what_a_play_raises_is_raised_where_it_is_asked_for() -> None:
    plays = SideBySide(int)
    item = "no number"
    plays.begin([("a", item)])
    with pytest.raises(ValueError, match="no number"):
        plays.played(item)
