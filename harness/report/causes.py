"""Troubles in a line each, those of one cause in one line: for a terminal or for paper, where the report has every one.

Said in the language in use, but for what was expected and found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.evidence.record import Finding
from harness.language import gettext as _
from harness.language import ngettext
from harness.report.alike import MANY, alike, difference
from harness.report.html_site import name_of
from harness.report.model import NOT_APPLICABLE, Play, Run
from harness.report.tally import unreached
from harness.report.troubles import Trouble, troubles

BLANK = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")  # French has one before a colon
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
    return [f"{_(each.verdict)} {each.words}" for each in told(run)]


def told(run: Run) -> list[Cause]:
    """Every cause, failures first; at the end what was not played because it does not apply."""
    nobody = absent(run)
    return [_cause(run, each, nobody) for each in _grouped(troubles(run, following=True))] + _not_applicable(run)


def nobody_met(run: Run) -> bool:
    """Whether nothing was played with anybody of all that applies to them."""
    return bool(run.participants) and len(absent(run)) == len(run.participants)


def absent(run: Run) -> frozenset[str]:
    """The participants with whom nothing was played of all that applies to them."""
    meant = {each.name: [play for play in run.plays_of(each.name) if _applies(play)] for each in run.participants}
    return frozenset(name for name, plays in meant.items() if plays and not any(play.played for play in plays))


def _applies(play: Play) -> bool:
    return play.verdict != NOT_APPLICABLE


def _not_applicable(run: Run) -> list[Cause]:
    """Why scenarios were not played, where anybody was met; in an event, with its many reasons, how many they were.

    Of several reasons each is told up to its colon: the report says what would change it.
    """
    cast = [] if nobody_met(run) else [play for play in run.plays if not _applies(play)]
    reasons = Counter(play.reason for play in cast)
    if len(reasons) > MANY:
        words = _("{count} scenarios do not apply to whom they were cast with: the report says why")
        words = words.format(count=reasons.total())
    elif len(reasons) > 1:
        names = sorted({name for play in cast for name in play.participants})
        short = Counter(_(play.reason).partition(": ")[0].rstrip() for play in cast)
        each = (f"{reason} [{count}]" for reason, count in short.most_common())
        words = _("{count} scenarios do not apply: {reasons}. The report says what would change it.")
        words = words.format(count=reasons.total(), reasons=_named_once(each, names))
    else:
        words = "".join(f"{_(reason)} [{_scenarios(count)}]" for reason, count in reasons.items())
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
    shown = _shown(finding) if finding and finding.where else ""
    if finding is None:
        said = _(first.reason) or _("Nothing was judged")
        said += " " + _("(caused by {name})").format(name=name_of(first.caused_by)) if first.caused_by else ""
    else:
        said = (f"{broken[0]} {_(first.asks)}. " if len(broken) < MANY else "") + shown
    names = f"{_(': ')}{_named(broken)}" if broken and (len(broken) > 1 or not finding) else ""
    words = f"{name_of(first.participant)}{_(': ')}{said} [{_counted(broken, group)}]{names}"
    which = broken[0] if finding else _named(broken)
    short = f"{which} [{_counted(broken, group)}] {shown if finding else said}"
    whose = f"{name_of(first.participant)}{_(': ')}" if len(run.participants) > 1 else ""
    fails = first.verdict == "FAIL"
    return Cause(
        first.verdict,
        _one_line(words),
        _one_line(f"{whose}{short}"),
        scenario=first.plays[0].scenario.function.removeprefix("test_") if fails else "",
        mend=_first_sentence(first.requirement.hint.mend) if fails and first.requirement else "",
    )


def _one_line(text: str) -> str:
    return BLANK.sub(" ", text).strip()


def _shown(finding: Finding) -> str:
    told = _("expected {expected}, found {found}").format(expected=finding.expected, found=finding.found)
    return f"{finding.where}{_(': ')}{told}"


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


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
    scenarios = _scenarios(len(plays)) if any(plays.values()) else _not_played(len(plays))
    if len(broken) < 2:
        return scenarios
    return _("{count} requirements in {scenarios}").format(count=len(broken), scenarios=scenarios)


def _scenarios(count: int) -> str:
    return ngettext("{count} scenario", "{count} scenarios", count).format(count=count)


def _not_played(count: int) -> str:
    return ngettext("{count} scenario not played", "{count} scenarios not played", count).format(count=count)


def _named(names: list[str]) -> str:
    said = ", ".join(names[:NAMED])
    return _("{names} and {count} more").format(names=said, count=len(names) - NAMED) if len(names) > NAMED else said
