"""What is wrong, put together by cause: one trouble for all the plays that show it. Judges nothing anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from harness.evidence.record import Finding, without_numbers
from harness.report.catalogued import Requirement
from harness.report.model import REFERENCE_MOCK, Judgement, Play, Run, party

FIRST = ("FAIL", "ERROR", "INCONCLUSIVE", "NOTED")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend, or to know.

    `verdict` is FAIL, ERROR, INCONCLUSIVE or NOTED and `participant` whose it is. `finding` is the first that shows
    it, None where nothing was judged at all; `reason` and `caused_by` then say why. `judgements` holds every finding
    of it, `plays` every play that it stands in, each once. `follows`: a failure of the same side, which is told too,
    ended those plays, and this is what it left open.
    """

    verdict: str
    participant: str
    finding: Finding | None = None
    requirement: Requirement | None = None
    reason: str = ""
    caused_by: str = ""
    judgements: tuple[Judgement, ...] = ()
    plays: tuple[Play, ...] = ()
    follows: bool = False

    @property
    def in_part(self) -> bool:
        """Whether something was judged in its plays, and not nothing at all."""
        return any(not _unjudged(finding) for play in self.plays for finding in play.findings)

    @property
    def asks(self) -> str:
        """What was to be done, in the catalogue's words: those of a play lose their sense away from its other steps."""
        known = self.requirement.text if self.requirement else ""
        return known or (self.finding.sentence if self.finding else "")


def troubles(
    run: Run, *, participant: str = "", verdicts: Iterable[str] = FIRST, following: bool = False
) -> list[Trouble]:
    """The troubles of a run, or of one participant in it, failures first; with those `following` a failure, or not."""
    words = {each.requirement.requirement: each.requirement for each in run.coverage}
    return troubles_of(run.plays, words, participant=participant, verdicts=verdicts, following=following)


def troubles_of(
    plays: Iterable[Play],
    words: Mapping[str, Requirement],
    *,
    participant: str = "",
    verdicts: Iterable[str] = FIRST,
    following: bool = False,
) -> list[Trouble]:
    """The same of `plays`; `words` are the requirements by their names."""
    alike: dict[tuple[str, ...], list[Trouble]] = {}
    for play in plays:
        for key, trouble in [*_by_finding(play, words), *_by_reason(play)]:
            alike.setdefault(key, []).append(trouble)
    found = map(_joined, alike.values())
    wanted = tuple(verdicts)
    chosen = [each for each in found if each.verdict in wanted and participant in ("", each.participant)]
    chosen = [each for each in chosen if following or not each.follows]
    return sorted(chosen, key=_order(chosen))


def _order(chosen: list[Trouble]) -> Callable[[Trouble], tuple[int, int, int]]:
    """Failures first, and of them what most plays show; what breaks the same requirement stands together."""
    most: dict[str, int] = {}
    for each in chosen:
        most[_requirement(each)] = max(most.get(_requirement(each), 0), len(each.plays))
    rank = {name: place for place, name in enumerate(sorted(most, key=most.__getitem__, reverse=True))}
    return lambda each: (FIRST.index(each.verdict), rank[_requirement(each)], -len(each.plays))


def _requirement(trouble: Trouble) -> str:
    return trouble.finding.requirement if trouble.finding else trouble.reason


def _joined(alike: list[Trouble]) -> Trouble:
    """One trouble of several that are the same, in the order of their plays."""
    if len(alike) == 1:
        return alike[0]
    return replace(
        alike[0],
        caused_by=next((each.caused_by for each in alike if each.caused_by), ""),
        judgements=tuple(one for each in alike for one in each.judgements),
        plays=tuple({id(play): play for each in alike for play in each.plays}.values()),
        follows=all(each.follows for each in alike),
    )


def _by_finding(play: Play, words: Mapping[str, Requirement]) -> Iterable[tuple[tuple[str, ...], Trouble]]:
    for finding in play.findings:
        if finding.verdict in FIRST and finding.verdict != "INCONCLUSIVE":
            who = party(finding)
            trouble = Trouble(
                finding.verdict,
                who,
                finding,
                words.get(finding.requirement),
                judgements=(Judgement(play, finding),),
                plays=(play,),
            )
            yield (finding.verdict, who, finding.requirement, *_fault(finding)), trouble


def _fault(finding: Finding) -> tuple[str, ...]:
    """What makes two findings one fault: their place; of a validator's, that in any entry, and what was expected."""
    return (without_numbers(finding.where), finding.expected) if finding.message else (finding.where,)


def _by_reason(play: Play) -> Iterable[tuple[tuple[str, ...], Trouble]]:
    """What broke down, and what was left unjudged: told once for each side and reason, not for each requirement."""
    said = {finding.verdict for finding in play.findings}
    if play.verdict == "ERROR" and (play.traceback or "ERROR" not in said):
        last = play.traceback.strip().rpartition("\n")[2]
        yield _reason(play, "ERROR", REFERENCE_MOCK, play.reason or last, play.caused_by)
        return
    left = [name for name, verdict in play.verdicts.items() if verdict == "INCONCLUSIVE"]
    if play.reason and (play.interrupted or play.verdict == "INCONCLUSIVE"):
        for name in left or play.verdicts or (REFERENCE_MOCK,):
            yield _reason(play, "INCONCLUSIVE", name, play.reason, play.caused_by)
        return
    for who, reason in dict.fromkeys((party(each), left_open(each)) for each in play.findings if _unjudged(each)):
        key, trouble = _reason(play, "INCONCLUSIVE", who, play.reason or reason, play.caused_by)
        yield key, replace(trouble, follows=_ended_by(play, who))


def _ended_by(play: Play, who: str) -> bool:
    """Whether a failure of `who` ended the play: its reason then is that failure, with nobody else to cause it."""
    failed = [each.requirement for each in play.findings_on(who) if each.verdict in ("FAIL", "ERROR")]
    told = not play.caused_by or any(play.reason.endswith(f"see {name}") for name in failed)
    return bool(play.reason and failed) and told


def left_open(finding: Finding) -> str:
    """Why a finding is INCONCLUSIVE: in words of its own, or the difference by which nothing could be judged."""
    return f"{finding.where}: expected {finding.expected}, found {finding.found}" if finding.where else finding.found


def _unjudged(finding: Finding) -> bool:
    return finding.verdict == "INCONCLUSIVE"


def _reason(play: Play, verdict: str, who: str, reason: str, by: str) -> tuple[tuple[str, ...], Trouble]:
    return (verdict, who, reason), Trouble(verdict, who, reason=reason, caused_by=by, plays=(play,))
