"""From the ledgers of an event's runs to what a report says of it, one run in memory at a time. Draws nothing.

What crossed the wire is left unread: nothing of it is told here.
"""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path

from harness import event as events
from harness.errors import UsageError
from harness.event import Event
from harness.evidence import reading
from harness.evidence.acts import Standing, in_force
from harness.evidence.decoding import EVERYTHING
from harness.evidence.order import files_of
from harness.evidence.record import Act, first_name
from harness.report import links
from harness.report.assembly import assemble
from harness.report.catalogued import Requirement
from harness.report.counting import counted, overrides
from harness.report.event_model import EventResults, Person, Result, RunOf, current
from harness.report.html import FOLDER
from harness.report.model import REFERENCE_MOCK, Play, Run, gravest, party
from harness.report.tally import states

BESIDE = ("exchange", "held", "step", "wait", "made", "not-checked")
LATEST = 12  # lines of a ledger file: the event is named before anything is played
OVER_ALL = ("attest", "dispute", "settle", "pause", "go-on")
"""What people do that holds over all runs of an event."""
_NAMED = b'"topic":"event"'


def event_of(folder: Path) -> Event | None:
    """The event that the run in `folder` is part of, None where it is of none or is no run."""
    for file in files_of(folder):
        with file.open("rb") as lines:
            for _, line in zip(range(LATEST), lines, strict=False):
                if _NAMED in line[:200]:
                    return _restored(line)
    return None


def _restored(line: bytes) -> Event | None:
    try:
        return events.restored(json.loads(line)["content"])
    except (ValueError, KeyError, TypeError):
        return None


def runs_of(reports: Path, slug: str) -> list[tuple[Path, Event]]:
    """The folders below `reports` of the runs of the event called `slug`, the first first, each with its event."""
    folders = sorted(path.parent for path in reports.glob("*/ledger") if path.is_dir())
    found = ((folder, event_of(folder)) for folder in folders)
    return [(folder, event) for folder, event in found if event is not None and event.slug == slug]


def read_event(reports: Path, slug: str, *, event: Event | None = None) -> EventResults:
    """What is known of the event called `slug` from its runs below `reports`.

    `event` is what its file says now; without it the newest run's word counts. A UsageError where there is neither.
    """
    folders = runs_of(reports, slug)
    event = event or (folders[-1][1] if folders else None)
    if event is None:
        raise UsageError(f"{reports}: no run of an event {slug!r} lies here. Play one: harness run --event FILE")
    read = _Reading(_acts(folder for folder, _ in folders))
    for folder, _ in folders:
        read.take(assemble(reading.read(folder, leaving=BESIDE)), folder)
    return read.results(event)


def _acts(folders: Iterable[Path]) -> list[tuple[Act, ...]]:
    """The acts that are in force in each run."""
    leaving = EVERYTHING - {Act.kind}
    return [in_force(reading.read(each, leaving=leaving).acts) if _was_spoken_of(each) else () for each in folders]


def _was_spoken_of(folder: Path) -> bool:
    """Whether there is an act in the run: looked for as bytes, for most runs have none and are long."""
    for file in files_of(folder):
        if not file.stat().st_size:
            continue  # nothing that could be mapped
        with file.open("rb") as opened, closing(mmap(opened.fileno(), 0, access=ACCESS_READ)) as content:
            if content.find(b'"kind":"act"') >= 0:
                return True
    return False


