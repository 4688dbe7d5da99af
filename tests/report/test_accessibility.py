"""Every kind of page in Chromium under axe-core: nothing serious, nothing critical."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.commands.catalogue import page as draw_catalogue
from harness.language import speaking
from harness.report.event_finishing import report_event
from harness.report.html import draw
from tests.axe import NEEDS_AXE, faults
from tests.report.demo_event import event, two_runs
from tests.report.test_browser import AS_ROOT, CHROMIUM, PLAY, SIZES, sync_api
from tests.report.test_html import many_exchanges

KINDS = ("index.html", "plays.html", "coverage.html", "defects.html", "how-to-read.html", "glossary.html", PLAY)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.peer,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed here"),
    NEEDS_AXE,
]


@pytest.fixture(scope="module")
def report(event_folder: Path) -> Path:
    return draw(event_folder).parent


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if AS_ROOT else [])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    width, height = SIZES["phone"]  # where tables and drawings are most in need of care
    # The page's own policy lets in no script but its own: axe comes from outside it, as an extension does.
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", KINDS)
def test_no_kind_of_page_keeps_anybody_out(page: Any, report: Path, name: str) -> None:
    assert faults(page, (report / name).as_uri()) == []


def test_no_page_of_a_system_keeps_anybody_out(page: Any, report: Path) -> None:
    assert [each for file in (report / "systems").glob("*.html") for each in faults(page, file.as_uri())] == []


def test_no_page_of_an_exchange_or_of_strays_keeps_anybody_out(page: Any, tmp_path: Path) -> None:
    long = draw(many_exchanges(tmp_path, 60)).parent
    file = min((long / "exchanges").iterdir())
    assert faults(page, file.as_uri()) == []


def test_no_page_in_another_language_keeps_anybody_out(page: Any, event_folder: Path) -> None:
    with speaking("fr"):
        french = draw(event_folder, only="Kijani MPI").parent
    assert [
        each for name in ("index.html", "how-to-read.html") for each in faults(page, (french / name).as_uri())
    ] == []


def test_the_page_of_all_workflows_keeps_nobody_out(page: Any, tmp_path: Path) -> None:
    draw_catalogue("html", str(tmp_path / "catalogue.html"), (), ())
    assert faults(page, (tmp_path / "catalogue.html").as_uri()) == []


def test_no_page_of_an_event_keeps_anybody_out(page: Any, tmp_path: Path) -> None:
    first = report_event(event(), two_runs(tmp_path))[0]
    assert [each for file in first.parent.rglob("*.html") for each in faults(page, file.as_uri())] == []
