"""How the plays of a run count where people overrode what was found: weighed anew, with their word for the machine's.

Knows findings and acts, and no report. Read it only of a run in which there was an override: it reads every finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from harness.evidence.acts import Standing, begun_anew
from harness.evidence.decoding import EVERYTHING
from harness.evidence.reading import read
from harness.evidence.record import Act, Ending, Finding, Start, first_name
from harness.verdict import Verdict, combined

LEFT = EVERYTHING - {one.kind for one in (Act, Start, Finding, Ending)}


def by_people(folder: Path) -> dict[str, str]:
    """The verdict of each play that an override in the run in `folder` is about, by the play's first name."""
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
    return {play: _verdict(endings[play], found[play], standing) for play in wanted & endings.keys()}


def _verdict(ending: Ending, findings: list[Finding], standing: Standing) -> str:
    """The weightiest verdict of all sides."""
    sides: list[Verdict] = []
    for name, word in ending.verdicts.items():
        own = [one for one in findings if one.participant == name]
        sides.append(now_counts(word, (one.verdict for one in own), map(standing.word, own)))
    ours = [] if ending.verdict in ending.verdicts.values() else [_known(ending.verdict)]
    return combined([*sides, *ours]).name


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
