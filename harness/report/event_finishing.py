"""The report of an event, drawn from all its runs: after each of them, or when it is asked for. Plays nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.errors import UsageError
from harness.event import Event, rules
from harness.language import unless_told
from harness.report.event_pages import EventSite, draw_event
from harness.report.event_reading import event_of, read_event
from harness.report.event_share import draw_share, named, paper
from harness.report.turns import turn

PAPER = "certificates"


def finish_event(run: Path) -> Path | None:
    """Draw the event that the run in `run` is part of, and return its first page; None where it is part of none.

    Where the file with its rules is not here any more, the rules of the harness are used, and the page says so.
    """
    event = event_of(run)
    if event is None:
        return None
    reports = run.resolve().parent
    try:
        own, note = rules.load(event.grading), ""
    except UsageError as wrong:
        own, note = rules.load(), f"The rules of the event could not be read, so the usual ones were used: {wrong}"
    with turn(reports), unless_told(event.language):
        return draw_event(EventSite(read_event(reports, event.slug), own, reports / event.slug), note=note)


def report_event(event: Event, reports: Path, *, only: str = "", pdf: bool = False) -> list[Path]:
    """Draw `event` from its runs below `reports`, and return what was written, the first page first.

    With `only` the page of one participant alone, in a folder of its own; with `pdf` a sheet of paper for each
    participant, or for that one. A UsageError for a participant that nobody knows, for wrong rules, and for PDF without
    WeasyPrint.
    """
    with turn(reports), unless_told(event.language):
        return _written(event, reports, only=only, pdf=pdf)


def _written(event: Event, reports: Path, *, only: str, pdf: bool) -> list[Path]:
    folder = reports / event.slug
    site = EventSite(read_event(reports, event.slug, event=event), rules.load(event.grading), folder)
    if only:
        name = named(site, only)
        folder = reports / f"{event.slug}-only-{site.slugs[name]}"
        return [draw_share(site, name, folder), *_papers(site, [name] if pdf else [], folder)]
    return [draw_event(site), *_papers(site, site.slugs if pdf else [], folder / PAPER)]


def _papers(site: EventSite, names: Iterable[str], folder: Path) -> list[Path]:
    written = []
    for name in names:
        path = folder / f"{site.slugs[name]}.pdf"
        content = paper(site, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written
