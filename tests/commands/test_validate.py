"""`harness validate`: files, folders, lines and the standard input; what it prints and with what it ends."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.commands import documents
from harness.conformance.packages.definitions import HOW_TO_GET, definitions
from tests.commands.conftest import Ran

Harness = Callable[..., Ran]
GOOD = '{"resourceType": "Patient", "active": true}'
BAD = '{"resourceType": "Patient", "active": "yes"}'
XML = '<Patient xmlns="http://hl7.org/fhir"><active value="{}"/></Patient>'
FOUND = "error: Patient.active: expected"


@pytest.fixture
def core() -> None:
    """The definitions of R4 are installed, or the test has nothing to show."""
    if not definitions().available:
        pytest.skip(HOW_TO_GET)


@pytest.fixture
def files(tmp_path: Path, core: None) -> Path:  # noqa: ARG001 it only has to be there
    """A folder with one file of each format."""
    (tmp_path / "good.json").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad.xml").write_text(XML.format("yes"), encoding="utf-8")
    (tmp_path / "lines.ndjson").write_text(f"{GOOD}\n\n{BAD}\n", encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "no FHIR"}', encoding="utf-8")
    (tmp_path / "notes.json").write_text("words", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("words", encoding="utf-8")
    return tmp_path


def test_a_good_file_ends_with_0_and_says_who_judged(harness: Harness, files: Path) -> None:
    done = harness("validate", str(files / "good.json"))

    assert done.code == 0
    assert "1 resource, 0 with errors: 0 errors" in done.out
    assert "Judged by IHE profiles shipped with the harness 0.1.0 (sha256 " in done.out
    assert ", hl7.fhir.r4.core 4.0.1 (sha256 " in done.out


def test_a_bad_file_ends_with_1_and_points_at_the_place(harness: Harness, files: Path) -> None:
    done = harness("validate", str(files / "bad.xml"))

    assert done.code == 1
    assert f"{files / 'bad.xml'}: {FOUND} a value of type boolean" in done.out


def test_a_resource_a_line_is_told_with_its_line(harness: Harness, files: Path) -> None:
    done = harness("validate", str(files / "lines.ndjson"))

    assert f"lines.ndjson:3: {FOUND}" in done.out
    assert "2 resources, 1 with errors" in done.out


def test_a_folder_is_searched_and_what_is_no_fhir_is_counted(harness: Harness, files: Path) -> None:
    done = harness("validate", str(files))

    assert "4 resources, 2 with errors" in done.out
    assert "2 files passed over: no FHIR." in done.out


PIXM = "https://profiles.ihe.net/ITI/PIXm/StructureDefinition/IHE.PIXm.Patient"


def test_the_profiles_of_ihe_are_known_without_a_package(harness: Harness, files: Path) -> None:
    done = harness("validate", str(files / "good.json"), "--profile", PIXM)

    assert done.code == 1
    assert f"[{PIXM}#Patient.identifier]" in done.out


def test_a_profile_of_a_package_wins_over_ours(harness: Harness, files: Path) -> None:
    theirs = {"resourceType": "StructureDefinition", "url": PIXM, "type": "Patient", "derivation": "constraint"}
    theirs["baseDefinition"] = "http://hl7.org/fhir/StructureDefinition/Patient"
    (files / "theirs.json").write_text(json.dumps({**theirs, "kind": "resource"}), encoding="utf-8")
    package = str(files / "theirs.json")

    assert harness("validate", str(files / "good.json"), "--profile", PIXM, "--package", package).code == 0


WRONG = {
    "nowhere.json": "no such file or folder: ",
    "notes.txt": "is not FHIR: expected JSON or XML, found 'words'",
    "packed.json": "packed.json | harness validate -",
    "packed.zip": "is packed (a ZIP archive), and is judged unpacked: unpack it first",
}


@pytest.mark.parametrize(("name", "said"), WRONG.items())
def test_what_cannot_be_judged_is_wrong_use(harness: Harness, files: Path, name: str, said: str) -> None:
    (files / "packed.json").write_bytes(gzip.compress(b"{}"))
    (files / "packed.zip").write_bytes(b"PK\x03\x04 and so on")
    done = harness("validate", str(files / name))

    assert done.code == 2
    assert said in done.err


@pytest.mark.parametrize("value", ["null", "true", "7", '"Patient"'])
def test_a_value_of_json_that_is_no_object_is_no_resource(harness: Harness, tmp_path: Path, value: str) -> None:
    (tmp_path / "value.json").write_text(value, encoding="utf-8")
    done = harness("validate", "value.json")

    assert (done.code, f"value.json: fatal: expected a FHIR resource, found {value}" in done.out) == (1, True)


def test_an_unknown_profile_is_wrong_use_and_near_ones_are_named(harness: Harness, files: Path) -> None:
    url = "http://hl7.org/fhir/StructureDefinition/Pacient"
    done = harness("validate", str(files / "good.json"), "--profile", url)

    assert done.code == 2
    assert f"no package defines the profile {url}; near to it: " in done.err
    assert "http://hl7.org/fhir/StructureDefinition/Patient" in done.err


def test_outcomes_come_one_a_line(harness: Harness, files: Path) -> None:
    done = harness("validate", "--format", "json", str(files / "lines.ndjson"), str(files / "bad.xml"))
    outcomes = [json.loads(line) for line in done.out.splitlines()]

    assert [one["resourceType"] for one in outcomes] == ["OperationOutcome"] * 3
    assert outcomes[1]["issue"][0]["location"] == [f"{files / 'lines.ndjson'}:3"]


MALFORMED = {
    '{"resourceType": "Patient",\n "active": true,}': "fatal: line 2, column",
    '{"resourceType": "Patient", "active": true, "active": true}': "fatal: line 1, column 55 (active): expected each",
    '{"resourceType": "Patient", "a": ' + "[" * 100_000 + "]" * 100_000 + "}": "at most 100 levels of nesting",
    "<Patient>" * 5000 + "</Patient>" * 5000: "fatal: line 1: expected at most 100 levels",
    "<!DOCTYPE x><Patient/>": "expected XML without a document type",
}


@pytest.mark.parametrize(("body", "said"), MALFORMED.items(), ids=lambda one: one[:20])
def test_a_malformed_file_is_fatal_and_points_at_the_place(harness: Harness, files: Path, body: str, said: str) -> None:
    path = files / "broken.json"
    path.write_text(body, encoding="utf-8")
    done = harness("validate", str(path))

    assert done.code == 1
    assert said in done.out


def test_what_is_larger_than_can_be_held_is_fatal(harness: Harness, files: Path) -> None:
    (files / "long.ndjson").write_text(f"{GOOD}{' ' * documents.LARGEST}\n{GOOD}\n", encoding="utf-8")
    done = harness("validate", str(files / "long.ndjson"))

    assert "long.ndjson:1: fatal: " in done.out
    assert "2 resources, 1 with errors" in done.out


@pytest.mark.parametrize(("text", "place"), [(BAD, ""), (f"{GOOD}\n{BAD}\n", ":2"), (XML.format("no"), "")])
@pytest.mark.usefixtures("core")
def test_the_standard_input_may_be_one_resource_or_one_a_line(text: str, place: str) -> None:
    command = [sys.executable, "-m", "harness", "validate", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"standard input{place}: {FOUND}" in done.stdout


def test_without_definitions_the_first_and_the_last_line_say_so(
    harness: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HARNESS_CACHE", str(tmp_path / "none"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "p.json").write_text(GOOD, encoding="utf-8")
    lines = harness("validate", str(tmp_path / "p.json")).out.splitlines()

    assert lines[0] == lines[-1] == "The definitions of FHIR R4 are not installed: run `harness definitions`."
    assert "1 not checked" in lines[-2]


def test_a_line_that_is_no_fhir_hides_none_after_it(harness: Harness, tmp_path: Path) -> None:
    (tmp_path / "some.ndjson").write_text('{"resourceType": "Patient"}\nwords\n{"resourceType": "Patient", "a": 1}\n')

    done = harness("validate", str(tmp_path / "some.ndjson"))

    assert (done.code, "some.ndjson:2: fatal: expected a FHIR resource, found words" in done.out) == (1, True)
    assert "some.ndjson:3: error" in done.out


def test_a_folder_without_fhir_is_wrong_use(harness: Harness, tmp_path: Path) -> None:
    done = harness("validate", str(tmp_path))

    assert (done.code, "nothing to judge" in done.err) == (2, True)
