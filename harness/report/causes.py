"""Troubles in a line each, those of one cause in one line: for a terminal, where the report has every one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from harness.report.alike import MANY, alike, difference
from harness.report.model import NOT_APPLICABLE, Run
from harness.report.tally import unreached
from harness.report.troubles import Trouble, troubles

NAMED = 8
"""Requirements that a line names; of the others it says how many they are."""


def causes(run: Run) -> list[str]:
    """A line for each cause: verdict, whose, what is wrong, and how many requirements and scenarios show it."""
    return [_line(run, each) for each in _grouped(troubles(run))] + _not_applicable(run)


def _not_applicable(run: Run) -> list[str]:
    """Why scenarios were not played; in an event, where there are many reasons, how many they were."""
    reasons = Counter(each.reason for each in run.plays if each.verdict == NOT_APPLICABLE)
    if len(reasons) > MANY:
        return [f"N/A {reasons.total()} scenarios do not apply to whom they were cast with: the report says why"]
    return [f"N/A {reason} [{count} scenario{'s' if count > 1 else ''}]" for reason, count in reasons.items()]


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


def _line(run: Run, group: list[Trouble]) -> str:
    first = group[0]
    finding, broken = first.finding, _broken(group) or _left_open(run, group)
    if finding is None:
        said = first.reason or "Nothing was judged"
        said += f" (caused by {first.caused_by})" if first.caused_by and not _is_named(first.caused_by, said) else ""
    else:
        said = f"{broken[0]} {first.asks}. " if len(broken) < MANY else ""
        said += f"{finding.where}: expected {finding.expected}, found {finding.found}" if finding.where else ""
    names = f": {_named(broken)}" if broken and (len(broken) > 1 or not finding) else ""
    return " ".join(f"{first.verdict} {first.participant}: {said} [{_counted(broken, group)}]{names}".split())


def _is_named(name: str, words: str) -> bool:
    """Whether `name` stands among `words` by itself, and not inside another."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


def _left_open(run: Run, group: list[Trouble]) -> list[str]:
    """The requirements of which nothing could be said for this reason."""
    actors = {each.requirement.requirement: each.requirement.actor for each in run.coverage}
    names: dict[str, None] = {}
    for trouble in group:
        for play in trouble.plays:
            findings = play.findings_on(trouble.participant)
            names |= dict.fromkeys(each.requirement for each in findings if each.verdict == "INCONCLUSIVE")
            names |= {} if findings else dict.fromkeys(unreached(play, trouble.participant, actors))
    return list(names)


def _counted(broken: list[str], group: list[Trouble]) -> str:
    plays = len({play.id for each in group for play in each.plays})
    scenarios = f"{plays} scenario{'s' if plays > 1 else ''}"
    return f"{len(broken)} requirements in {scenarios}" if len(broken) > 1 else scenarios


def _named(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
