from __future__ import annotations

import csv as table
import dataclasses
import io

import pytest

from harness.evidence.record import Finding
from harness.report.exports.csv import as_text, csv
from harness.report.model import Run


def rows(run: Run) -> list[dict[str, str]]:
    return list(table.DictReader(io.StringIO(csv(run).decode("utf-8-sig"), newline="")))


def test_every_finding_has_a_row(event: Run) -> None:
    told = [(one["requirement"], one["verdict"]) for one in rows(event) if one["requirement"]]
    assert told == [(each.requirement, each.verdict) for play in event.plays for each in play.findings]


def test_what_was_not_judged_has_a_row_with_the_reason(event: Run) -> None:
    reasons = {one["reason"] for one in rows(event) if not one["requirement"]}
    assert "10.20.30.41:8080 refuses the connection" in reasons


def test_what_people_made_of_it_stands_beside_the_verdict_of_the_machine(reviewed: Run, failed: Finding) -> None:
    row = next(one for one in rows(reviewed) if one["overridden_as"])
    assert (row["requirement"], row["verdict"], row["overridden_as"]) == (failed.requirement, "FAIL", "PASS")
    assert row["overridden_by"].startswith("Amina (mentor), 1 January 1970")
    assert row["disputed_by"].endswith("unclear")


def test_what_was_attested_has_a_row(reviewed: Run) -> None:
    last = rows(reviewed)[-1]
    assert (last["participant"], last["requirement"], last["attested_as"]) == ("Kijani MPI", "CRF-5", "PASS")


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n1", "\uff1d1+1", "|x", "%x"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Okoth", "a=b", "1 - 2", "", "Ångström"])
def test_a_text_stays_as_it_is(cell: str) -> None:
    assert as_text(cell) == cell


def test_what_a_participant_wrote_cannot_leave_its_cell(event: Run) -> None:
    wild = dataclasses.replace(event.plays[0].findings[0], found='";=cmd|"/c calc"\n=1+1\0', where="-2+3")
    play = dataclasses.replace(event.plays[0], findings=(wild,))
    (row,) = rows(dataclasses.replace(event, plays=(play,)))
    assert (row["found"], row["where"]) == ('";=cmd|"/c calc"\n=1+1␀', "'-2+3")
