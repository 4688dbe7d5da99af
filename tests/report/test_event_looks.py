"""How the pages of an event read: nothing empty, nothing run together, nothing left in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.event import rules
from harness.language import speaking
from harness.report.event_finishing import report_event
from harness.report.event_pages import EventSite
from harness.report.event_reading import read_event
from tests.report.demo_event import event, two_runs


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> EventSite:
    reports: Path = two_runs(tmp_path_factory.mktemp("reports"))
    return EventSite(read_event(reports, "nakuru"), rules.load(), reports / "nakuru")


def test_where_nobody_needs_a_partner_there_is_no_table_of_them(site: EventSite) -> None:
    page = site.text("event_partners.html", path="partners.html", root="", title="Partners", needs=(), pairs=())
    assert "Nobody needs a partner." in page
    assert "<table" not in page


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> str:
    reports = two_runs(tmp_path_factory.mktemp("french"))
    with speaking("fr"):
        pages = report_event(event(), reports)[0].parent.rglob("*.html")
        return "".join(page.read_text(encoding="utf-8") for page in pages)


def test_a_french_event_counts_in_french_plurals(french: str) -> None:
    words = re.findall(r"</svg>(\d+) (ÉCHECS?|RÉUSSIS?)<", french)
    assert {(int(count) > 1, word.endswith("S")) for count, word in words} == {(True, True), (False, False)}


def test_a_french_event_is_punctuated_in_french(french: str) -> None:
    assert "Trois partenaires, ou le simulateur de référence" in french
    assert "échoue dans\u00a0: CRWF-2" in french
    assert "«\u00a0Tonight.\u00a0»" in french
