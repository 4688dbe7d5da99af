"""Prints a run's overview as PDF: the first page of its report, on paper.

Knows WeasyPrint; fetches nothing from anywhere.

WeasyPrint is the extra ``[pdf]``, and needs Pango of the operating system.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import html

from harness.errors import UsageError
from harness.report.html_site import Site
from harness.report.html_tables import write_overview
from harness.report.model import Run

MISSING = (
    "--format pdf needs WeasyPrint, which is not installed here ({}). Get it with: "
    "pip install 'openhie-connectathon-harness[pdf]' (and, of the operating system, Pango: apt install libpango-1.0-0 "
    "libpangoft2-1.0-0)"
)


def pdf(run: Run) -> bytes:
    """The run's overview as PDF. A UsageError where WeasyPrint is not installed."""
    with TemporaryDirectory() as folder:
        site = Site(run, Path(folder))
        site.copy_static()
        page = html.fromstring(write_overview(site).read_text(encoding="utf-8"))
        for link in page.iter("a"):
            if not link.get("href", "").startswith(("#", "http://", "https://")):
                link.attrib.pop("href", "")  # pages that are not in the file
        return printed(html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>"), Path(folder))


def printed(page: str, folder: Path) -> bytes:
    """The HTML `page`, whose styles and pictures lie in `folder`, as PDF."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:  # an OSError where Pango is missing
        raise UsageError(MISSING.format(error)) from error
    fetcher: Any = URLFetcher(allowed_protocols={"file", "data"}, fail_on_errors=False)
    made: bytes = HTML(string=page, base_url=f"{folder.as_uri()}/", url_fetcher=fetcher).write_pdf()
    return made
