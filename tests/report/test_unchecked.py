from __future__ import annotations

from pathlib import Path

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.record import Fact, NotChecked
from harness.report.assembly import read_run
from harness.report.html import draw
from harness.report.model import REFERENCE_MOCK, Run
from harness.report.privacy import only
from harness.report.results import results
from harness.report.troubles import troubles
from harness.report.unchecked import gaps
from tests.report.demo_catalogue import REQUIREMENTS, SCENARIOS
from tests.report.demo_telling import REGISTRY, SERVICE, Telling

WHY = "the extension http://a.org/b is not known"
MISSING = "FHIR definitions are not installed: FHIR-01 is not checked."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two plays, in each an extension that nobody knows; of FHIR-01 two systems' messages are told."""
    ledger = Ledger(tmp_path)
    ledger.add(Fact("run", {"participants": [{"name": "Kijani MPI"}, {"name": "Baobab"}], "definitions": PACKAGES}))
    requirements = [*REQUIREMENTS, {"requirement": "FHIR-01", "actor": "any", "text": "send valid FHIR"}]
    ledger.add(Fact("catalogue", {"requirements": requirements}))
    for number, other in enumerate(("", "Baobab")):
        play = Telling(ledger, SCENARIOS[number], {SERVICE: other, REGISTRY: "Kijani MPI"}, at=float(number))
        play.judges(REGISTRY, "104-01", "create her")
        for actor in (REGISTRY, SERVICE):
            who = play.casting[actor]
            place = f"Bundle.entry[{number}].extension[0]"
            ledger.add(NotChecked(play.play, 1, "FHIR-01", actor, who, place, WHY, "x1"))
        ledger.add(NotChecked(play.play, 1, "104-11", SERVICE, other, "", "FHIR definitions are not installed"))
        play.ends()
    ledger.close()
    return tmp_path


PACKAGES = {"packages": [{"name": "hl7.fhir.r4.core", "version": "4.0.1", "sha256": "ab"}], "missing": MISSING}


@pytest.fixture
def run(folder: Path) -> Run:
    return read_run(folder)


def test_the_same_of_several_plays_is_one_gap(run: Run) -> None:
    found = gaps(run.plays)

    assert [(gap.requirement, gap.where, len(gap.plays)) for gap in found] == [
        ("FHIR-01", "Bundle.entry.extension", 2),
        ("104-11", "", 1),
    ]
    assert found[0].participants == ("Kijani MPI", "Baobab")


def test_what_our_own_mocks_sent_is_told_apart(run: Run, folder: Path) -> None:
    draw(folder)
    page = (folder / "report" / "coverage.html").read_text("utf-8")
    assert {gap.participants for gap in gaps(run.plays, of_mocks=True)} == {(REFERENCE_MOCK,)}
    assert "own mocks sent: 2, not counted" in page


def test_a_program_reads_each_of_them(run: Run) -> None:
    told = results(run)["not_checked"]

    assert (len(told), told[0]["where"], told[0]["reason"]) == (6, "Bundle.entry[0].extension[0]", WHY)
    assert {one["participant"] for one in told} == {"Kijani MPI", REFERENCE_MOCK, "Baobab"}


def test_the_packages_that_judged_are_among_the_versions(run: Run) -> None:
    assert results(run)["versions"] == {"FHIR package hl7.fhir.r4.core": "4.0.1 sha256:ab"}


def test_the_pages_say_what_was_not_checked(folder: Path) -> None:
    draw(folder)
    overview, coverage = ((folder / "report" / f"{name}.html").read_text("utf-8") for name in ("index", "coverage"))
    play = next((folder / "report" / "plays").iterdir()).read_text("utf-8")

    assert (MISSING in overview, "2 things could not be checked" in overview) == (True, True)
    assert [page.count("The extension http://a.org/b is not known.") for page in (coverage, play)] == [2, 2]


def test_a_requirement_of_which_nothing_could_be_checked_says_so(folder: Path) -> None:
    draw(folder)
    page = (folder / "report" / "coverage.html").read_text("utf-8")
    assert ("<b>1</b> could not be checked" in page, "Every system <span" in page) == (True, True)


def test_what_could_not_be_checked_of_others_is_kept_from_a_participant(run: Run) -> None:
    told = {one.participant for play in only(run, "Kijani MPI").plays for one in play.unchecked}
    assert told == {"Kijani MPI", ""}


def test_a_fault_of_the_validator_is_one_trouble_in_whatever_entry(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for number in (0, 1):
        play = Telling(ledger, SCENARIOS[number], {SERVICE: "", REGISTRY: "Kijani MPI"}, at=1.0)
        for name, expected in (("gender", "a code"), ("birthDate", "a date")):
            more = {"where": f"Bundle.entry[{number}].resource.{name}", "expected": expected, "found": "x"}
            play.finds(REGISTRY, "FHIR-01", "send valid FHIR", "FAIL", message=f"expected {expected}", **more)
        play.ends()
    ledger.close()

    assert [len(each.plays) for each in troubles(read_run(tmp_path))] == [2, 2]
