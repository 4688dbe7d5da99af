"""A run as people's acts have it: by which word each finding counts, and what does not count at all. Judges nothing.

The machine's verdict is never lost: a play that people changed holds itself as the machine judged it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from harness.evidence.acts import Standing
from harness.evidence.overridden import now_counts
from harness.evidence.record import Act, Finding, FindingVerdict
from harness.report.model import (
    DISPUTED,
    GRAVEST_FIRST,
    NOT_APPLICABLE,
    REFERENCE_MOCK,
    Judgement,
    Play,
    Run,
    gravest,
    party,
)


@dataclass(frozen=True, slots=True)
class Override:
    """A finding as the machine made it, in the play as it counts, and the act by which it counts otherwise."""

    play: Play
    finding: Finding
    act: Act


def counted(run: Run) -> Run:
    """`run` with the verdicts that count: overrides applied, disputed findings set aside; itself where nobody acted."""
    if not run.standing.acts:
        return run
    plays = {id(play): counted_play(play, run.standing) for play in run.plays}  # in a share, none has an id of its own
    attested = {act.requirement for act in run.standing.attestations}
    coverage = tuple(
        dataclasses.replace(
            each,
            attested=each.requirement.requirement in attested,
            judgements=tuple(
                Judgement(plays[id(one.play)], finding)
                for one in each.judgements
                for finding in [as_counted(one.finding, one.play, run.standing)]
                if finding
            ),
        )
        for each in run.coverage
    )
    return dataclasses.replace(run, plays=tuple(plays.values()), coverage=coverage)


def counted_play(play: Play, standing: Standing) -> Play:
    """`play` with the verdicts that count; itself where nobody changed it."""
    told = [(one, as_counted(one, play, standing)) for one in play.findings]
    findings = tuple(now for _, now in told if now)
    aside = tuple(one for one, now in told if now is None)
    names = play.verdicts or {REFERENCE_MOCK: play.verdict}
    whole = {name for name in names if _disputes(play, standing, name) and play.verdict != NOT_APPLICABLE}
    if findings == play.findings and not whole:
        return play
    verdicts = {
        name: DISPUTED if name in whole else _verdict(play, name, word, findings) for name, word in names.items()
    }
    ours = [] if play.verdict in names.values() else [play.verdict]
    return dataclasses.replace(
        play,
        verdict=gravest([*verdicts.values(), *ours]),
        verdicts=verdicts if play.verdicts else play.verdicts,
        findings=findings,
        disputed=aside,
        machine=play,
    )


def overrides(run: Run) -> list[Override]:
    """Every finding of a run, counted or not, that counts by a person's word; once for each act, play by play."""
    return [one for play in run.plays for one in overrides_on(play, run.standing)]


def in_words(run: Run) -> list[str]:
    """A line for each override and dispute, and one for what was attested: for a terminal."""
    standing = run.standing
    lines = [
        f"Overridden by {one.act.by}: {one.act.requirement} of {one.act.participant or REFERENCE_MOCK} counts as "
        f"{one.act.verdict}, the machine found {one.finding.verdict}. {one.act.text}"
        for one in overrides(run)
    ]
    for act in standing.disputes:
        what = " of ".join(filter(None, (act.requirement or act.scenario, act.participant)))
        lines.append(f"Disputed by {act.by}, not counted: {what}. {act.text}")
    said = Counter(act.verdict for act in standing.attestations)
    lines += [f"Attested by people: yes {_times(said['PASS'])}, no {_times(said['FAIL'])}."] if said else []
    return lines


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def overrides_on(play: Play, standing: Standing) -> list[Override]:
    """The gravest finding of a play, counted or not, that counts by a person's word, for each act."""
    if not standing.acts:
        return []
    found: dict[str, Override] = {}
    for finding in sorted((play.machine or play).findings, key=lambda one: GRAVEST_FIRST.index(one.verdict)):
        if act := standing.override(finding):
            found.setdefault(act.id, Override(play, finding, act))
    return list(found.values())


def disputes_on(play: Play, standing: Standing) -> Iterator[Act]:
    """The disputes by which something of `play` does not count, each once."""
    found: dict[str, Act] = {}
    for name in play.verdicts or (REFERENCE_MOCK,):
        if act := _disputes(play, standing, name):
            found[act.id] = act
    for finding in play.disputed:
        if act := dispute_of(finding, play, standing):
            found[act.id] = act
    yield from found.values()


def acts_on(finding: Finding, play: Play, standing: Standing) -> Iterator[Act]:
    """What people did about one finding: a dispute or an override, and what they wrote beside it."""
    yield from filter(None, (dispute_of(finding, play, standing), standing.override(finding)))
    for act in standing.comments(finding.play):
        if act.requirement == finding.requirement and act.participant in ("", finding.participant):
            yield act


def dispute_of(finding: Finding, play: Play, standing: Standing) -> Act | None:
    """The dispute because of which a finding is shown and not counted."""
    return standing.dispute(
        scenario=play.scenario.scenario, requirement=finding.requirement, participant=finding.participant
    )


def _disputes(play: Play, standing: Standing, name: str) -> Act | None:
    who = "" if name == REFERENCE_MOCK else name
    return standing.dispute(scenario=play.scenario.scenario, participant=who)


def as_counted(finding: Finding, play: Play, standing: Standing) -> Finding | None:
    """`finding` with the verdict that counts, None where it is disputed."""
    if dispute_of(finding, play, standing):
        return None
    word = cast(FindingVerdict, standing.word(finding))
    return finding if word == finding.verdict else dataclasses.replace(finding, verdict=word)


def _verdict(play: Play, name: str, word: str, findings: tuple[Finding, ...]) -> str:
    """What one side's verdict is now."""
    before = [one.verdict for one in play.findings if party(one) == name]
    now = [one.verdict for one in findings if party(one) == name]
    if now == before:
        return word
    counts = now_counts(word, before, now)
    return counts.name if counts else DISPUTED
