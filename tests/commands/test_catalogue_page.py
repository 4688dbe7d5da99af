"""`harness catalogue --html` and `--markdown`: every workflow, what it is for and what plays it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import folders
from harness.openhie.workflows import WORKFLOWS
from tests.commands.conftest import Ran

Harness = Callable[..., Ran]
CHROMIUM = shutil.which("chromium")


def test_the_readme_of_the_library_is_what_the_catalogue_says(harness: Harness, tmp_path: Path) -> None:
    made = tmp_path / "README.md"
    assert harness("catalogue", "--markdown", str(made)).code == 0
    kept = folders.scenarios() / "README.md"
    assert kept.read_text() == made.read_text(), f"run: harness catalogue --markdown {kept}"


def test_every_link_of_the_readme_leads_somewhere() -> None:
    text = (folders.scenarios() / "README.md").read_text()
    headings = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in re.findall(r"^### (.+)$", text, re.M)}
    links = re.findall(r"\]\(([^)h][^)]*)\)", text)
    files = [one for one in links if not one.startswith("#")]
    assert {one[1:] for one in links if one.startswith("#")} <= headings
    assert all((folders.scenarios() / one).is_file() for one in files)


def test_the_page_tells_of_every_workflow_and_needs_nothing_beside_it(harness: Harness, tmp_path: Path) -> None:
    page = tmp_path / "catalogue.html"
    done = harness("catalogue", "--html", str(page))
    text = page.read_text()
    assert f"{len(WORKFLOWS)} workflows" in done.out
    assert [one.id for one in WORKFLOWS if f'<section id="{one.id}">' not in text] == []
    assert not re.search(r'(?:src|href)="(?!#|https://)', text)


def test_the_page_is_written_in_another_language(harness: Harness, tmp_path: Path) -> None:
    harness("catalogue", "--html", str(page := tmp_path / "catalogue.html"), "--language", "fr")
    text = page.read_text()
    wanted = ('<html lang="fr">', "Un tampon dans un carnet jaune.", "Point de service → registre des clients\u00a0: ")
    assert [words for words in wanted if words not in text] == []


def test_what_a_terminal_prints_is_not_asked_for_in_another_language(harness: Harness) -> None:
    done = harness("catalogue", "--language", "fr")
    assert (done.code, "--language is for the page" in done.err) == (2, True)


def test_without_a_name_the_page_lies_in_the_folder(harness_in: Callable[..., object], tmp_path: Path) -> None:
    harness_in(tmp_path, "catalogue", "--html")
    assert (tmp_path / "catalogue.html").is_file()


def test_a_page_that_cannot_be_written_is_said(harness: Harness, tmp_path: Path) -> None:
    done = harness("catalogue", "--html", str(tmp_path / "nowhere" / "catalogue.html"))
    assert (done.code, "expected a file that can be written" in done.err) == (2, True)


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed here")
def test_the_page_is_read_on_a_phone(harness: Harness, tmp_path: Path) -> None:
    page = tmp_path / "catalogue.html"
    harness("catalogue", "--html", str(page))
    told = _in_chromium(page, "document.documentElement.scrollWidth <= innerWidth && !!document.querySelector('svg')")
    assert told == "true"


def _in_chromium(page: Path, expression: str) -> str:
    """What `expression` is on `page`, in a window as wide as a phone."""
    asking = page.with_name("asking.html")
    script = f"<script>document.title = String({expression})</script>"
    text = page.read_text().replace(
        "style-src 'unsafe-inline'", "style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    )
    asking.write_text(text.replace("</body>", f"{script}</body>"))
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--window-size=500,900", "--dump-dom"]
    made = subprocess.run([*command, asking.as_uri()], capture_output=True, text=True, timeout=60, check=True).stdout
    found = re.search("<title>(.*?)</title>", made)
    return found[1] if found else ""
