"""How many requirements of a system have which verdict in a run. Counts; judges nothing and words nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from harness.report.model import DISPUTED, NOT_APPLICABLE, REFERENCE_MOCK, Play, Run, gravest, party

OPEN = ("INCONCLUSIVE", NOT_APPLICABLE)


def tally(run: Run, name: str) -> Counter[str]:
    """How many requirements have each word as their gravest, of a participant or of the reference mocks.

    What a scenario would have judged counts as well where it was not played: as INCONCLUSIVE or NOT APPLICABLE.
    """
    actors = {each.requirement.requirement: each.requirement.actor for each in run.coverage}
    words: dict[str, list[str]] = {}
    for play in run.plays_of(name):
        for requirement, word in _judged(play, name, actors):
            words.setdefault(requirement, []).append(word)
    return Counter(gravest(found) for found in words.values())


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