@dataclass(slots=True)
class _Reading:
    """What was read so far; `acts` are those of every run, also of those that are not read yet."""

    acts: list[tuple[Act, ...]]
    runs: list[RunOf] = field(default_factory=list)
    history: dict[str, dict[str, list[Result]]] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    actors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tested: set[str] = field(default_factory=set)
    unreached: set[str] = field(default_factory=set)
    overrides: list[Person] = field(default_factory=list)
    comments: list[Person] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def take(self, machine: Run, folder: Path) -> None:
        """Add a run. A dispute holds in all of them; what was said of a finding holds in its own."""
        number = len(self.runs)
        run = counted(_with(machine, self.acts, number))
        results = [one for play in run.plays for one in _results(play, number, folder.name)]
        for one in results:
            self.history.setdefault(one.participant, {}).setdefault(one.play, []).append(one)
        plays = sum(play.played for play in run.plays)
        told = RunOf(run.name, folder.name, run.started, run.ended, run.interrupted, plays, run.faults)
        self.runs.append(told)
        for each in run.coverage:
            self.requirements[each.requirement.requirement] = each.requirement
            self.tested |= {each.requirement.requirement} if each.scenarios else set()
        self.unreached |= {name for name, state in states(run).items() if state == "not reached"}
        for play in run.plays:
            self.titles[play.scenario.workflow] = play.scenario.workflow_title
            self.actors[play.scenario.workflow] |= play.casting.keys()
            self.words |= {play.scenario.scenario, play.scenario.title, *play.scenario.transactions}
        self._people(run, number, folder.name)

    def _people(self, run: Run, number: int, folder: str) -> None:
        for one in overrides(run):
            page = _page(folder, one.play)
            self.overrides.append(Person(one.act, number, one.finding.verdict, page, one.play.scenario.title))
        plays = {first_name(play.id): play for play in run.plays}
        for act in self.acts[number]:
            play = plays.get(first_name(act.play))
            title = play.scenario.title if play else ""
            if act.act == "comment":
                self.comments.append(Person(act, number, page=_page(folder, play) if play else "", title=title))
            elif act.act == "override" and play and run.standing.is_outdone(act):
                self.overrides.append(Person(act, number, page=_page(folder, play), title=title, outdone=True))

    def _is_outdone(self, one: Person) -> bool:
        told = self.history.get(one.act.participant or REFERENCE_MOCK, {}).get(first_name(one.act.play))
        return one.outdone or (told is not None and current(tuple(told)).run > one.run)

    def results(self, event: Event) -> EventResults:
        """All that was read."""
        names = [*self.requirements, *(actor for actors in self.actors.values() for actor in actors)]
        return EventResults(
            event=event,
            runs=tuple(self.runs),
            history={name: {play: tuple(told) for play, told in plays.items()} for name, plays in self.history.items()},
            requirements=self.requirements,
            titles=self.titles,
            actors={name: frozenset(actors) for name, actors in self.actors.items()},
            tested=frozenset(self.tested),
            unreached=frozenset(self.unreached),
            standing=Standing(act for acts in self.acts for act in acts if act.act in OVER_ALL),
            overrides=tuple(dataclasses.replace(one, outdone=self._is_outdone(one)) for one in self.overrides),
            comments=tuple(self.comments),
            vocabulary=" ".join([*self.words, *names]).replace("_", " ").lower(),
        )


def _with(machine: Run, acts: list[tuple[Act, ...]], number: int) -> Run:
    elsewhere = (act for n, told in enumerate(acts) if n != number for act in told if act.act in OVER_ALL)
    standing = Standing([*acts[number], *elsewhere], machine.standing.begun)
    return dataclasses.replace(machine, standing=standing)


def _page(folder: str, play: Play) -> str:
    return f"{folder}/{FOLDER}/{links.play(play)}"


def _results(play: Play, number: int, folder: str) -> Iterator[Result]:
    machine = play.machine or play
    for name in play.participants:
        own = [one for one in play.findings if party(one) == name]
        words: dict[str, list[str]] = {}
        for finding in own:
            words.setdefault(finding.requirement, []).append(finding.verdict)
        yield Result(
            participant=name,
            play=first_name(play.id),
            title=play.scenario.title,
            workflow=play.scenario.workflow,
            casting={actor: who or REFERENCE_MOCK for actor, who in play.casting.items()},
            verdict=play.verdict_of(name),
            machine=machine.verdict_of(name),
            run=number,
            at=play.ended or play.started,
            page=_page(folder, play),
            played=play.played,
            interrupted=play.interrupted,
            reason=play.reason,
            caused_by=play.caused_by,
            findings=tuple(one for one in own if one.verdict != "PASS"),
            words={requirement: gravest(told) for requirement, told in words.items()},
        )
