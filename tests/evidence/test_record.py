from __future__ import annotations

import pytest

from harness.evidence.record import Finding, FindingVerdict, first_name, repeated, repetition, verdict_of
from harness.verdict import Verdict


def finding(verdict: FindingVerdict) -> Finding:
    return Finding("play", 1, "104-01", "client_registry", "OpenCR", "SHALL", verdict, "create her")


@pytest.mark.parametrize(
    ("word", "weight"),
    [("NOTED", Verdict.PASS), ("PASS", Verdict.PASS), ("INCONCLUSIVE", Verdict.INCONCLUSIVE), ("FAIL", Verdict.FAIL)],
)
def test_what_is_noted_weighs_as_much_as_a_pass(word: FindingVerdict, weight: Verdict) -> None:
    assert finding(word).weight is weight


def test_the_weightiest_finding_decides() -> None:
    assert verdict_of([finding("PASS"), finding("FAIL"), finding("INCONCLUSIVE")]) is Verdict.FAIL


def test_without_findings_there_is_no_verdict() -> None:
    assert verdict_of([]) is Verdict.NONE


@pytest.mark.parametrize(("times", "name"), [(1, "a[b#1]"), (2, "a[b#1]#2"), (12, "a[b#1]#12")])
def test_a_play_is_the_same_play_however_often_it_is_played(times: int, name: str) -> None:
    assert repeated("a[b#1]", times) == name
    assert (first_name(name), repetition(name)) == ("a[b#1]", times)
