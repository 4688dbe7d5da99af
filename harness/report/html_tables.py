"""Writes the pages that are about many plays: the overview, the systems, all plays, the coverage, the defects."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from harness.evidence.record import Finding
from harness.language import gettext as _
from harness.language import marked
from harness.report import links
from harness.report.glossary import sections
from harness.report.html_acts import People, people
from harness.report.html_site import Site
from harness.report.html_trouble import TroubleView, headline, trouble_views
from harness.report.model import (
    GRAVEST_FIRST,
    NOT_APPLICABLE,
    OF_PLAYS,
    REFERENCE_MOCK,
    Coverage,
    Judgement,
    Participant,
    Play,
    gravest,
    party,
)
from harness.report.tally import states, tally
from harness.report.troubles import Trouble, troubles
from harness.report.unchecked import gaps

ON_OVERVIEW = 90  # troubles of all systems together
BY_TITLE = 30  # troubles of one system that the overview tells by their titles
IN_FULL = 40  # troubles of one system that are told with all their words
EVIDENCE = 3  # plays named beside a requirement


@dataclass(frozen=True, slots=True)
class Cell:
    """A system and a workflow: the gravest verdict, and how many plays have which."""

    word: str
    counts: Counter[str]

    @property
    def played(self) -> int:
        """How many were played at all."""
        return self.counts.total() - self.counts[NOT_APPLICABLE]


@dataclass(frozen=True, slots=True)
class SystemView:
    """A participant on a page: its plays and requirements by verdict, its troubles, and the rest by their titles."""

    system: Participant
    counts: Counter[str]
    requirements: Counter[str]
    failing: list[TroubleView]
    unjudged: list[TroubleView]
    rest: list[TroubleView]

    @property
    def word(self) -> str:
        """The gravest verdict of all its plays."""
        return gravest(self.counts)


@dataclass(frozen=True, slots=True)
class Judged:
    """A requirement and what was found of one participant: the gravest word, and the plays that show it."""

    coverage: Coverage
    word: str
    evidence: list[tuple[Play, Finding]]
    more: int


def write_overview(site: Site) -> Path:
    """The first page."""
    run = site.run
    most = max(1, min(6, ON_OVERVIEW // max(len(run.subjects), 1)))
    found = trouble_views(troubles(run))
    ours = [view for view in found if view.ours]
    systems = [_system(each, site, [view for view in found if not view.ours], most) for each in run.subjects]
    titles = {each.scenario.workflow: each.scenario.workflow_title for each in run.plays}
    workflows = {name: titles[name] for name in sorted(titles, key=_in_order)}
    return site.page(
        "index.html",
        "index.html",
        title=_("Conformance report"),
        headline=headline(run),
        systems=sorted(systems, key=lambda each: GRAVEST_FIRST.index(each.word or "PASS")),
        ours=ours[:most],
        ours_left=len(ours[most:]),
        workflows=workflows,
        matrix={each.name: _row(run.plays_of(each.name), each.name) for each in run.subjects},
        words=[word for word in OF_PLAYS if run.counts[word]],
        requirements=sum((each.requirements for each in systems), Counter()),
        by_title=BY_TITLE,
        people=people(run),
        tested=Counter(states(run).values()),
        gaps=gaps(run.plays),
        changed=[each for each in run.plays if each.earlier and each.earlier[-1].verdict != each.verdict],
    )


def _in_order(name: str) -> tuple[str, int]:
    """CRWF-2 before CRWF-10."""
    digits = re.search(r"\d+$", name)
    return (name[: digits.start()], int(digits.group())) if digits else (name, 0)


def _row(plays: Iterable[Play], name: str) -> dict[str, Cell]:
    counts: dict[str, Counter[str]] = {}
    for play in plays:
        counts.setdefault(play.scenario.workflow, Counter())[play.verdict_of(name)] += 1
    return {workflow: Cell(gravest(each), each) for workflow, each in counts.items()}


def _system(system: Participant, site: Site, found: list[TroubleView], most: int) -> SystemView:
    own = [view for view in found if view.trouble.participant == system.name]
    failing = [view for view in own if view.word == "FAIL"]
    unjudged = [view for view in own if view.word == "INCONCLUSIVE"]
    room = max(most - len(failing), 1)
    return SystemView(
        system,
        site.run.counts_of(system.name),
        tally(site.run, system.name),
        failing[:most],
        unjudged[:room],
        failing[most:] + unjudged[room:],
    )


def write_systems(site: Site) -> None:
    """A page a participant, and one for the reference mocks where there is something to say of them."""
    by_name: dict[str, list[Trouble]] = {}
    for trouble in troubles(site.run):
        by_name.setdefault(trouble.participant, []).append(trouble)
    said, judged = people(site.run), _judged(site.run.coverage)
    for system in site.run.subjects:
        _write_system(site, system, by_name.get(system.name, []), said.of(system.name), judged.get(system.name, []))


def _write_system(site: Site, system: Participant, found: list[Trouble], said: People, judged: list[Judged]) -> None:
    views = trouble_views(found)
    plays = sorted(site.run.plays_of(system.name), key=lambda play: not play.played)
    pages = list(links.chunks(plays, links.PLAY_ROWS))
    site.page(
        links.system(system),
        "system.html",
        title=_("Reference mocks") if system.is_mock else system.name,
        system=system,
        counts=site.run.counts_of(system.name),
        requirements=tally(site.run, system.name),
        failing=[view for view in views if view.word == "FAIL"],
        ours=[view for view in views if view.ours],
        unjudged=[view for view in views if view.word == "INCONCLUSIVE"],
        notes=[view for view in views if view.word == "NOTED"],
        in_full=IN_FULL,
        people=said,
        judged=judged,
        plays=pages[0],
        pages=len(pages),
        doctor=[each for each in site.run.doctor if each.get("participant") == system.name],
        made=[made for play in plays for made in play.made if (made.participant or REFERENCE_MOCK) == system.name],
    )
    for page, rows in enumerate(pages[1:], 2):
        path = links.system(system, page)
        site.page(
            path, "system_plays.html", title=system.name, system=system, plays=rows, number=page, pages=len(pages)
        )


def _judged(coverage: Iterable[Coverage]) -> dict[str, list[Judged]]:
    """For each party, by its name, the requirements that it was judged by."""
    rows: dict[str, list[Judged]] = defaultdict(list)
    for each in coverage:
        parties: dict[str, list[Judgement]] = defaultdict(list)
        for one in each.judgements:
            parties[party(one.finding)].append(one)
        for name, own in parties.items():
            own.sort(key=lambda one: GRAVEST_FIRST.index(one.finding.verdict))
            shown = [(one.play, one.finding) for one in own[:EVIDENCE]]
            rows[name].append(Judged(each, own[0].finding.verdict, shown, len(own[EVIDENCE:])))
    return rows


def write_plays(site: Site) -> None:
    """Every scenario in every casting, also those that were not played."""
    pages = list(links.chunks(site.run.plays, links.PLAY_ROWS))
    for number, rows in enumerate(pages, 1):
        path = links.numbered(links.PLAYS, number)
        site.page(path, "plays.html", title=_("All plays"), plays=rows, number=number, pages=len(pages))


def write_coverage(site: Site) -> None:
    """Every requirement of the catalogue: judged or not, by what, and what proves that it can fail."""
    played, known, said = site.plays_named(), states(site.run), people(site.run)
    pages = list(links.chunks(site.run.coverage, links.COVERAGE_ROWS))
    for number, rows in enumerate(pages, 1):
        path = links.numbered(links.COVERAGE, number)
        site.page(
            path,
            "coverage.html",
            title=_("Requirements"),
            rows=[(each, known[each.requirement.requirement], _found(each), _unjudged(each, played)) for each in rows],
            tested=Counter(known.values()),
            unproven=[each for each in site.run.coverage if each.unproven],
            changed=[each for each in site.run.coverage if each.requirement.national],
            gaps=gaps(site.run.plays) if number == 1 else (),
            gaps_of_mocks=gaps(site.run.plays, of_mocks=True) if number == 1 else (),
            played=played,
            people=said,
            number=number,
            pages=len(pages),
        )


def _unjudged(coverage: Coverage, played: dict[str, list[Play]]) -> str:
    """Why a requirement was not judged in this run, in English, "" where it was."""
    if coverage.requirement.national and coverage.requirement.national.left_out:
        return marked("Nobody is judged by it here.")
    if coverage.unchecked:
        return f"{coverage.unchecked}."
    if coverage.judgements or coverage.requirement.not_tested:
        return coverage.requirement.not_tested
    if not coverage.scenarios:
        return marked("None of the scenarios that this run read judges it.")
    plays = [play for scenario in coverage.scenarios for play in played.get(scenario.scenario, ())]
    reasons = dict.fromkeys(f"{_(play.verdict)}{_(': ')}{play.reason}" for play in plays if play.reason)
    return _("; ").join(list(reasons)[:2]) or marked("Its scenarios were not played in this run.")


def _found(coverage: Coverage) -> list[tuple[str, list[str], int]]:
    """Each verdict word with some of the participants that have it and how many more."""
    by_word: dict[str, list[str]] = {}
    for name, word in coverage.verdicts.items():
        by_word.setdefault(word, []).append(name)
    words = sorted(by_word, key=GRAVEST_FIRST.index)
    return [(word, by_word[word][:3], len(by_word[word][3:])) for word in words]


def write_defects(site: Site) -> None:
    """Which named fault of a reference mock proves which requirement, and what catches it."""
    proven = [each for each in site.run.coverage if each.defects]
    unproven = [each for each in site.run.coverage if each.unproven]
    path = f"{links.DEFECTS}.html"
    site.page(path, "defects.html", title=_("Proof of the checks"), proven=proven, unproven=unproven)


def write_guide(site: Site) -> None:
    """How to read it all, and what the words mean."""
    told = sections()
    site.page(f"{links.READING}.html", "how_to_read.html", title=_("How to read this"), verdicts=told[0].entries)
    site.page(f"{links.GLOSSARY}.html", "glossary.html", title=_("Glossary"), sections=told)
