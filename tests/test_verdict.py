from __future__ import annotations

from itertools import permutations

import pytest

from harness.verdict import Verdict, combined


@pytest.mark.parametrize("verdicts", list(permutations(("PASS", "INCONCLUSIVE", "FAIL", "ERROR"), 2)))
def test_the_weightier_verdict_counts(verdicts: tuple[str, str]) -> None:
    order = ["PASS", "INCONCLUSIVE", "FAIL", "ERROR"]

    assert combined(Verdict[one] for one in verdicts) is Verdict[max(verdicts, key=order.index)]


def test_nothing_judged_is_no_verdict() -> None:
    assert combined([]) is Verdict.NONE


def test_no_verdict_changes_nothing() -> None:
    assert combined([Verdict.NONE, Verdict.PASS]) is Verdict.PASS
