"""What has one cause is one line; what are faults of their own are lines of their own; the table counts the same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence.ledger import Ledger
from harness.evidence.record import Ending, Fact, Finding, NotPlayed, Start
from harness.report.assembly import read_run
from harness.report.causes import absent, causes, told
from harness.report.model import Run
from harness.report.tally import tally

NAME = "Kijani MPI"


def found(folder: Path, *differences: tuple[str, str, str], verdict: str = "FAIL", exchange: str = "") -> Run:
    """A run of one play with these findings: requirement, where, found."""
    ledger = Ledger(folder)
    ledger.add(Start("p", "f.test_p", "CRWF-1", {"client_registry": NAME}, 1.0))
    for name, where, shown in differences:
        told = Finding("p", 1, name, "client_registry", NAME, "SHALL", verdict, "do", where, "200", shown, exchange)  # type: ignore[arg-type]
        ledger.add(told)
    ledger.add(Ending("p", verdict, {NAME: verdict}, 2.0))
    ledger.close()
    return read_run(folder)


def test_a_difference_that_breaks_many_requirements_is_one_line(tmp_path: Path) -> None:
    (line,) = causes(found(tmp_path, *((f"104-0{number}", "HTTP status", "302") for number in range(9))))
    assert line.startswith(f"FAIL {NAME}: HTTP status: expected 200, found 302 [9 requirements in 1 scenario]: 104-00")
    assert line.endswith("104-07 and 1 more")


def test_a_few_that_are_refused_alike_may_each_be_a_fault_of_its_own(tmp_path: Path) -> None:
    lines = causes(found(tmp_path, ("104-01", "HTTP status", "302"), ("104-02", "HTTP status", "302")))
    assert [line.split()[3] for line in lines] == ["104-01", "104-02"]


def test_what_one_exchange_shows_of_several_requirements_is_one_line(tmp_path: Path) -> None:
    names = ("101-01", "TSWF-8", "TSF-13")
    (line,) = causes(found(tmp_path, *((name, "Parameters.result", "false") for name in names), exchange="x7"))
    assert line.startswith(f"FAIL {NAME}: 101-01 do. Parameters.result: expected 200, found false [3 requirements in 1")
    assert line.endswith(": 101-01, TSWF-8, TSF-13")


def test_a_line_has_the_words_of_the_catalogue(event: Run) -> None:
    words = {each.requirement.requirement: each.requirement.text for each in event.coverage}
    (line,) = (one for one in causes(event) if one.startswith(f"FAIL {NAME}: 78-12 "))
    assert f" 78-12 {words['78-12']}. " in line


def test_one_fault_in_several_entries_is_one_line(tmp_path: Path) -> None:
    places = ("Patient.gender", "Bundle.entry[0].resource.gender", "Bundle.entry[4].resource.gender")
    (line,) = causes(found(tmp_path, *(("FHIR-01", where, "woman") for where in places)))
    assert "Patient.gender: expected 200, found woman [1 scenario]" in line


def test_another_value_is_another_line(tmp_path: Path) -> None:
    lines = causes(found(tmp_path, ("FHIR-01", "Patient.gender", "woman"), ("FHIR-01", "Patient.birthDate", "woman")))
    assert len(lines) == 2


def test_what_is_noted_has_its_line_too(tmp_path: Path) -> None:
    (line,) = causes(found(tmp_path, ("104-01", "HTTP status", "302"), verdict="NOTED"))
    assert line.startswith(f"NOTED {NAME}: 104-01 do. HTTP status")


def test_a_requirement_counts_once_and_by_its_gravest_verdict(event: Run) -> None:
    judged = {each.requirement.requirement: each.verdicts.get(NAME) for each in event.coverage}
    counts = tally(event, NAME)
    assert counts["FAIL"] == [*judged.values()].count("FAIL") > 0


def test_what_was_never_played_counts_by_what_it_would_have_judged(event: Run) -> None:
    counts = tally(event, "Baobab Registry")
    assert (set(counts), counts["INCONCLUSIVE"] > 6) == ({"INCONCLUSIVE"}, True)


@pytest.mark.parametrize("reason", ["Refused at PID-3", "R answered with HTTP 502"])
def test_who_caused_it_is_said_as_on_the_pages_also_where_the_reason_names_them(tmp_path: Path, reason: str) -> None:
    ledger = Ledger(tmp_path)
    ledger.add(Start("p", "f.test_p", "CRWF-1", {"client_registry": "R"}, 1.0))
    ledger.add(Ending("p", "INCONCLUSIVE", {"R": "INCONCLUSIVE"}, 2.0, reason, "R"))
    ledger.close()
    (line,) = causes(read_run(tmp_path))
    assert f"{reason} (caused by R)" in line


def test_a_failure_is_told_with_what_to_do_first_and_a_scenario_to_play_again(event: Run) -> None:
    hints = [each.requirement.hint.mend for each in event.coverage]
    cause = next(each for each in told(event) if each.mend)
    assert any(hint.startswith(cause.mend) for hint in hints)
    assert any(play.scenario.function.endswith(cause.scenario) for play in event.plays)


def test_in_a_row_the_requirement_and_the_count_come_first(tmp_path: Path) -> None:
    (cause,) = told(found(tmp_path, ("104-01", "HTTP status", "302")))
    assert cause.short == "104-01 [1 scenario] HTTP status: expected 200, found 302"


def unmet(folder: Path, *others: str) -> Run:
    """A run with one system that nobody reached, and that some scenarios do not concern; `others` were met."""
    ledger = Ledger(folder)
    ledger.add(Fact("run", {"participants": [{"name": name, "slug": name.lower()} for name in (NAME, *others)]}))
    for name in others:
        ledger.add(Start(name, "f.test_p", "CRWF-1", {"client_registry": name}, 1.0))
        ledger.add(Ending(name, "PASS", {name: "PASS"}, 2.0))
    cast = {"client_registry": NAME}
    ledger.add(NotPlayed("f.test_a", "CRWF-1", cast, "Nothing listens there.", NAME, "INCONCLUSIVE"))
    ledger.add(NotPlayed("f.test_b", "CRWF-1", cast, f"{NAME} has no hl7v2 endpoint"))
    ledger.close()
    return read_run(folder)


def test_of_a_system_that_nobody_met_only_the_reason_is_told(tmp_path: Path) -> None:
    run = unmet(tmp_path)
    assert (causes(run), {*absent(run)}) == (
        [f"INCONCLUSIVE {NAME}: Nothing listens there. (caused by {NAME}) [1 scenario not played]"],
        {NAME},
    )


def test_where_another_was_met_what_does_not_apply_is_counted_for_all(tmp_path: Path) -> None:
    run = unmet(tmp_path, "Mto")
    assert {*absent(run)} == {NAME}
    assert causes(run)[-1] == f"N/A {NAME} has no hl7v2 endpoint [1 scenario]"


def test_why_scenarios_do_not_apply_is_one_line_that_names_each_system_once(event: Run) -> None:
    reasons = ("Kijani MPI has no hl7v2 endpoint", "Kijani MPI is no node: there is no [harness] certificates")
    plays = tuple(replace(event.plays[0], verdict="NOT APPLICABLE", reason=reason) for reason in reasons)
    (cause,) = told(replace(event, plays=(*plays, plays[0])))
    assert cause.words == (
        "3 scenarios do not apply: Kijani MPI has no hl7v2 endpoint [2]; is no node [1]. "
        "The report says what would change it."
    )


def test_scenarios_that_do_not_apply_alike_are_counted_together(event: Run) -> None:
    plays = tuple(
        replace(event.plays[0], verdict="NOT APPLICABLE", reason=f"{NAME} does not speak TLS: {url}")
        for url in ("http://a", "http://a", "mllp://b")
    )
    (cause,) = told(replace(event, plays=plays))
    assert cause.words.startswith(f"3 scenarios do not apply: {NAME} does not speak TLS [3]. The report")
