"""How the pages of an event read: nothing empty, nothing run together, nothing left in English."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from harness.event import rules
from harness.event.pairing import Pair
from harness.language import speaking
from harness.report.event_finishing import report_event
from harness.report.event_pages import EventSite, draw_event, participant_context
from harness.report.event_reading import read_event
from harness.report.html_site import coded, in_its_language
from tests.report.demo_event import BAOBAB, SAVANNA, event, two_runs


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> EventSite:
    reports: Path = two_runs(tmp_path_factory.mktemp("reports"))
    return EventSite(read_event(reports, "nakuru"), rules.load(), reports / "nakuru")


def test_where_nobody_needs_a_partner_there_is_no_table_of_them(site: EventSite) -> None:
    page = site.text("event_partners.html", path="partners.html", root="", title="Partners", needs=(), pairs=())
    assert "Nobody needs a partner." in page
    assert "<table" not in page


def test_of_several_pairs_the_first_are_said_to_help_most_and_of_one_nothing(site: EventSite) -> None:
    pair = Pair(SAVANNA, BAOBAB, ("CRWF-1",), 1)
    one, two = (
        site.text(
            "event_partners.html", path="partners.html", root="", title="Partners", needs=(), pairs=[pair] * count
        )
        for count in (1, 2)
    )
    assert ("Try this next" in one, "help most" in one) == (True, False)
    assert ("Try these next" in two, "help most" in two) == (True, True)


def test_the_first_page_counts_the_needs_that_the_page_of_partners_tells(site: EventSite) -> None:
    first = draw_event(site)
    (count,) = re.findall(r"for which workflow: (\d+) in all", first.read_text(encoding="utf-8"))
    rows = first.with_name("partners.html").read_text(encoding="utf-8").count('<td data-col="scenario"')
    assert int(count) == rows > 1


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> str:
    reports = two_runs(tmp_path_factory.mktemp("french"))
    with speaking("fr"):
        pages = report_event(event(), reports)[0].parent.rglob("*.html")
        return "".join(page.read_text(encoding="utf-8") for page in pages)


def test_a_french_event_counts_in_french_plurals(french: str) -> None:
    words = re.findall(r"</svg>(\d+) (ÉCHECS?|RÉUSSIES?)<", french)
    assert {(int(count) > 1, word.endswith("S")) for count, word in words} == {(True, True), (False, False)}


def test_a_french_event_agrees_with_what_it_counts(french: str) -> None:
    assert "(s)" not in french
    assert re.search(r"\d+ (RÉUSSIE|jouée|corrigée)", french)


def test_a_french_event_has_its_days_in_french(french: str) -> None:
    assert "22 novembre 2026 \N{EN DASH} 24 novembre 2026" in french


def test_a_french_event_is_punctuated_in_french(french: str) -> None:
    assert "Trois partenaires, ou le simulateur de référence" in french
    assert 'échoue dans\u00a0: <span class="id">CRWF-2</span>' in french
    assert "«\u00a0Tonight.\u00a0»" in french


def test_the_pages_of_an_event_are_in_its_language_where_no_other_is_asked_for(tmp_path: Path) -> None:
    told, reports = dataclasses.replace(event(), language="fr"), two_runs(tmp_path)
    assert '<html lang="fr">' in report_event(told, reports)[0].read_text(encoding="utf-8")
    with speaking("en"):
        assert '<html lang="en">' in report_event(told, reports)[0].read_text(encoding="utf-8")


def test_a_play_that_could_not_be_judged_says_when_it_was_tried(site: EventSite) -> None:
    own = next(one for one in site.reports if one.name == SAVANNA)
    context = participant_context(site, own)
    page = site.text("event_participant.html", path="participants/x.html", root="../", **context)
    assert re.search(r'data-label="When">\d+ November 2026', page)


def test_what_a_story_names_as_code_is_drawn_as_code() -> None:
    assert coded(in_its_language("``$match`` <b>")) == "<code>$match</code> &lt;b&gt;"
