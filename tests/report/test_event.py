"""The report of an event: what counts over its runs, who needs help and whom, and what one participant may be given."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import date, time
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.event import Hours, rules
from harness.report.event_causes import causes
from harness.report.event_finishing import finish_event, report_event
from harness.report.event_pages import EventSite, draw_event
from harness.report.event_reading import event_of, read_event
from harness.report.event_views import coverage, headline, in_need
from harness.report.finishing import finish
from harness.report.html import draw
from tests.report import demo
from tests.report.demo_event import (
    BAOBAB,
    GONE,
    KIJANI,
    MLIMA,
    SAVANNA,
    TWICE,
    Playing,
    disputing,
    event,
    first_run,
    pausing,
    second_run,
    two_runs,
)

LINK = re.compile(r'(?:href|src)="([^"#]+)')


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_runs(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def site(reports: Path) -> EventSite:
    return EventSite(read_event(reports, "nakuru"), rules.load(), reports / "nakuru")


def of(site: EventSite, name: str):
    return next(one for one in site.reports if one.name == name)


def words(site: EventSite, name: str) -> dict[str, str]:
    return {one.workflow.name: one.grade.word for one in of(site, name).graded}


def test_a_workflow_counts_by_the_newest_results_of_all_runs(site: EventSite) -> None:
    assert words(site, KIJANI) == {"CRWF-1": "NEEDS PARTNERS", "CRWF-2": "NEEDS PARTNERS"}
    assert words(site, MLIMA) == {"CRWF-1": "COUNTS", "CRWF-2": "NEEDS PARTNERS"}
    assert words(site, SAVANNA) == {"CRWF-1": "NOT JUDGED", "CRWF-2": "NOT PLAYED"}


def test_who_waited_in_vain_is_not_graded_by_it(site: EventSite) -> None:
    (grade,) = [one.grade for one in of(site, KIJANI).graded if one.workflow.name == "CRWF-1"]
    assert grade.sentence.endswith(
        "1 play could not be judged because of somebody else, which counts against nobody here."
    )


def test_what_was_cut_off_does_not_take_the_place_of_what_was_judged(site: EventSite) -> None:
    alone = [one for one in of(site, BAOBAB).results if one.workflow == "CRWF-1" and one.played and not one.partners]
    assert [(one.verdict, one.run) for one in alone] == [("PASS", 0)]


def test_findings_of_one_cause_are_one_over_all_participants(tmp_path: Path) -> None:
    first_run(tmp_path)
    told = EventSite(read_event(tmp_path, "nakuru"), rules.load(), tmp_path / "x")
    found = {one.verdict: one for one in told.causes}
    assert (len(found["FAIL"].shown), found["FAIL"].participants) == (2, (KIJANI,))
    assert found["INCONCLUSIVE"].participants == (KIJANI, SAVANNA)


def test_nothing_wrong_has_no_cause(site: EventSite) -> None:
    assert causes(of(site, MLIMA).results) == []


def test_who_needs_whom_is_told_with_whom_to_try(site: EventSite) -> None:
    wanting = {(one.participant, one.workflow): one.candidates for one in site.needs}
    assert wanting[KIJANI, "CRWF-1"] == (SAVANNA,)
    assert (MLIMA, "CRWF-1") not in wanting


def test_whoever_needs_help_most_comes_first(site: EventSite) -> None:
    helped = in_need(site.results, site.reports)
    assert [one.report.name for one in helped] == [BAOBAB, KIJANI, SAVANNA, MLIMA]
    assert "Attested as not so: 104-08" in helped[1].says


def test_an_override_counts_in_its_own_run_and_says_so(site: EventSite) -> None:
    by_people = [one for one in of(site, BAOBAB).results if one.by_people]
    assert [(one.machine, one.verdict, one.run) for one in by_people] == [("FAIL", "PASS", 1)]
    assert "person's word" in "".join(one.grade.sentence for one in of(site, BAOBAB).graded)


def test_who_speaks_another_protocol_is_no_partner(tmp_path: Path) -> None:
    run = Playing(tmp_path, 1)
    run.leaves_out("over_hl7", KIJANI, "Kijani MPI has no hl7v2 endpoint", service=SAVANNA)
    run.ends()
    told = EventSite(read_event(tmp_path, "nakuru"), rules.load(), tmp_path / "x")
    assert [one.grade.possible for one in of(told, KIJANI).graded] == [(MLIMA,), (MLIMA, SAVANNA)]


def test_who_was_never_reached_is_said_to_need_help_and_why(tmp_path: Path) -> None:
    run = Playing(tmp_path, 1)
    run.misses(TWICE, KIJANI)
    run.ends()
    (page, *_) = report_event(event(), tmp_path)
    told = re.sub("<[^>]+>", "", page.read_text())
    assert re.search(rf"Could not be judged in: CRWF-\d \({re.escape(GONE.rstrip('.'))}\)", told)
    assert "Nothing of it could be judged yet" in (page.parent / "participants/kijani-mpi.html").read_text()


def test_what_is_drawn_takes_the_place_of_what_was_drawn_before(tmp_path: Path) -> None:
    first_run(tmp_path)
    for _ in range(2):
        report_event(event(), tmp_path)
        (tmp_path / "nakuru" / "stale.html").write_text("old")
    report_event(event(), tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["2026-11-21T09-00-00-aaaa", "nakuru"]
    assert not (tmp_path / "nakuru" / "stale.html").exists()


def test_who_is_paused_is_said_to_be(tmp_path: Path) -> None:
    pausing(first_run(tmp_path), BAOBAB)
    (page, *_) = report_event(event(), tmp_path)
    assert "Paused by Amina Wanjiru: Their power is out." in page.read_text()
    assert "counts against nobody" in (page.parent / "participants/baobab-registry.html").read_text()


def test_a_dispute_holds_in_every_run(tmp_path: Path) -> None:
    disputing(first_run(tmp_path), "CRWF-2")
    second_run(tmp_path)
    told = EventSite(read_event(tmp_path, "nakuru"), rules.load(), tmp_path / "x")
    renamed = [one for one in of(told, BAOBAB).results if one.workflow == "CRWF-2"]
    assert {one.verdict for one in renamed} == {"DISPUTED"}
    assert words(told, BAOBAB)["CRWF-2"] == "DISPUTED"


def test_a_shall_attested_as_not_so_stands_in_the_way(site: EventSite) -> None:
    assert "does not meet 104-08" in of(site, KIJANI).whole.sentence


def test_coverage_is_that_of_the_whole_event(site: EventSite) -> None:
    found = {one.requirement.requirement: one for one in coverage(site.results, site.reports)}
    assert found["104-02"].words == {"PASS": (KIJANI, BAOBAB)}
    assert (found["104-08"].state, found["CRWF-3"].state) == ("attested", "not played")


def test_the_headline_counts(site: EventSite) -> None:
    assert headline(site.reports) == "1 of 8 workflows count, 0 of 4 participants are complete."


def test_what_counts_and_fails_is_said_of_whoever_is_complete_too(site: EventSite) -> None:
    first = of(site, BAOBAB)
    fails = [
        dataclasses.replace(one, grade=dataclasses.replace(one.grade, word="COUNTS", failing=2)) for one in first.graded
    ]
    complete = dataclasses.replace(
        first, graded=tuple(fails), whole=dataclasses.replace(first.whole, complete=True, counting=len(fails))
    )
    assert headline([complete]).endswith(f" In {len(fails)} that count something fails.")
    (helped,) = in_need(site.results, [complete])
    assert f"Something fails in what counts: {fails[0].workflow.name}" in helped.says


def test_a_participant_of_the_file_who_never_played_is_in_the_report(reports: Path) -> None:
    came = event().participants
    duma = dataclasses.replace(came.everyone[0], name="Duma EMR", slug="duma-emr")
    new = dataclasses.replace(event(), participants=dataclasses.replace(came, everyone=(*came.everyone, duma)))
    assert "Duma EMR" in read_event(reports, "nakuru", event=new).names


def test_who_played_is_in_the_report_though_the_file_names_nobody(reports: Path) -> None:
    new = dataclasses.replace(event(), participants=dataclasses.replace(event().participants, everyone=()))
    assert read_event(reports, "nakuru", event=new).names[0] in (KIJANI, MLIMA)
    with pytest.raises(UsageError, match="no run of an event 'kisumu'"):
        read_event(reports, "kisumu")


def test_every_link_of_every_page_leads_somewhere(reports: Path) -> None:
    for run in reports.glob("2026*"):
        finish(run)
    page = finish_event(max(reports.glob("2026*")))
    assert page is not None
    pages = [*page.parent.rglob("*.html"), *reports.glob("2026*/report/index.html")]
    assert all('href="../../nakuru/index.html"' in one.read_text() for one in pages[8:])
    lost = [(one.name, to) for one in pages for to in LINK.findall(one.read_text()) if not (one.parent / to).exists()]
    assert (len(pages), lost) == (10, [])


def test_what_is_handed_out_of_a_run_has_no_way_to_the_whole_event(reports: Path) -> None:
    pages = [draw(max(reports.glob("2026*")), only=BAOBAB), draw(max(reports.glob("2026*")), redact_persons=True)]
    assert not any("nakuru/index.html" in one.read_text() for one in pages)


def test_the_first_page_says_who_needs_help_before_anything_else(reports: Path) -> None:
    text = finish_event(max(reports.glob("2026*"))).read_text()
    assert text.index("Who needs help") < text.index("Who meets whom next") < text.index("Participants and workflows")
    assert "Seen on the screen" in text


def test_grades_are_told_to_programs_too(reports: Path) -> None:
    told = json.loads((finish_event(max(reports.glob("2026*"))).parent / "event.json").read_text())
    mlima = next(one for one in told["participants"] if one["name"] == MLIMA)
    assert mlima["workflows"][0]["grade"] == "COUNTS"
    assert mlima["workflows"][0]["passed_with"] == [KIJANI, BAOBAB]


def test_times_are_told_as_in_the_hall(reports: Path) -> None:
    opened = Hours(date(2026, 11, 22), time(8, 30), time(17))
    told = dataclasses.replace(event(), zone="Africa/Nairobi", hours=(opened,))
    page = report_event(told, reports, only="kijani-mpi")[0]
    text = report_event(told, reports)[0].read_text()
    assert "Sunday 22 November: open from 08:30 to 17:00 (Africa/Nairobi)" in text
    assert all("17:05 EAT" in one and "UTC" not in one for one in (text, page.read_text()))


def test_an_event_without_a_time_zone_says_that_its_times_are_in_utc(reports: Path) -> None:
    text = report_event(event(), reports)[0].read_text()
    assert all(one in text for one in ("14:05 UTC", "times in UTC: the event", "file names no other zone"))


def test_what_fails_with_the_mock_is_said_beside_a_grade_that_counts(tmp_path: Path) -> None:
    run = Playing(tmp_path, 1)
    run.plays(TWICE, "104-02", service=MLIMA, registry=KIJANI)
    run.plays(TWICE, "104-02", service=SAVANNA, registry=KIJANI)
    run.plays(TWICE, "104-02", registry=KIJANI, wrong=True)
    run.ends()
    told = EventSite(read_event(tmp_path, "nakuru"), rules.load(), tmp_path / "x")
    assert words(told, KIJANI)["CRWF-1"] == "COUNTS"
    assert "fails with the mock" in draw_event(told).read_text()


def test_a_share_holds_nothing_of_others(reports: Path) -> None:
    page, paper = report_event(event(), reports, only="baobab-registry", pdf=True)
    text = "".join(one.read_text() for one in page.parent.rglob("*.*") if one.suffix in (".html", ".json")).lower()
    assert BAOBAB.lower() in text
    assert [name for name in (KIJANI, MLIMA, SAVANNA, "kija.example") if name.lower() in text] == []
    assert paper.read_bytes().startswith(b"%PDF")


def test_everybody_gets_a_sheet_of_paper(reports: Path) -> None:
    written = report_event(event(), reports, pdf=True)
    assert [one.name for one in written[1:]] == [
        f"{name}.pdf" for name in ("kijani-mpi", "baobab-registry", "mlima-emr", "savanna-emr")
    ]


def test_a_participant_whom_nobody_knows_is_told_with_those_there_are(reports: Path) -> None:
    with pytest.raises(UsageError, match="there is no such participant in this event; it has Kijani MPI, Baobab"):
        report_event(event(), reports, only="nobody")


def test_another_folder_of_the_event_s_name_is_not_swept_away(site: EventSite, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="found something else"):
        draw_event(EventSite(site.results, rules.load(), tmp_path))
    assert (tmp_path / "mine.txt").exists()


def test_rules_that_are_not_here_any_more_are_said(tmp_path: Path) -> None:
    run = first_run(tmp_path)
    file = run / "ledger" / "main.jsonl"
    file.write_text(file.read_text().replace('"grading":""', '"grading":"/nowhere/ours.toml"'))
    assert "could not be read, so the usual ones were used: /nowhere/ours.toml" in finish_event(run).read_text()


def test_a_run_of_no_event_has_no_report_of_one(tmp_path: Path) -> None:
    run = demo.rehearsal(tmp_path / "run")
    assert (event_of(run), finish_event(run)) == (None, None)


def test_an_event_in_which_nothing_was_played_yet_can_be_drawn(tmp_path: Path) -> None:
    (page,) = report_event(event(), tmp_path)
    assert "Nothing was played yet." in page.read_text()
