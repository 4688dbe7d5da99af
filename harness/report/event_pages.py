"""Draws an event as a folder of pages that opens from disk, as a run's report does.

::

    DIR/<event>/index.html             who needs help, who meets whom next, participants and workflows, causes
    DIR/<event>/participants/*.html    a page a participant: its grades, its progress, what to mend
    DIR/<event>/partners.html          who still needs a partner, and all pairs to try
    DIR/<event>/causes.html            everything that is wrong, by cause
    DIR/<event>/requirements.html      every requirement over the whole event
    DIR/<event>/event.json             grades for a program

Knows pages and their order; links lead to the reports of the runs beside the folder.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from markupsafe import Markup, escape

from harness.errors import UsageError
from harness.event import grading
from harness.event.pairing import next_pairs
from harness.event.rules import Rules
from harness.language import ENGLISH, counted, spoken, told
from harness.language import gettext as _
from harness.report import event_views as views
from harness.report import links
from harness.report.event_causes import ORDER, Cause, causes
from harness.report.event_data import NAME as DATA
from harness.report.event_data import as_json
from harness.report.event_grades import Report, needs, reports
from harness.report.event_model import EventResults
from harness.report.html_site import WORDS, Pages, badge, environment, in_its_language, shaped
from harness.report.model import NOT_APPLICABLE, Participant
from harness.report.names import Slugs

CAUSES, PAIRS, HELPED, SAID = 8, 12, 25, 20  # of each on the first page
CAUSES_IN_ALL = 300
PLAYS_SHOWN = 250
ID = re.compile(r"\b(?:[A-Z]+|\d{2,3})-\d+[a-z]?\b")
SHAPES = {
    grading.COUNTS: "pass",
    grading.TO_MEND: "fail",
    grading.NEEDS_PARTNERS: "partners",
    grading.NOT_JUDGED: "inconclusive",
    grading.NOT_PLAYED: "na",
}
COUNTED = {
    grading.COUNTS: counted("{count} COUNTS", "{count} COUNT"),
    grading.TO_MEND: counted("{count} TO MEND", "{count} TO MEND"),
    grading.NEEDS_PARTNERS: counted("{count} NEEDS PARTNERS", "{count} NEED PARTNERS"),
    grading.NOT_JUDGED: counted("{count} NOT JUDGED", "{count} NOT JUDGED"),
    grading.NOT_PLAYED: counted("{count} NOT PLAYED", "{count} NOT PLAYED"),
}


def grade_badge(word: str, count: int = 0) -> Markup:
    """A grade as a shape and a word; a verdict's word as everywhere."""
    return badge(word, count) if word in WORDS else _grade_badge(word, count, spoken())


@cache
def _grade_badge(word: str, count: int, _language: str) -> Markup:
    return shaped(SHAPES[word], word, COUNTED[word], count)


def unbroken(text: str) -> Markup:
    """`text` in which no line ends at the hyphen of an id, such as ``CRWF-2`` or ``78-12``."""
    return Markup(ID.sub(r'<span class="id">\g<0></span>', str(escape(text))))


class EventSite(Pages):
    """Where the pages of one event go; everything that they tell is worked out once."""

    def __init__(self, results: EventResults, rules: Rules, folder: Path) -> None:
        super().__init__(folder)
        self.results, self.rules, self.event = results, rules, results.event
        self.workflows = views.workflows(results)
        self.reports = reports(results, rules, self.workflows)
        slugs = Slugs()
        came = {one.name: one for one in results.event.participants}
        self.slugs = {name: slugs.give(came[name].slug if name in came else name) for name in results.names}
        self.causes = causes(one for report in self.reports for one in report.results)
        self.needs = needs(self.reports)
        self.pairs = next_pairs(self.needs)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is written meanwhile goes to a folder of its own, which then takes the place of the site's."""
        target = self.folder
        looked_at(target)
        with TemporaryDirectory(prefix=f".{target.name}-", dir=_there(target.parent)) as made:
            self.folder = Path(made) / target.name
            try:
                yield
                if target.exists():
                    shutil.rmtree(target)
                self.folder.replace(target)
            finally:
                self.folder = target

    def page(self, path: str, template: str, **context: Any) -> Path:
        """Write the page `path`, counted from the folder of the event, and return where it is."""
        root = "../" * path.count("/")
        return self.write(path, self.text(template, root=root, path=path, **context).encode())

    def text(self, template: str, **context: Any) -> str:
        """A page as text; `beside` is the way from it to the folders of the runs."""
        beside = f"{context.get('root', '')}../"
        made = environment().get_template(template)
        known = {"event": self.event, "results": self.results, "slugs": self.slugs, "asked": self._asked}
        return made.render(beside=beside, **known, **_SHOWN, **context)

    def _asked(self, sentence: str, requirement: str) -> Markup:
        """A sentence of a scenario in the language of the page, or what its requirement says there, or in English."""
        asks = self.results.requirements.get(requirement)
        own = spoken() == ENGLISH or told(sentence) or asks is None or not told(asks.text)
        return in_its_language(sentence if own or asks is None else asks.text)

    def participant(self, name: str) -> Participant:
        """Who somebody is, by its name."""
        came = next((one for one in self.event.participants if one.name == name), None)
        if came is None:
            return Participant(name, self.slugs[name])
        return Participant(name, self.slugs[name], came.organisation, came.contact, came.actors)


