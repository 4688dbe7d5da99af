"""Verdicts in the order of ISO 9646 and TTCN-3, and the one rule that combines them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Verdict(IntEnum):
    """What can be said of a participant and a requirement, the weightiest last."""

    NONE = 0
    PASS = 1
    INCONCLUSIVE = 2
    FAIL = 3
    ERROR = 4


def combined(verdicts: Iterable[Verdict]) -> Verdict:
    """The weightiest of `verdicts`; NONE when there are none."""
    return max(verdicts, default=Verdict.NONE)
