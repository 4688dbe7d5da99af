"""Draws a run as a folder of pages that opens from disk: no server, no network, and no JavaScript needed to read it.

::

    RUN/report/index.html           what is wrong, whose it is, what to do; systems and workflows at a glance
    RUN/report/systems/*.html       a page a participant
    RUN/report/plays/*.html         a page a scenario and casting, with its exchanges
    RUN/report/exchanges/*.html     an exchange that is too long for its play's page; *.txt a play's messages as a text
    RUN/report/coverage.html        every requirement, tested or not; defects.html: what proves the checks
    RUN/report/how-to-read.html     and glossary.html: what the words mean
    RUN/report/postman/*.json       the requests of a play as a collection for Postman
    RUN/report/bodies/*             what was cut on a page, whole
    RUN/report/results.json         the same for a program

Knows pages and their order; what stands on them is made by the modules ``html_*`` beside it.
"""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path

from harness.report.assembly import read_run
from harness.report.counting import counted
from harness.report.drawn import DrawnAhead
from harness.report.html_plays import GREAT, PlayPages
from harness.report.html_site import Site
from harness.report.html_tables import (
    write_coverage,
    write_defects,
    write_guide,
    write_overview,
    write_plays,
    write_systems,
)
from harness.report.model import Run
from harness.report.moments import times_in
from harness.report.names import slug
from harness.report.privacy import only as only_of
from harness.report.pseudonymous import without_people
from harness.report.results import line_of, write_results
from harness.report.shares import Shares
from harness.report.turns import in_turn

FOLDER = "report"
OF_MANY = (write_plays, write_coverage, write_defects, write_guide)
"""What is shared out among processes with the pages of plays, and before them, since each takes long."""


def draw(folder: Path, *, only: str | None = None, redact_persons: bool = False, whole: bool | None = None) -> Path:
    """Draw the run in `folder` and return the path of the first page, as `drawn_run` has it."""
    return drawn_run(folder, only=only, redact_persons=redact_persons, whole=whole)[1]


@in_turn
def drawn_run(
    folder: Path, *, only: str | None = None, redact_persons: bool = False, whole: bool | None = None
) -> tuple[Run, Path]:
    """Draw the run in `folder` and return it as it was drawn, and the path of the first page.

    With `only`, a participant's name or slug, the pages go to ``report-only-<slug>`` and hold nothing of any other
    participant. With `redact_persons` they go to a folder of their own, ``…-without-people``, and people who are not
    the harness's have pseudonyms there. What was drawn before is replaced. Raises UsageError for a folder without a
    run, and for an unknown participant. `whole` as `draw_run` has it.
    """
    run = without_people(read_run(folder)) if redact_persons else read_run(folder)
    name = FOLDER
    if only is not None:
        run = only_of(run, only)
        name = f"{FOLDER}-only-{slug(run.participants[0].slug)}"
    return run, draw_run(run, folder / (f"{name}-without-people" if redact_persons else name), whole=whole)


def draw_run(run: Run, target: Path, *, whole: bool | None = None, ahead: Path | None = None) -> Path:
    """Draw `run` into the folder `target`, which is emptied first, and return the path of the first page.

    With `whole` all messages are laid out on pages; without, only those in which something is to be seen, and a text
    holds all. Where neither is asked for, it depends on how many plays there are.
    Pages show what counts after people's acts, and the machine's verdict beside it. What was drawn `ahead` of the run's
    end, in a folder of that, is taken from there where it is still true. Times are those of the event's zone.
    """
    with times_in(run.zone):
        return _drawn(run, target, whole=whole, ahead=ahead)


def _drawn(run: Run, target: Path, *, whole: bool | None, ahead: Path | None) -> Path:
    site = Site(counted(run), target)
    whole = len(run.plays) < GREAT if whole is None else whole
    pages = PlayPages(site, whole=whole)
    before = DrawnAhead(ahead, run, site.run, whole=whole) if ahead else None
    if target.exists():
        shutil.rmtree(target)
    if before:
        before.move(target)

    def drawn(number: int) -> bytes:
        number -= len(OF_MANY)
        if number < 0:
            OF_MANY[number](site)
            return b""
        if before and (line := before.line(number)) is not None:
            return line
        pages.write(site.run.plays[number])
        return line_of(run.plays[number], site.run.plays[number], run.standing)

    shares = Shares(len(OF_MANY) + len(run.plays), drawn, target)
    shares.begin()
    site.copy_static()
    pages.write_unexpected()
    write_systems(site)
    write_results(run, target, islice(shares.lines(), len(OF_MANY), None))
    return write_overview(site)  # the last of all: where it is, the report is whole
