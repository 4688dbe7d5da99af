"""One participant's part in an event, in which no other participant occurs: a folder to hand out, and a sheet of paper.

What is graded stays: a sentence of a grade names nobody. Whoever it met is "another participant"; texts are searched
for the others' names, addresses and domains, as in a share of a run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.event.event import Event
from harness.report.event_data import NAME as DATA
from harness.report.event_data import as_json
from harness.report.event_grades import Report
from harness.report.event_model import EventResults, Person, Result
from harness.report.event_pages import EventSite, participant_context
from harness.report.exports.pdf import printed
from harness.report.model import ANOTHER, Participant
from harness.report.privacy import Cleaner

ON_PAPER = 30  # of what people said, each kind


def named(site: EventSite, participant: str) -> str:
    """The participant that is called so, by its name or its slug. A UsageError where there is none."""
    found = next((name for name, slug in site.slugs.items() if participant in (name, slug)), None)
    if found is None:
        known = ", ".join(site.slugs) or "no participant at all"
        raise UsageError(f"--only {participant}: there is no such participant in this event; it has {known}")
    return found


def draw_share(site: EventSite, name: str, folder: Path) -> Path:
    """Write the page of `name` alone into `folder`, in the place of what was there, and return its path."""
    own = _Share(site, name)
    alone = EventSite(own.results(), site.rules, folder)
    mine = [one for one in site.reports if one.name == name]
    with alone.aside():
        alone.copy_static()
        alone.write(DATA, as_json(alone.results, mine, with_others=False))
        page = alone.page("index.html", "event_share.html", **own.context()).name
    return alone.folder / page


def paper(site: EventSite, name: str) -> bytes:
    """The summary of `name` alone as PDF. A UsageError where WeasyPrint is not installed."""
    own = _Share(site, name)
    context = own.context() | {"root": "", "path": "", "most": ON_PAPER}
    return printed(EventSite(own.results(), site.rules, site.folder).text("event_certificate.html", **context))


class _Share:
    """What may be said of an event to one participant."""

    def __init__(self, site: EventSite, name: str) -> None:
        self._site, self._name = site, name
        self._others = set(site.slugs) - {name}
        self._clean = Cleaner(
            _described(site, name), [_described(site, one) for one in self._others], site.results.vocabulary
        )

    def context(self) -> dict[str, Any]:
        """What stands on its page."""
        report = next(one for one in self._site.reports if one.name == self._name)
        told = participant_context(self._site, self._report(report))
        return told | {
            "attested": self._clean(tuple(told["attested"])),
            "disputes": self._clean(tuple(told["disputes"])),
            "overrides": self._people(told["overrides"]),
            "comments": self._people(told["comments"]),
        }

    def results(self) -> EventResults:
        """The event with this participant alone."""
        whole = self._site.results
        told = whole.history.get(self._name, {}).values()
        own = {str(number): tuple(map(self._result, each)) for number, each in enumerate(told)}
        kept = [one for one in whole.event.participants if one.name == self._name]
        came = dataclasses.replace(whole.event.participants, everyone=tuple(kept))
        runs = tuple(dataclasses.replace(one, faults=()) for one in whole.runs)
        return EventResults(self._event(came), runs, {self._name: own}, whole.requirements)

    def _event(self, came: Any) -> Event:
        return dataclasses.replace(self._site.event, participants=came, entries=(self._site.event.entry(self._name),))

    def _report(self, report: Report) -> Report:
        graded = tuple(
            dataclasses.replace(each, results=tuple(map(self._result, each.results))) for each in report.graded
        )
        return dataclasses.replace(report, graded=graded)

    def _result(self, one: Result) -> Result:
        casting = {actor: ANOTHER if name in self._others else name for actor, name in one.casting.items()}
        return dataclasses.replace(
            one,
            casting=casting,
            page="",
            reason=self._clean(one.reason),
            caused_by=ANOTHER if one.caused_by in self._others else one.caused_by,
            findings=self._clean(one.findings),
        )

    def _people(self, told: Iterable[Person]) -> list[Person]:
        return [dataclasses.replace(one, act=self._clean(one.act), page="") for one in told]


def _described(site: EventSite, name: str) -> Participant:
    """A participant with all that could name it."""
    came = next((one for one in site.event.participants if one.name == name), None)
    if came is None:
        return Participant(name, site.slugs[name])
    domains = tuple({"uri": one.uri, "oid": one.oid, "namespace": one.namespace} for one in came.domains)
    told = site.participant(name)
    return dataclasses.replace(told, endpoints=came.endpoints, domains=domains)
