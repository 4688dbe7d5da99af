"""What is wrong, put together by cause: one trouble for all the plays that show it. Judges nothing anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from harness.evidence.record import Finding
from harness.report.model import REFERENCE_MOCK, Coverage, Judgement, Play, Requirement, Run, party

FIRST = ("FAIL", "ERROR", "INCONCLUSIVE", "NOTED")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend, or to know.

    `verdict` is FAIL, ERROR, INCONCLUSIVE or NOTED and `participant` whose it is. `finding` is the first that shows
    it, None where nothing was judged at all; `reason` and `caused_by` then say why. `judgements` holds every finding
    of it, `plays` every play that it stands in, each once.
    """

    verdict: str
    participant: str
    finding: Finding | None = None
    requirement: Requirement | None = None
    reason: str = ""
    caused_by: str = ""
    judgements: tuple[Judgement, ...] = ()
    plays: tuple[Play, ...] = ()


def troubles(run: Run, *, participant: str = "", verdicts: Iterable[str] = FIRST) -> list[Trouble]:
    """The troubles of a run, or of one participant in it, failures first."""
    return troubles_of(run.plays, run.coverage, participant=participant, verdicts=verdicts)


def troubles_of(
    plays: Iterable[Play],
    coverage: Iterable[Coverage] = (),
    *,
    participant: str = "",
    verdicts: Iterable[str] = FIRST,
) -> list[Trouble]:
    """The troubles in `plays`; `coverage` gives the words of the requirements."""
    words = {each.requirement.requirement: each.requirement for each in coverage}
    found: dict[tuple[str, ...], Trouble] = {}
    for play in plays:
        for key, trouble in [*_by_finding(play, words), *_by_reason(play)]:
            known = found.get(key)
            found[key] = _joined(known, trouble) if known else trouble
    wanted = tuple(verdicts)
    chosen = [each for each in found.values() if each.verdict in wanted and participant in ("", each.participant)]
    return sorted(chosen, key=_order(chosen))


def _order(chosen: list[Trouble]) -> Callable[[Trouble], tuple[int, int]]:
    """Failures first; what breaks the same requirement stands together, where the first of it stood."""
    rank: dict[str, int] = {}
    for each in chosen:
        rank.setdefault(_requirement(each), len(rank))
    return lambda each: (FIRST.index(each.verdict), rank[_requirement(each)])


def _requirement(trouble: Trouble) -> str:
    return trouble.finding.requirement if trouble.finding else trouble.reason


def _joined(first: Trouble, other: Trouble) -> Trouble:
    plays = first.plays if other.plays[0] is first.plays[-1] else first.plays + other.plays
    return replace(first, judgements=first.judgements + other.judgements, plays=plays)


def _by_finding(play: Play, words: dict[str, Requirement]) -> Iterable[tuple[tuple[str, ...], Trouble]]:
    for finding in play.findings:
        if finding.verdict in FIRST and not (finding.verdict == "INCONCLUSIVE" and play.reason):
            who = party(finding)
            key = (finding.verdict, who, finding.requirement, finding.where)
            yield (
                key,
                Trouble(
                    finding.verdict,
                    who,
                    finding,
                    words.get(finding.requirement),
                    judgements=(Judgement(play, finding),),
                    plays=(play,),
                ),
            )


def _by_reason(play: Play) -> Iterable[tuple[tuple[str, ...], Trouble]]:
    """What was left unjudged: charged to each side that is left without a verdict, with who caused it."""
    said = {finding.verdict for finding in play.findings}
    left = [name for name, verdict in play.verdicts.items() if verdict == "INCONCLUSIVE"]
    if play.verdict == "ERROR" and "ERROR" not in said:
        yield _reason(play, "ERROR", REFERENCE_MOCK)
    elif play.interrupted or (play.reason and ("INCONCLUSIVE" in said or play.verdict == "INCONCLUSIVE")):
        for name in left or play.participants or (REFERENCE_MOCK,):
            yield _reason(play, "INCONCLUSIVE", name)


def _reason(play: Play, verdict: str, who: str) -> tuple[tuple[str, ...], Trouble]:
    trouble = Trouble(verdict, who, reason=play.reason, caused_by=play.caused_by, plays=(play,))
    return (verdict, who, play.reason, play.caused_by), trouble
