"""A run with and without the definitions of FHIR, and with a package of one's own, as real processes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.checks.validity import JUDGED, WITHOUT_DEFINITIONS
from tests.commands.conftest import Ran
from tests.valid import needs_definitions

Harness = Callable[..., Ran]
Mock = Callable[..., str]
PIXM_PATIENT = "https://profiles.ihe.net/ITI/PIXm/StructureDefinition/IHE.PIXm.Patient"
WITH_PHOTO = {
    "resourceType": "StructureDefinition",
    "url": PIXM_PATIENT,
    "name": "WithPhoto",
    "status": "draft",
    "kind": "resource",
    "abstract": False,
    "type": "Patient",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
    "derivation": "constraint",
    "differential": {"element": [{"id": "Patient.photo", "path": "Patient.photo", "min": 1}]},
}


@pytest.fixture
def no_definitions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_CACHE", str(tmp_path / "empty"))


@pytest.mark.usefixtures("no_definitions")
def test_without_definitions_a_run_says_first_and_last_what_it_does_not_check(harness: Harness) -> None:
    ran = harness("run", "CRWF-1")

    lines = ran.out.strip().splitlines()
    assert (ran.code, lines[0], lines[-1]) == (0, WITHOUT_DEFINITIONS, WITHOUT_DEFINITIONS)
    assert ran.err == ""


@pytest.mark.usefixtures("no_definitions")
def test_without_definitions_nothing_is_found_of_what_needs_them(harness: Harness) -> None:
    ran = harness("run", "78-13")

    told = {one["requirement"] for one in ran.results["not_checked"]}
    assert (ran.code, told >= {"FHIR-01", "78-01", "78-13", "83-14", "104-11"}) == (0, True)
    assert {"FHIR-01", "78-13", "104-11"} & {one["requirement"] for one in ran.findings} == set()


@pytest.mark.usefixtures("no_definitions")
def test_without_definitions_the_other_faults_are_found_as_ever(harness: Harness, mock: Mock) -> None:
    url = mock("client-registry", "--defect", "keeps-the-first-name")
    ran = harness("run", "CRWF-2", "--against", f"client_registry={url}", "--as", "Faulty")
    assert (ran.code, ran.failed) == (1, {"104-02", "CRWF-2"})


@needs_definitions
def test_what_is_invalid_fails_and_the_report_says_by_what(harness: Harness, mock: Mock) -> None:
    url = mock("client-registry", "--defect", "shows-gender-as-a-letter")
    ran = harness("run", "CRWF-3", "--against", f"client_registry={url}", "--as", "Faulty")

    told = next(one for one in ran.findings if one["verdict"] == "FAIL")
    assert (ran.code, ran.failed, told["where"]) == (1, {"FHIR-01"}, "Bundle.entry[0].resource.gender")
    assert "administrative-gender" in told["message"]
    assert ran.results["versions"]["FHIR package hl7.fhir.r4.core"].startswith("4.0.1 sha256:")


@needs_definitions
def test_a_package_of_ones_own_goes_before_ours_also_when_it_is_judged_again(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "patient.json").write_text(json.dumps(WITH_PHOTO))

    ran = harness("run", "CRWF-3", "--package", "own")
    again = harness("judge", str(ran.folder))
    told = {(one["requirement"], one["found"]) for one in ran.findings if one["verdict"] == "ERROR"}
    assert (told, ran.code, again.code) == ({("104-11", "0")}, 4, 4)


def test_a_package_that_is_not_there_is_said_before_anything_runs(harness: Harness) -> None:
    ran = harness("run", "CRWF-3", "--package", "nowhere.tgz")
    assert (ran.code, ran.err.startswith("harness: nowhere.tgz: expected a FHIR package")) == (2, True)


def test_all_that_needs_definitions_is_named_to_who_has_none() -> None:
    assert [one for one in JUDGED if one not in WITHOUT_DEFINITIONS] == []
