"""The report in Chromium, from disk: wide and narrow, with and without JavaScript."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.report.event_finishing import finish_event
from harness.report.html import draw
from tests.report.demo_event import two_runs

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
SIZES = {"desk": (1280, 800), "tablet": (800, 1000), "phone": (360, 640)}
PLAY = "plays/a-changed-name-is-seen-by-everybody-kijani-mpi-as-client-registry.html"
PAGES = (
    "index.html",
    "systems/kijani-mpi.html",
    PLAY,
    "plays.html",
    "coverage.html",
    "defects.html",
    "how-to-read.html",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed here"),
]


@pytest.fixture(scope="module")
def report(event_folder: Path) -> Path:
    return draw(event_folder).parent


@pytest.fixture(scope="module")
def reports_of_event(tmp_path_factory: pytest.TempPathFactory) -> Path:
    reports = two_runs(tmp_path_factory.mktemp("event"))
    finish_event(max(reports.glob("2026*")))
    return reports


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if AS_ROOT else []
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(params=[(size, script) for size in SIZES for script in (True, False)], ids=lambda each: f"{each}")
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page in each size, with JavaScript and without; `complaints` holds what the browser said of it."""
    size, script = request.param
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda said: opened.complaints.append(said.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("requestfailed", lambda asked: opened.complaints.append(asked.url))
    yield opened
    context.close()


def test_no_page_has_to_be_scrolled_sideways_or_makes_the_browser_complain(page: Any, report: Path) -> None:
    wide = []
    for name in PAGES:
        page.goto((report / name).as_uri())
        width = page.evaluate("document.documentElement.scrollWidth")
        wide += [(name, width)] if width > page.viewport_size["width"] else []
    assert wide == []
    assert page.complaints == []


EVENT = ("index.html", "participants/baobab-registry.html", "partners.html", "causes.html", "requirements.html")


def test_no_page_of_an_event_has_to_be_scrolled_sideways(page: Any, reports_of_event: Path) -> None:
    wide = []
    for name in EVENT:
        page.goto((reports_of_event / "nakuru" / name).as_uri())
        width = page.evaluate("document.documentElement.scrollWidth")
        wide += [(name, width)] if width > page.viewport_size["width"] else []
    assert (wide, page.complaints) == ([], [])


BROKEN_IDS = r"""() => [...document.querySelectorAll("table")].flatMap((table) => {
    const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT), broken = [];
    while (texts.nextNode()) for (const id of texts.currentNode.data.matchAll(/CRWF-\d|\b\d{2,3}-\d{2}\b/g)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, id.index);
        range.setEnd(texts.currentNode, id.index + id[0].length);
        if (new Set([...range.getClientRects()].map((one) => one.top)).size > 1) broken.push(id[0]);
    }
    return broken;
})"""
"""The ids in tables that stand on two lines."""


def test_no_id_in_a_table_is_broken_at_its_hyphen(page: Any, report: Path, reports_of_event: Path) -> None:
    broken = []
    for name in [*(report / name for name in PAGES), *(reports_of_event / "nakuru" / name for name in EVENT)]:
        page.goto(name.as_uri())
        broken += [(name.name, each) for each in page.evaluate(BROKEN_IDS)]
    assert broken == []


def test_who_needs_help_is_on_the_first_screen_of_an_event(page: Any, reports_of_event: Path) -> None:
    page.goto((reports_of_event / "nakuru" / "index.html").as_uri())
    first = page.get_by_role("link", name="Baobab Registry").first
    assert first.bounding_box()["y"] < page.viewport_size["height"]
    assert page.locator("td .v-fail", has_text="TO MEND").first.is_visible()


@pytest.mark.parametrize("name", ["index.html", PLAY])
def test_the_failure_is_on_the_first_screen(page: Any, report: Path, name: str) -> None:
    page.goto((report / name).as_uri())
    box = page.locator(".trouble .says").first.bounding_box()
    assert box["y"] + box["height"] < page.viewport_size["height"]
    assert page.locator(".trouble .v-fail").first.is_visible()


def test_what_proves_a_requirement_has_as_much_room_as_what_was_found(page: Any, report: Path) -> None:
    page.goto((report / "coverage.html").as_uri())
    found, by, proved = (page.locator(f".coverage td:nth-child({n})").first.bounding_box()["width"] for n in (3, 4, 5))
    assert min(by, proved) > found * 0.8


def test_a_failure_leads_to_the_bytes_that_show_it(page: Any, report: Path) -> None:
    page.goto((report / "index.html").as_uri())
    page.get_by_role("link", name="exchange 3 of “A changed name is seen by everybody”").first.click()
    assert page.locator("mark.m-fail", has_text="Achieng-4F2A").first.is_visible()


def test_a_place_inside_a_closed_exchange_opens_it(page: Any, report: Path) -> None:
    page.goto(f"{(report / PLAY).as_uri()}#x1")
    assert page.locator("#x1 .raw").first.is_visible()


@pytest.fixture
def desk(browser: Any) -> Iterator[Any]:
    opened = browser.new_page()
    yield opened
    opened.close()


def test_every_page_can_be_reached_from_the_first(desk: Any, report: Path) -> None:
    desk.goto((report / "index.html").as_uri())
    for label in ("Plays", "Requirements", "Proof", "Guide", "Overview"):
        desk.get_by_role("navigation", name="Report").get_by_role("link", name=label, exact=True).click()
        assert desk.locator("h1").is_visible()


def test_a_share_opens_as_well(desk: Any, event_folder: Path) -> None:
    desk.goto(draw(event_folder, only="Baobab Registry").as_uri())
    assert desk.locator("h1").inner_text() == "Nothing failed, but 6 scenarios could not be judged."


def test_a_table_is_searched_where_javascript_is_on(desk: Any, report: Path) -> None:
    desk.goto((report / "plays.html").as_uri())
    desk.get_by_role("searchbox").fill("baobab card")
    assert desk.locator("tbody tr:visible").count() == 1


def test_a_table_is_sorted_where_javascript_is_on(desk: Any, report: Path) -> None:
    desk.goto((report / "plays.html").as_uri())
    desk.get_by_role("button", name="Verdict").click()
    words = desk.locator("tbody td:first-child .v").all_inner_texts()
    assert words == sorted(words)


def test_a_printed_play_shows_its_messages(desk: Any, report: Path) -> None:
    desk.goto((report / PLAY).as_uri())
    desk.emulate_media(media="print")
    assert desk.locator("#x1 .raw").first.is_visible()


def test_the_policy_stops_a_script_that_is_not_ours(desk: Any, report: Path) -> None:
    desk.goto((report / "index.html").as_uri())
    desk.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.harm = 1'}))")
    assert desk.evaluate("window.harm") is None
