"""The review page in Chromium: live with a script, whole without one, wide and narrow."""

from __future__ import annotations

import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.axe import NEEDS_AXE, faults
from tests.review.conftest import Served
from tests.review.going_on import GoingOn

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
PHONE = {"width": 360, "height": 640}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed here"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if AS_ROOT else [])
        yield chromium
        chromium.close()


class Reader:
    """Somebody's browser; `complaints` holds what it says of the pages."""

    def __init__(self, browser: Any, link: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(link)
        self.page.wait_for_url("**/review/")


@pytest.fixture
def reader(browser: Any, served: Served) -> Iterator[Any]:
    readers: list[Reader] = []

    def made(name: str, **options: Any) -> Reader:
        readers.append(Reader(browser, served.links[name], **options))
        return readers[-1]

    yield made
    for each in readers:
        each.context.close()


def test_what_happens_is_shown_at_once(reader: Any, run: GoingOn) -> None:
    mlima = reader("Mlima EMR", viewport=PHONE)
    mlima.page.get_by_role("button", name="I have sent it").click()
    mlima.page.get_by_text("Nothing has arrived at this address").wait_for()
    run.arrives()
    mlima.page.get_by_text("Taken: this is what was waited for.").wait_for()
    assert mlima.complaints == []


def test_the_time_that_is_left_runs(reader: Any) -> None:
    left = reader("mentor").page.locator(".left").first
    before = left.inner_text()
    left.page.wait_for_function("before => document.querySelector('.left').textContent != before", arg=before)
    assert left.inner_text().endswith(" left")


def test_what_somebody_is_writing_is_not_taken_away(reader: Any, run: GoingOn, served: Served) -> None:
    organiser = reader("organiser").page
    served.visitor("organiser").does("pause", participant="Kijani MPI", text="A break.")
    name = organiser.locator("[data-live=standing]").get_by_label("Your name")
    name.fill("Wanjiru Ka")
    with organiser.expect_response("**/review/"):
        run.expires()
    organiser.get_by_text("1 thing to be done").wait_for()
    assert name.input_value() == "Wanjiru Ka"


def test_a_mentor_overrides_a_verdict_without_a_script(reader: Any) -> None:
    page = reader("mentor", java_script_enabled=False, viewport=PHONE).page
    page.get_by_role("link", name="Kijani MPI").first.click()
    page.get_by_role("link", name="A changed name is seen by everybody").click()
    page.get_by_text("Override", exact=True).first.click()
    form = page.locator("form:visible", has=page.locator("select"))
    form.get_by_label("Why").fill("We saw it.")
    form.get_by_label("Your name").fill("Wanjiru")
    form.get_by_role("button").click()
    page.get_by_text("the machine:").first.wait_for()
    assert page.get_by_text("the machine:").first.is_visible()


@NEEDS_AXE
def test_no_page_keeps_anybody_out(reader: Any) -> None:
    page = reader("organiser", viewport=PHONE, bypass_csp=True).page
    here, paths = page.url, ["", "plays", "acts", "links", "systems/kijani-mpi", "plays/nothing"]
    found = [each for path in paths for each in faults(page, here + path)]
    page.goto(f"{here}systems/kijani-mpi")
    page.get_by_role("link", name="A changed name is seen by everybody").click()
    page.wait_for_url("**/plays/*")
    assert found + faults(page, page.url) == []


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}, {"viewport": PHONE, "java_script_enabled": False}])
def test_no_page_has_to_be_scrolled_sideways_or_makes_the_browser_complain(reader: Any, options: Any) -> None:
    organiser, wide = reader("organiser", **options), []
    page, here = organiser.page, organiser.page.url
    for path in ("", "plays", "acts", "links", "systems/kijani-mpi", "systems/mlima-emr", "plays/nothing"):
        page.goto(here + path)
        wide += [path] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
    page.goto(f"{here}systems/kijani-mpi")
    page.get_by_role("link", name="A changed name is seen by everybody").click()
    page.wait_for_url("**/plays/*")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert wide == []
    assert [said for said in organiser.complaints if "404" not in said] == []


class Evil(http.server.BaseHTTPRequestHandler):
    """Another site, whose page sends a form to ours."""

    target = ""

    def do_GET(self) -> None:
        """A page with a form."""
        fields = (
            '<input name="act" value="comment"><input name="text" value="x"><input name="id" value="0123456789abcdef">'
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f'<form method="post" action="{self.target}">{fields}<button>Win</button></form>'.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_form_of_another_site_comes_without_a_seat(reader: Any, served: Served) -> None:
    page = reader("mentor").page
    Evil.target = f"{served.origin}/review/act"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Evil) as evil:
        threading.Thread(target=evil.serve_forever).start()
        page.goto(f"http://localhost:{evil.server_port}/")
        page.get_by_role("button", name="Win").click()
        page.get_by_role("heading", name="This page needs a link of your own").wait_for()
        evil.shutdown()
    assert served.acts == []


def test_a_link_from_another_site_leads_in(reader: Any, served: Served) -> None:
    page = reader("mentor").page
    page.goto("about:blank")
    page.set_content(f'<a href="{served.links["Mlima EMR"]}">In</a>')
    page.get_by_role("link", name="In").click()
    page.wait_for_url(f"{served.origin}/review/")
    assert page.get_by_role("heading", name="Mlima EMR").is_visible()
