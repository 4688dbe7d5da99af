"""Everybody meets everybody, and somebody else in each round."""

from __future__ import annotations

from itertools import combinations

import pytest

from harness.pytest_plugin.fair import meeting, turn


@pytest.mark.parametrize("count", [2, 3, 6, 9])
def test_nobody_meets_two_in_one_round(count: int) -> None:
    pairs = list(combinations(range(count), 2))
    met = [(meeting(one, other, of=count), who) for one, other in pairs for who in (one, other)]
    assert len(set(met)) == len(met)


@pytest.mark.parametrize("count", [2, 3, 6, 9])
def test_all_have_met_when_the_rounds_are_over(count: int) -> None:
    rounds = {meeting(other, one, of=count) for one, other in combinations(range(count), 2)}
    assert rounds == set(range(count - 1 + count % 2))


def test_who_is_alone_comes_first() -> None:
    assert turn([3], of=4) < min(turn([3, other], of=4) for other in range(3))