_SHOWN: dict[str, Any] = {
    "grade": grade_badge,
    "unbroken": unbroken,
    "grades_in_order": grading.WORST_FIRST,
    "words_in_order": ORDER,
}


def _there(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def looked_at(folder: Path) -> None:
    """A UsageError where `folder` holds something else than the report of an event: that is not to be swept away."""
    if folder.exists() and any(folder.iterdir()) and not (folder / DATA).is_file():
        raise UsageError(f"{folder}: expected the report of an event, or nothing; found something else. Move it away.")


def draw_event(site: EventSite, *, note: str = "") -> Path:
    """Draw the event into the folder of `site`, in the place of what was drawn before, and return its first page.

    `note` is something that its reader has to know. It is drawn beside and put there when it is whole: runs that end
    at the same time do not get in each other's way, and nobody reads half of it.
    """
    with site.aside():
        name = _draw(site, note).name
    return site.folder / name


def _draw(site: EventSite, note: str) -> Path:
    site.copy_static()
    site.write(DATA, as_json(site.results, site.reports))
    for report in site.reports:
        path = f"participants/{site.slugs[report.name]}.html"
        site.page(path, "event_participant.html", **participant_context(site, report))
    site.page("partners.html", "event_partners.html", title=_("Partners"), needs=site.needs, pairs=site.pairs)
    kept = site.causes[:CAUSES_IN_ALL]
    site.page("causes.html", "event_causes.html", title=_("Causes"), causes=kept, more=len(site.causes) - len(kept))
    covered = views.coverage(site.results, site.reports)
    _write_coverage(site, covered)
    return _write_overview(site, covered, note)


def participant_context(site: EventSite, report: Report) -> dict[str, Any]:
    """What stands on the page of one participant."""
    own = report.results
    standing = site.results.standing
    return {
        "title": report.name,
        "report": report,
        "system": site.participant(report.name),
        "entry": site.event.entry(report.name),
        "rules": site.rules,
        "causes": causes(own),
        "counts": Counter(one.verdict for one in own),
        "plays": sorted(
            (one for one in own if one.verdict != NOT_APPLICABLE),
            key=lambda one: ORDER.index(one.verdict) if one.verdict in ORDER else len(ORDER),
        ),
        "apart": Counter(one.reason for one in own if one.verdict == NOT_APPLICABLE),
        "shown": PLAYS_SHOWN,
        "attested": [one for one in standing.attestations if one.participant == report.name],
        "pause": standing.pause(participant=report.name),
        "disputes": [one for one in standing.disputes if one.participant in ("", report.name)],
        "overrides": [one for one in site.results.overrides if one.act.participant == report.name],
        "comments": [one for one in site.results.comments if one.act.participant == report.name],
    }


def _write_coverage(site: EventSite, covered: Sequence[views.Covered]) -> None:
    pages, states = list(links.chunks(covered, links.COVERAGE_ROWS)), Counter(one.state for one in covered)
    for number, rows in enumerate(pages, 1):
        path = links.numbered("requirements", number)
        site.page(
            path,
            "event_requirements.html",
            title=_("Requirements"),
            rows=rows,
            states=states,
            number=number,
            pages=len(pages),
        )


def _write_overview(site: EventSite, covered: Sequence[views.Covered], note: str) -> Path:
    return site.page(
        "index.html",
        "event.html",
        title=site.event.name,
        headline=views.headline(site.reports),
        note=note,
        reports=site.reports,
        helped=views.in_need(site.results, site.reports),
        grades=views.grades(site.reports),
        tables=views.tables(site.event, site.reports, site.workflows),
        pairs=site.pairs[:PAIRS],
        needs=site.needs,
        causes=_gravest(site.causes),
        causes_in_all=len(site.causes),
        states=Counter(one.state for one in covered),
        covered=len(covered),
        rules=site.rules,
        said=SAID,
        first=HELPED,
    )


def _gravest(found: Sequence[Cause]) -> list[Cause]:
    return [one for one in found if one.verdict != "NOTED"][:CAUSES]
