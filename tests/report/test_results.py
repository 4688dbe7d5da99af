from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from harness.evidence.kept import Crossing
from harness.report.model import Run
from harness.report.results import SCHEMA, results, write_results


@pytest.fixture(scope="module")
def check() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module")
def content(event: Run) -> dict[str, Any]:
    return results(event)


def result(content: dict[str, Any], function: str, participant: str) -> dict[str, Any]:
    return next(
        each
        for each in content["results"]
        if each["scenario"].endswith(function) and participant in each["casting"].values()
    )


def test_an_event_meets_the_schema(check: jsonschema.Draft202012Validator, content: dict[str, Any]) -> None:
    assert list(check.iter_errors(content)) == []


def test_a_rehearsal_meets_the_schema(check: jsonschema.Draft202012Validator, rehearsal: Run) -> None:
    assert list(check.iter_errors(results(rehearsal))) == []


def test_the_schema_refuses_another_verdict(check: jsonschema.Draft202012Validator, rehearsal: Run) -> None:
    broken = results(rehearsal)
    broken["results"][0]["verdict"] = "GREEN"
    assert len(list(check.iter_errors(broken))) == 1


def test_the_summary_counts_every_result_once(content: dict[str, Any]) -> None:
    assert sum(content["summary"].values()) == len(content["results"])
    assert content["summary"] == {"PASS": 3, "FAIL": 5, "INCONCLUSIVE": 9, "ERROR": 1, "NOT APPLICABLE": 1}


def test_a_failure_says_where_expected_and_found(content: dict[str, Any]) -> None:
    findings = result(content, "a_changed_name_is_seen_by_everybody", "Kijani MPI")["findings"]
    assert findings[0]["where"] == "Bundle.entry[0].resource.name[0].family"
    assert (findings[0]["expected"], findings[0]["found"]) == ("Okoth-4F2A", "Achieng-4F2A")


def test_a_finding_names_an_exchange_of_its_result(content: dict[str, Any]) -> None:
    known = {exchange["id"] for each in content["results"] for exchange in each["exchanges"]}
    named = {finding["exchange"] for each in content["results"] for finding in each["findings"]}
    assert named <= known | {""}


def test_what_is_inconclusive_says_who_caused_it(content: dict[str, Any]) -> None:
    unreachable = result(content, "a_patient_is_found_by_her_card", "Baobab Registry")
    assert unreachable["inconclusive"]["caused_by"] == "Baobab Registry"
    assert "not_applicable" not in unreachable


def test_what_is_not_applicable_says_why(content: dict[str, Any]) -> None:
    graded = result(content, "likely_patients_are_graded", "Kijani MPI")
    assert "match-operation" in graded["not_applicable"]["reason"]
    assert graded["started"] is None


def test_a_breakdown_of_the_harness_is_an_error(content: dict[str, Any]) -> None:
    broken = result(content, "a_patient_is_found_by_her_card", "Kijani MPI")
    assert broken["error"] == {"reason": "KeyError in checks/fhir.py", "caused_by": "the harness"}


def test_an_exchange_without_an_answer_has_no_status(content: dict[str, Any]) -> None:
    exchange = result(content, "a_patient_is_found_by_her_card", "Baobab Registry")["exchanges"][0]
    assert (exchange["status"], exchange["method"]) == (None, "PUT")
    assert exchange["url"].startswith("http://10.20.30.41:8080/fhir/Patient?identifier=")


def test_what_the_run_made_is_listed(content: dict[str, Any]) -> None:
    assert content["made"][0]["url"].startswith("https://mpi.kijani.example/fhir/Patient/1042")


def test_the_file_is_written_whole_and_alone(event: Run, tmp_path: Path) -> None:
    path = write_results(event, tmp_path)
    assert json.loads(path.read_text(encoding="utf-8"))["run"] == event.name
    assert list(tmp_path.iterdir()) == [path]


def test_the_readme_names_every_key_of_the_format() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    readme = (Path(__file__).parents[2] / "reports" / "README.md").read_text(encoding="utf-8")
    kinds = [schema, *(schema["$defs"][kind] for kind in ("result", "finding", "exchange", "made", "participant"))]
    assert [key for kind in kinds for key in kind["properties"] if f"`{key}`" not in readme] == []


def test_both_hops_of_a_relayed_exchange_are_told(event: Run) -> None:
    play = event.plays[0]
    one = play.exchanges[0]
    passed = dataclasses.replace(one, forwarded_request=one.request, forwarded_response=one.response)
    crossing = Crossing.of(play.id, play.crossings[0].step, passed)
    told = results(dataclasses.replace(event, plays=(dataclasses.replace(play, crossings=(crossing,)),)))
    hops = told["results"][0]["exchanges"][0]["hops"]
    assert [(hop["from"], hop["to"]) for hop in hops] == [("point_of_service", "relay"), ("relay", "client_registry")]
