"""How the plays of a run count where people overrode what was found: weighed anew, with their word for the machine's.

Knows findings and acts, and no report. Read it only of a run in which there was an override: it reads every finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from harness.evidence.acts import Standing, begun_anew
from harness.evidence.decoding import EVERYTHING
from harness.evidence.reading import read
from harness.evidence.record import Act, Ending, Finding, Start, first_name
from harness.verdict import Verdict, combined

UNJUDGED = Verdict.NONE.name
"""The word on a side of which a play judged nothing at all."""

LEFT = EVERYTHING - {one.kind for one in (Act, Start, Finding, Ending)}


class Word(NamedTuple):
    """What a play counts as: the weightiest verdict of all sides, and that of each participant's own, by its name."""

    whole: str
    sides: Mapping[str, str]

    def of(self, participant: str) -> str:
        """The verdict on the side of `participant`; where no side has one, as it was not played, that of the whole."""
        return self.sides.get(participant, self.whole)


def by_people(folder: Path) -> dict[str, Word]:
    """What each play that an override in the run in `folder` is about counts as, by the play's first name."""
    evidence = read(folder, leaving=LEFT)
    standing = Standing(evidence.acts, begun_anew(evidence.records))
    wanted = {first_name(act.play) for act in standing.acts if act.act == "override"}
    found: dict[str, list[Finding]] = defaultdict(list)
    endings: dict[str, Ending] = {}
    for one in evidence.records:
        if isinstance(one, Start):
            found.pop(first_name(one.play), None)  # played or judged again: what was found before does not count
            endings.pop(first_name(one.play), None)
        elif isinstance(one, Finding):
            found[first_name(one.play)].append(one)
        elif isinstance(one, Ending):
            endings[first_name(one.play)] = one
    return {play: _word(endings[play], found[play], standing) for play in wanted & endings.keys()}


def _word(ending: Ending, findings: list[Finding], standing: Standing) -> Word:
    sides: dict[str, Verdict] = {}
    for name, word in ending.verdicts.items():
        own = [one for one in findings if one.participant == name]
        sides[name] = now_counts(word, (one.verdict for one in own), map(standing.word, own))
    ours = [] if ending.verdict in ending.verdicts.values() else [_known(ending.verdict)]
    return Word(combined([*sides.values(), *ours]).name, {name: verdict.name for name, verdict in sides.items()})


def now_counts(word: str, before: Iterable[str], now: Iterable[str]) -> Verdict:
    """What one side's verdict is, which the machine gave the `word`, when its findings are `now` what they are.

    What weighed more than they did `before` still does. NONE where nothing is left of them.
    """
    was, told = _weighed(before), _weighed(now)
    return told if _known(word) == was else max(_known(word), told)


def _weighed(words: Iterable[str]) -> Verdict:
    """NOTED counts as PASS; what nothing was found of is NONE."""
    return combined(Verdict.PASS if one == "NOTED" else _known(one) for one in words)


def _known(word: str) -> Verdict:
    return Verdict.__members__.get(word, Verdict.INCONCLUSIVE)
