from __future__ import annotations

import json
from typing import Any

import pytest

from harness.conformance import validate
from harness.report.exports.testreport import testreport as written
from harness.report.model import Run
from tests.valid import needs_definitions


def reports(run: Run) -> list[dict[str, Any]]:
    return [one["resource"] for one in json.loads(written(run))["entry"]]


@needs_definitions
@pytest.mark.parametrize("name", ["event", "rehearsal", "reviewed"])
def test_it_is_valid_fhir(name: str, request: pytest.FixtureRequest) -> None:
    issues = validate(json.loads(written(request.getfixturevalue(name))))
    assert [(one.expression, one.message) for one in issues if one.severity in ("fatal", "error")] == []


def test_every_play_has_a_report_with_its_result(event: Run) -> None:
    results = [one["result"] for one in reports(event)]
    assert [results.count(word) for word in ("pass", "fail", "pending")] == [3, 5, 11]


def test_a_finding_is_an_assert_with_a_link_to_its_standard(event: Run) -> None:
    steps = [step for one in reports(event) for test in one["test"] for step in test["action"]]
    failed = next(one["assert"] for one in steps if one.get("assert", {}).get("result") == "fail")
    assert "expected" in failed["message"]
    assert failed["detail"].startswith("https://")


def test_a_run_cut_off_is_stopped(event: Run) -> None:
    assert {one["status"] for one in reports(event)} == {"completed", "stopped"}


def test_what_people_made_of_it_is_told_and_the_result_stays(reviewed: Run) -> None:
    told = json.dumps(reports(reviewed))
    assert "overridden as PASS by Amina (mentor)" in told
    assert [one["result"] for one in reports(reviewed)].count("fail") == 5


def test_an_attestation_is_a_report_by_whoever_attested(reviewed: Run) -> None:
    last = reports(reviewed)[-1]
    assert (last["tester"], last["result"]) == ("Amina", "pass")
