"""Prints a run's overview as PDF. Knows paper and WeasyPrint; fetches nothing from anywhere.

It has a page of its own: that of the report is made for screens, and takes WeasyPrint ten times as long. WeasyPrint
is the extra ``[pdf]``, and needs Pango of the operating system.
"""

from __future__ import annotations

from typing import Any

from harness.errors import UsageError
from harness.language import marked
from harness.report.causes import causes
from harness.report.html_site import environment
from harness.report.model import Run
from harness.report.tally import tally

LINES = 300  # causes that are told on paper
DONE = {"override": marked("overridden"), "attest": marked("attested"), "dispute": marked("disputed")}
"""What people do that counts, as paper calls it."""
MISSING = (
    "PDF needs WeasyPrint, which is not installed here ({}). Get it with: "
    "python -m pip install 'openhie-connectathon-harness[pdf]', or in a clone: "
    "python -m pip install -e '.[pdf]' (and, of the operating system, Pango: "
    "apt install libpango-1.0-0 libpangoft2-1.0-0)"
)


def pdf(run: Run) -> bytes:
    """The run's overview as PDF. A UsageError where WeasyPrint is not installed."""
    return printed(overview(run))


def overview(run: Run) -> str:
    """The run's overview as HTML for paper, in the language in use."""
    lines = causes(run)
    return (
        environment()
        .get_template("print.html")
        .render(
            run=run,
            systems=[(each, tally(run, each.name)) for each in run.subjects],
            lines=lines[:LINES],
            more=max(len(lines) - LINES, 0),
            said=[act for act in run.standing.acts if act.act in DONE],
            done=DONE,
        )
    )


def printed(page: str) -> bytes:
    """The HTML `page`, which holds its styles and pictures itself, as PDF. A UsageError without WeasyPrint."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:  # an OSError where Pango is missing
        raise UsageError(MISSING.format(error)) from error
    fetcher: Any = URLFetcher(allowed_protocols={"data"})
    made: bytes = HTML(string=page, url_fetcher=fetcher).write_pdf()
    return made
