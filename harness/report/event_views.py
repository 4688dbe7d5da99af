"""An event made ready for its pages: who needs help, tracks as tables, coverage, what people said. Draws nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.event import grading
from harness.event.event import Event, workflow_id
from harness.event.grading import WORST_FIRST
from harness.event.pairing import spelled
from harness.language import gettext as _
from harness.language import marked, ngettext
from harness.openhie.workflows import WORKFLOWS
from harness.report.catalogued import Requirement
from harness.report.event_grades import Graded, Report, Workflow
from harness.report.event_model import EventResults
from harness.report.event_progress import Stage
from harness.report.model import GRAVEST_FIRST, gravest

NAMED = 4
_TITLES = {each.id: each.title for each in WORKFLOWS}


@dataclass(frozen=True, slots=True)
class Help:
    """A participant that is not complete, or fails something all the same: how grave that is, in words."""

    report: Report
    word: str
    says: str
    stage: Stage | None
    mentor: str

    @property
    def weight(self) -> tuple[int, int, int, str]:
        """Who needs help first: what broke since last time, then the gravest, then the most of it."""
        broken = len(self.stage.broken) if self.stage else 0
        bad = sum(one.grade.word == self.word for one in self.report.graded)
        return (-min(broken, 1), WORST_FIRST.index(self.word), -bad, self.report.name)


@dataclass(frozen=True, slots=True)
class Table:
    """A track: its workflows, and a row for each participant that takes part in it."""

    title: str
    workflows: tuple[Workflow, ...]
    rows: tuple[tuple[Report, tuple[Graded | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A requirement over the whole event: who was judged by it, with which word; whom a person vouched for."""

    requirement: Requirement
    words: Mapping[str, tuple[str, ...]]
    attested: Mapping[str, tuple[str, ...]]
    tested: bool
    unreached: bool = False

    @property
    def state(self) -> str:
        """``judged``, ``attested``, ``left out``, ``not reached``, ``not played`` or ``not tested``."""
        if self.requirement.national and self.requirement.national.left_out:
            return "left out"
        if set(self.words) - {"INCONCLUSIVE"}:
            return "judged"
        if self.attested:
            return "attested"
        if self.unreached or self.words:
            return "not reached"
        return "not played" if self.tested and not self.requirement.not_tested else "not tested"


def workflows(results: EventResults) -> dict[str, Workflow]:
    """The workflows of the event by our id: those of its tracks in their order, then what else was played."""
    named = [name for track in results.event.tracks for name in track.workflows]
    played = sorted(
        {one.workflow for plays in results.history.values() for told in plays.values() for one in told}, key=_in_order
    )
    titles = {workflow_id(name): title for name, title in results.titles.items()}
    found: dict[str, Workflow] = {}
    for name in [*named, *played]:
        known = workflow_id(name)
        found.setdefault(known, Workflow(known, spelled(name), titles.get(known) or _TITLES.get(known, "")))
    return found


def _in_order(name: str) -> tuple[str, int]:
    digits = "".join(one for one in name if one.isdigit())
    return name.rstrip("0123456789"), int(digits or 0)


def tables(event: Event, found: Iterable[Report], known: Mapping[str, Workflow]) -> list[Table]:
    """A table for each track, and one for what was played outside of all tracks."""
    reports = list(found)
    made, told = [], set()
    for track in event.tracks:
        own = [known[workflow_id(name)] for name in track.workflows]
        told |= {one.id for one in own}
        made.append(_table(track.title, own, [one for one in reports if _in_track(event, one.name, track.slug)]))
    if rest := [one for one in known.values() if one.id not in told]:
        made.append(_table(_("Other workflows") if event.tracks else _("Workflows"), rest, reports))
    return [one for one in made if one.rows]


def _in_track(event: Event, name: str, track: str) -> bool:
    own = event.entry(name).tracks
    return not own or track in own


def _table(title: str, own: list[Workflow], reports: Iterable[Report]) -> Table:
    rows = [(one, tuple(one.graded_in(each.id) for each in own)) for one in reports]
    rows = [(one, cells) for one, cells in rows if any(cells)]
    used = [n for n in range(len(own)) if any(cells[n] for _, cells in rows)]
    return Table(title, tuple(own[n] for n in used), tuple((one, tuple(cells[n] for n in used)) for one, cells in rows))


