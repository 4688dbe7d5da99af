"""A report in another language: the frame and the requirements, and what is left English is said to be so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from harness.language import speaking
from harness.report.event_finishing import report_event
from harness.report.html import draw
from harness.report.model import Run
from tests.report.demo_event import event as event_of_four
from tests.report.demo_event import two_runs

TEMPLATES = Path(__file__).parents[2] / "harness"
LABEL = re.compile(r'<div class="label">.*?</div>')
HEADING = re.compile(r"<h4>(.*?)</h4>")
DYNAMIC = re.compile(r"(?<![\w.])_\((?!\")")


@pytest.fixture(scope="module")
def french(event_folder: Path) -> Path:
    with speaking("fr"):
        return draw(event_folder).parent


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_the_pages_say_which_language_they_are_in(french: Path) -> None:
    languages = {re.search(r'<html lang="(\w+)">', text(page))[1] for page in french.rglob("*.html")}  # type: ignore[index]
    assert languages == {"fr"}


def test_verdicts_actors_dates_and_numbers_are_in_the_language_of_the_page(french: Path) -> None:
    page = text(french / "index.html")
    found = [word for word in ("ÉCHEC", "registre des clients", "22 novembre 2026", "FAIL<") if word in page]
    assert found == ["ÉCHEC", "registre des clients", "22 novembre 2026"]


def test_what_a_scenario_says_is_said_to_be_english(french: Path) -> None:
    assert '<span lang="en">A changed name is seen by everybody</span>' in text(french / "plays.html")


def test_what_a_play_is_given_is_told_in_the_language_in_words_and_in_the_drawing(french: Path) -> None:
    told = "<i>étant donné</i> une patiente que le registre des clients"
    pages = [" ".join(text(page).split()) for page in (french / "plays").glob("*.html")]
    assert {page.count(told) for page in pages if told in page} == {2}


def test_the_format_of_a_body_comes_after_what_is_said_of_it(french: Path) -> None:
    headings = {each for page in (french / "plays").glob("*.html") for each in HEADING.findall(text(page))}
    assert {"Contenu décodé\u00a0: JSON", "Contenu décodé\u00a0: paramètres"} <= {
        re.sub("<[^>]+>", "", one) for one in headings
    }


def test_a_verdict_in_a_drawing_is_in_the_language(french: Path) -> None:
    drawn = [each for page in (french / "plays").glob("*.html") for each in LABEL.findall(text(page))]
    assert [each for each in drawn if "ÉCHEC" in each]
    assert not [each for each in drawn if "FAIL" in each]


def test_why_a_requirement_was_not_judged_is_told_in_the_language(french: Path) -> None:
    assert '<div class="aside">Aucun des scénarios' in text(french / "coverage.html")


def test_what_programs_read_stays_english(french: Path, event: Run) -> None:
    told = json.loads(text(french / "results.json"))
    assert {each["verdict"] for each in told["results"]} == {play.verdict for play in event.plays}
    assert "pas de réponse" not in text(french / "results.json")


def test_an_event_is_told_in_the_language_too(tmp_path: Path) -> None:
    with speaking("fr"):
        first = report_event(event_of_four(), two_runs(tmp_path))[0]
    wanted = ('<html lang="fr">', "PARTENAIRES MANQUANTS", "1 flux sur 8 comptent")
    assert [words for words in wanted if words not in text(first)] == []


def test_a_value_is_never_taken_for_a_text_of_ours() -> None:
    """``_("…")`` gives markup: what comes from a ledger goes through the filter, which does not."""
    wrong = [page.name for page in TEMPLATES.rglob("templates/*.html") if DYNAMIC.search(text(page))]
    assert wrong == []
