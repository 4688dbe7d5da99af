from __future__ import annotations

import json
from collections import Counter
from typing import Any

from harness.report.exports.ctrf import ctrf
from harness.report.model import Run


def results(run: Run) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(ctrf(run))["results"]
    return content


def test_every_play_is_a_test_with_a_word_of_ctrf_and_our_own(event: Run) -> None:
    words = Counter((one["status"], one["rawStatus"]) for one in results(event)["tests"])
    assert words == {
        ("passed", "PASS"): 3,
        ("failed", "FAIL"): 5,
        ("other", "INCONCLUSIVE"): 9,
        ("other", "ERROR"): 1,
        ("skipped", "NOT APPLICABLE"): 1,
    }


def test_the_summary_counts_every_test_once(event: Run) -> None:
    summary = results(event)["summary"]
    words = ("passed", "failed", "skipped", "pending", "other")
    assert sum(summary[word] for word in words) == summary["tests"] == len(event.plays)


def test_a_failure_says_what_was_expected_and_found(event: Run) -> None:
    messages = " ".join(one.get("message", "") for one in results(event)["tests"] if one["status"] == "failed")
    assert "expected Okoth-4F2A, found Achieng-4F2A" in messages


def test_what_people_made_of_a_finding_stands_beside_its_verdict(reviewed: Run) -> None:
    told = [one for test in results(reviewed)["tests"] for one in test["extra"]["findings"] if "overridden" in one]
    assert [(one["verdict"], one["overridden"]["verdict"]) for one in told] == [("FAIL", "PASS")]
    assert "unclear" in told[0]["disputed"]["by"]


def test_what_was_attested_is_told(reviewed: Run) -> None:
    (told,) = results(reviewed)["extra"]["attestations"]
    assert (told["requirement"], told["participant"], told["verdict"]) == ("CRF-5", "Kijani MPI", "PASS")
