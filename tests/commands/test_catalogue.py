"""`harness catalogue`, `mock --list`, `doctor` and the help, as outside programs and people rely on them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.commands.conftest import Ran

Harness = Callable[..., Ran]
KEYS = {"requirement", "spec_id", "level", "actor", "text", "source", "scenarios", "defects", "not_tested"}
KEYS |= {"transaction", "workflows", "attest"}


def test_the_catalogue_has_an_object_for_each_requirement(harness: Harness) -> None:
    rows = json.loads(harness("catalogue", "--format", "json").out)
    assert {frozenset(row) for row in rows} == {frozenset(KEYS)}
    assert {"CRWF-1", "TSF-10", "104-09", "119-13", "OHIE-FHIR-01a"} <= {row["requirement"] for row in rows}


def test_the_catalogue_reads_as_sentences_with_what_judges_and_proves_them(harness: Harness) -> None:
    text = harness("catalogue").out
    assert "CRWF-1  the client registry SHALL take a new patient's demographic record" in text
    assert "    judged in   a_patient_sent_twice_is_registered_once\n    proved by   " in text
    assert max(map(len, text.splitlines())) <= 90  # the longest names of scenarios and defects stay whole


def test_what_no_wire_shows_is_told_with_the_question_to_a_person(harness: Harness) -> None:
    told = " ".join(harness("catalogue", "CRF-5").out.split())
    assert "attested by a person Can a person decide on a possible match" in told


SELECTIONS = {
    "a requirement": ("78-05", "78-05"),
    "an actor": ("audit-record-repository", "20-08"),
    "what every system has to meet": ("client_registry", "20-01a"),
    "a specification": ("iti-83", "83-01"),
    "a workflow": ("CRWF-1", "104-01"),
    "a workflow by our number": ("W-01", "CRWF-1"),
}


@pytest.mark.parametrize(("word", "requirement"), SELECTIONS.values(), ids=SELECTIONS)
def test_a_part_of_the_catalogue_can_be_asked_for(harness: Harness, word: str, requirement: str) -> None:
    rows = json.loads(harness("catalogue", word, "--format", "json").out)
    assert requirement in {row["requirement"] for row in rows}
    assert "81-01" not in {row["requirement"] for row in rows} or word == "audit-record-repository"


def test_a_part_that_nobody_knows_is_told_with_what_is_near(harness: Harness) -> None:
    done = harness("catalogue", "78-5")
    assert (done.code, "78-05" in done.err, "Traceback" in done.err) == (2, True, False)
    assert len(done.err) < 300


def test_the_actors_are_listed_with_what_each_plays(harness: Harness) -> None:
    told = harness("catalogue", "--actors").out
    assert "client_registry (CR)\n    plays patient_identity_cross" in told.replace("identifier", "identity")
    assert max(map(len, told.splitlines())) <= 80


def test_a_misspelt_actor_is_told_with_a_few_that_are_near(harness: Harness) -> None:
    done = harness("doctor", "--against", "client_regstry=http://localhost:1/fhir")
    assert (done.code, "Did you mean 'client_registry'?" in done.err) == (2, True)
    assert (len(done.err) < 400, "harness catalogue --actors" in done.err) == (True, True)


def test_every_judged_shall_is_proved_and_every_other_says_why_not(harness: Harness) -> None:
    rows = json.loads(harness("catalogue", "--format", "json").out)
    unproved = [
        row["requirement"] for row in rows if row["scenarios"] and row["level"] == "SHALL" and not row["defects"]
    ]
    silent = [row["requirement"] for row in rows if not row["scenarios"] and not row["not_tested"]]
    assert (unproved, silent) == ([], [])


def test_the_mocks_are_listed_with_their_defects(harness: Harness) -> None:
    mocks = {one["name"]: one for one in json.loads(harness("mock", "--list", "--format", "json").out)}
    assert {"client-registry", "point-of-service"} <= set(mocks)
    assert {"name", "breaks", "also", "where", "text"} <= set(mocks["client-registry"]["defects"][0])


def test_an_unknown_mock_and_an_unknown_defect_are_said(harness: Harness) -> None:
    assert harness("mock", "client-registri").code == 2
    done = harness("mock", "client-registry", "--defect", "keeps-the-first-nam")
    assert (done.code, "keeps-the-first-name" in done.err) == (2, True)


def test_the_doctor_says_what_stands_in_the_way(harness: Harness) -> None:
    done = harness("doctor", "--against", "client_registry=http://127.0.0.1:9/fhir")
    assert (done.code, "Nothing listens" in done.out) == (3, True)


def test_nobody_to_look_at_is_wrong_use(harness: Harness) -> None:
    done = harness("doctor")
    assert (done.code, "--participants FILE" in done.err) == (2, True)


@pytest.mark.parametrize("command", ["run", "judge", "mock", "doctor", "addresses", "report", "clean", "catalogue"])
def test_every_command_explains_itself_within_80_columns(harness: Harness, command: str) -> None:
    done = harness(command, "--help")
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize("words", [(), ("--markdown", "page.md")])
def test_a_folder_without_scenarios_is_told(harness: Harness, words: tuple[str, ...]) -> None:
    ran = harness("catalogue", "--scenarios", "nope", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("harness: --scenarios nope: expected scenarios, in files named test_*.py; found no such")
