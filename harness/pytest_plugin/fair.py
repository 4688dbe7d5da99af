"""Who meets whom first: rounds in which everybody meets somebody else, as in a tournament. Knows numbers only."""

from __future__ import annotations

from collections.abc import Sequence


def meeting(one: int, other: int, *, of: int) -> int:
    """The round, from 0, in which two `of` so many meet: nobody meets two in one round (the circle method).

    Of an even number the last stands in the middle of the circle; of an odd number one rests in each round.
    """
    first, second = sorted((one, other))
    rounds = of - 1 + of % 2
    if second == rounds:
        return 2 * first % rounds
    return (first + second) % rounds


def turn(cast: Sequence[int], *, of: int) -> int:
    """When those `cast` in a play, by number, have their turn: alone first, -1, then in rounds by the first two."""
    return meeting(cast[0], cast[1], of=of) if len(cast) > 1 else -1