def in_need(results: EventResults, found: Iterable[Report]) -> list[Help]:
    """Who has not completed the event, or has and still fails something; whoever needs help most first."""
    helped = [_help(results, one) for one in found if one.graded and (not one.whole.complete or one.fails_and_counts)]
    return sorted(helped, key=lambda one: one.weight)


def _help(results: EventResults, report: Report) -> Help:
    by_word: dict[str, list[str]] = {}
    for each in report.graded:
        by_word.setdefault(each.grade.word, []).append(each.workflow.name)
    said = [
        f"{_(_SAYS[word])}{_(': ')}{_listed(by_word[word])}{_why(results, report.name, word)}"
        for word in WORST_FIRST
        if word in by_word and word in _SAYS
    ]
    if pause := results.standing.pause(participant=report.name):
        said.insert(0, _("Paused by {name}: {text}").format(name=pause.by, text=pause.text))
    said += [_("Attested as not so: {names}").format(names=_listed(report.denied))] if report.denied else []
    if failing := report.fails_and_counts:
        said.append(_("Something fails in what counts: {names}").format(names=_listed(failing)))
    word = grading.TO_MEND if report.denied else report.word
    stage = report.stages[-1] if report.stages else None
    return Help(report, word, ". ".join(said), stage, results.event.entry(report.name).mentor)


def _why(results: EventResults, name: str, word: str) -> str:
    """In brackets, the reason for which most of a participant's plays could not be judged, where that is the word."""
    opened = [one for one in results.newest(name) if one.verdict == "INCONCLUSIVE" and one.reason]
    if word != grading.NOT_JUDGED or not opened:
        return ""
    (reason, _count), *_rest = Counter(one.reason for one in opened).most_common(1)
    return f" ({_(reason).rstrip('.')})"


_SAYS = {
    grading.TO_MEND: marked("Something fails in"),
    grading.NOT_JUDGED: marked("Could not be judged in"),
    grading.NEEDS_PARTNERS: marked("Needs partners for"),
    grading.NOT_PLAYED: marked("Not played yet"),
}


def _listed(names: Iterable[str]) -> str:
    told = list(names)
    more = _("and {count} more").format(count=len(told) - NAMED) if len(told) > NAMED else ""
    return f"{', '.join(told[:NAMED])} {more}".rstrip()


def headline(found: Iterable[Report]) -> str:
    """The whole event in one sentence."""
    reports = [one for one in found if one.graded]
    counting, asked = sum(one.whole.counting for one in reports), sum(one.whole.asked for one in reports)
    complete = sum(one.whole.complete for one in reports)
    if not any(one.stages for one in reports):
        return _("Nothing was played yet.")
    said = _("{counting} of {asked} workflows count, {complete} of {all} participants are complete.")
    said = said.format(counting=counting, asked=asked, complete=complete, all=len(reports))
    if failing := sum(len(one.fails_and_counts) for one in reports):
        told = ngettext("In {count} that counts something fails.", "In {count} that count something fails.", failing)
        said += f" {told.format(count=failing)}"
    return said


def coverage(results: EventResults, found: Iterable[Report]) -> list[Covered]:
    """Every requirement of the catalogue over all that counts in the event."""
    words: dict[str, dict[str, list[str]]] = {}
    for report in found:
        own: dict[str, list[str]] = {}
        for one in report.results:
            for name, word in one.words.items():
                own.setdefault(name, []).append(word)
        for name, told in own.items():
            words.setdefault(name, {}).setdefault(gravest(told), []).append(report.name)
    attested: dict[str, dict[str, list[str]]] = {}
    for act in results.standing.attestations:
        attested.setdefault(act.requirement, {}).setdefault(act.verdict, []).append(act.participant)
    known = dict(results.requirements) | {name: Requirement(name) for name in words if name not in results.requirements}
    return [
        Covered(
            each,
            _ordered(words.get(name, {})),
            _ordered(attested.get(name, {})),
            name in results.tested,
            name in results.unreached,
        )
        for name, each in known.items()
    ]


def _ordered(words: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {word: tuple(words[word]) for word in GRAVEST_FIRST if word in words}


def grades(found: Iterable[Report]) -> Counter[str]:
    """How many workflows of all participants have each grade."""
    return Counter(each.grade.word for one in found for each in one.graded)
