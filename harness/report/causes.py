"""Troubles in a line each, those of one cause in one line: for a terminal, where the report has every one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.report.alike import MANY, alike, difference
from harness.report.model import NOT_APPLICABLE, Play, Run
from harness.report.tally import unreached
from harness.report.troubles import Trouble, troubles

NAMED = 8
"""Requirements that a line names; of the others it says how many they are."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What is behind some findings, in `words` that follow its `verdict`, and in `short` where many stand in a row.

    `scenario` is the first that shows it, by the name that `harness run` takes; `mend` the first thing to do, "" where
    nobody has to mend anything.
    """

    verdict: str
    words: str
    short: str
    scenario: str = ""
    mend: str = ""


def causes(run: Run) -> list[str]:
    """A line for each cause: verdict, whose, what is wrong, and how many requirements and scenarios show it."""
    return [f"{each.verdict} {each.words}" for each in told(run)]


def told(run: Run) -> list[Cause]:
    """Every cause, failures first; at the end what was not played because it does not apply."""
    nobody = absent(run)
    return [_cause(run, each, nobody) for each in _grouped(troubles(run))] + _not_applicable(run, nobody)


def absent(run: Run) -> frozenset[str]:
    """The participants with whom nothing was played of all that applies to them."""
    meant = {each.name: [play for play in run.plays_of(each.name) if _applies(play)] for each in run.participants}
    return frozenset(name for name, plays in meant.items() if plays and not any(play.played for play in plays))


def _applies(play: Play) -> bool:
    return play.verdict != NOT_APPLICABLE


def _not_applicable(run: Run, nobody: frozenset[str]) -> list[Cause]:
    """Why scenarios were not played, where somebody else was; in an event, with its many reasons, how many they were.

    Of several reasons each is told up to its colon: the report says what would change it.
    """
    cast = [play for play in run.plays if not _applies(play) and not {*play.participants} <= nobody]
    reasons = Counter(play.reason for play in cast)
    whole = f"{reasons.total()} scenarios do not apply"
    if len(reasons) > MANY:
        words = f"{whole} to whom they were cast with: the report says why"
    elif len(reasons) > 1:
        names = sorted({name for play in cast for name in play.participants})
        each = (f"{reason.partition(': ')[0]} [{count}]" for reason, count in reasons.most_common())
        words = f"{whole}: {_named_once(each, names)}. The report says what would change it."
    else:
        words = "".join(f"{reason} [{_scenarios(count)}]" for reason, count in reasons.items())
    return [Cause("N/A", words, words)] if words and reasons else []


def _named_once(reasons: Iterable[str], names: Iterable[str]) -> str:
    """The reasons in a row; whoever is meant by the one before is not named again."""
    words: list[str] = []
    before = ""
    for reason in reasons:
        name = next((name for name in names if reason.startswith(f"{name} ")), "")
        words.append(reason.removeprefix(f"{name} ") if name and name == before else reason)
        before = name
    return "; ".join(words)


def _grouped(found: Iterable[Trouble]) -> Iterator[list[Trouble]]:
    """The troubles that one line tells: one difference at one place that breaks many, or that one exchange shows."""
    return alike(
        found,
        same=lambda each: (each.verdict, each.participant, *difference(each.finding, each.reason)),
        shown=lambda each: [one.finding.exchange for one in each.judgements],
        requirement=lambda each: each.finding.requirement if each.finding else "",
    )


def _broken(group: Iterable[Trouble]) -> list[str]:
    return list(dict.fromkeys(each.finding.requirement for each in group if each.finding))


def _cause(run: Run, group: list[Trouble], nobody: frozenset[str]) -> Cause:
    first = group[0]
    finding, broken = first.finding, _broken(group) or _left_open(run, group, nobody)
    difference = (
        f"{finding.where}: expected {finding.expected}, found {finding.found}" if finding and finding.where else ""
    )
    if finding is None:
        said = first.reason or "Nothing was judged"
        said += f" (caused by {first.caused_by})" if first.caused_by and not _is_named(first.caused_by, said) else ""
    else:
        said = (f"{broken[0]} {first.asks}. " if len(broken) < MANY else "") + difference
    names = f": {_named(broken)}" if broken and (len(broken) > 1 or not finding) else ""
    words = f"{first.participant}: {said} [{_counted(broken, group)}]{names}"
    which = broken[0] if finding else _named(broken)
    short = f"{which} [{_counted(broken, group)}] {difference if finding else said}"
    whose = f"{first.participant}: " if len(run.participants) > 1 else ""
    fails = first.verdict == "FAIL"
    return Cause(
        first.verdict,
        _one_line(words),
        _one_line(f"{whose}{short}"),
        scenario=first.plays[0].scenario.function.removeprefix("test_") if fails else "",
        mend=_first_sentence(first.requirement.hint.mend) if fails and first.requirement else "",
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


def _is_named(name: str, words: str) -> bool:
    """Whether `name` stands among `words` by itself, and not inside another."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


def _left_open(run: Run, group: list[Trouble], nobody: frozenset[str]) -> list[str]:
    """The requirements of which nothing could be said for this reason; of whom nobody met, that is all of them."""
    if group[0].participant in nobody:
        return []
    actors = {each.requirement.requirement: each.requirement.actor for each in run.coverage}
    names: dict[str, None] = {}
    for trouble in group:
        for play in trouble.plays:
            findings = play.findings_on(trouble.participant)
            names |= dict.fromkeys(each.requirement for each in findings if each.verdict == "INCONCLUSIVE")
            names |= {} if findings else dict.fromkeys(unreached(play, trouble.participant, actors))
    return list(names)


def _counted(broken: list[str], group: list[Trouble]) -> str:
    plays = {play.id: play.played for each in group for play in each.plays}
    scenarios = _scenarios(len(plays)) + ("" if any(plays.values()) else " not played")
    return f"{len(broken)} requirements in {scenarios}" if len(broken) > 1 else scenarios


def _scenarios(count: int) -> str:
    return f"{count} scenario{'s' if count != 1 else ''}"


def _named(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
