"""What the official validator's jar writes is read; without a jar the reason is said; with one, Patients are judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.peers.peer import PeerMissing
from tests.peers.validator_cli import FILE, VARIABLE, errors_by_file, jar, judged

ERROR = {
    "severity": "error",
    "code": "code-invalid",
    "details": {"text": "The value is not in the value set"},
    "expression": ["Patient.gender"],
}
WARNING = {"severity": "warning", "code": "invariant", "details": {"text": "dom-6"}, "expression": ["Patient"]}


def outcome(name: str, *issues: dict[str, Any]) -> dict[str, Any]:
    told = [{"url": FILE, "valueString": name}]
    return {"resourceType": "OperationOutcome", "extension": told, "issue": list(issues)}


def test_the_errors_of_each_file_are_read_from_a_bundle() -> None:
    told = [outcome("/tmp/asked/00000.json", WARNING), outcome("C:\\asked\\00001.xml", WARNING, ERROR)]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in told]}

    wrong = ("Patient.gender: The value is not in the value set",)
    assert errors_by_file(bundle) == {"00000.json": (), "00001.xml": wrong}


def test_the_outcome_of_one_file_stands_alone() -> None:
    place = {"severity": "fatal", "code": "structure", "diagnostics": "no JSON", "location": ["(document)"]}

    assert errors_by_file(outcome("00000.json", place)) == {"00000.json": ("(document): no JSON",)}


@pytest.mark.parametrize(("value", "reason"), [("", "names no jar"), ("/nowhere.jar", "which is no file")])
def test_without_a_jar_the_reason_is_said(value: str, reason: str) -> None:
    with pytest.raises(PeerMissing, match=reason):
        jar({VARIABLE: value})


def test_the_jar_that_is_named_is_taken(tmp_path: Path) -> None:
    named = tmp_path / "validator_cli.jar"
    named.touch()

    assert jar({VARIABLE: str(named)}) == named


@pytest.mark.peer
def test_the_jar_tells_a_good_patient_from_a_bad_one() -> None:
    texts = ['{"resourceType": "Patient", "active": true}', '{"resourceType": "Patient", "gender": "x"}']
    try:
        told = judged(texts)
    except PeerMissing as missing:
        pytest.skip(str(missing))
    assert [bool(one) for one in told.errors] == [False, True]
