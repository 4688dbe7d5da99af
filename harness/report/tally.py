"""How many requirements of a system have which verdict in a run. Counts; judges nothing and words nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from harness.report.model import DISPUTED, NOT_APPLICABLE, REFERENCE_MOCK, Coverage, Play, Run, gravest, party

OPEN = ("INCONCLUSIVE", NOT_APPLICABLE)
JUDGED = {"PASS", "NOTED", "FAIL", "ERROR"}
SET_ASIDE = {"INCONCLUSIVE", DISPUTED}


def tally(run: Run, name: str) -> Counter[str]:
    """How many requirements have each word as their gravest, of a participant or of the reference mocks."""
    return Counter(words(run, name).values())


def words(run: Run, name: str) -> dict[str, str]:
    """The gravest word of each requirement, of a participant or of the reference mocks.

    What a scenario would have judged counts as well where it was not played: as INCONCLUSIVE or NOT APPLICABLE.
    """
    actors = {each.requirement.requirement: each.requirement.actor for each in run.coverage}
    found: dict[str, list[str]] = {}
    for play in run.plays_of(name):
        for requirement, word in _judged(play, name, actors):
            found.setdefault(requirement, []).append(word)
    return {requirement: gravest(said) for requirement, said in found.items()}


def unreached(play: Play, name: str, actors: dict[str, str]) -> list[str]:
    """The requirements that a play without any finding of `name` would have judged; `actors` says whose each is."""
    played = {actor for actor, who in play.casting.items() if who == name} | {"any"}
    return [each for each in sorted(play.scenario.judges) if actors.get(each) in played]


def _judged(play: Play, name: str, actors: dict[str, str]) -> Iterator[tuple[str, str]]:
    findings, verdict = play.findings_on(name), play.verdict_of(name)
    ours = name == REFERENCE_MOCK and verdict == "ERROR"
    broken = ours and all(each.verdict != "ERROR" for each in findings)
    for each in findings:
        yield each.requirement, "ERROR" if broken and each.verdict == "INCONCLUSIVE" else each.verdict
    yield from ((each.requirement, DISPUTED) for each in play.disputed if party(each) == name)
    if not findings and (verdict in OPEN or ours):
        yield from ((each, verdict) for each in unreached(play, name, actors))


def states(run: Run) -> dict[str, str]:
    """What became of each requirement: ``judged`` where at least one system has a verdict on it, else why not."""
    said: dict[str, set[str]] = {}
    for system in run.subjects:
        for requirement, word in words(run, system.name).items():
            said.setdefault(requirement, set()).add(word)
    return {
        each.requirement.requirement: _state(each, said.get(each.requirement.requirement, set()))
        for each in run.coverage
    }


def _state(coverage: Coverage, said: set[str]) -> str:
    if coverage.requirement.national and coverage.requirement.national.left_out:
        return "left out"
    if said & JUDGED:
        return "judged"
    if coverage.attested:
        return "attested"
    if coverage.unchecked:
        return "not checked"
    ours = {each.finding.verdict for each in coverage.judgements}
    if said & SET_ASIDE or ours == {"INCONCLUSIVE"}:
        return "not reached"
    if ours:
        return "judged of our mocks alone"
    return "not played" if coverage.scenarios and not coverage.requirement.not_tested else "not tested"
