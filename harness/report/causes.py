"""Troubles in a line each, those of one cause in one line: for a terminal or for paper, where the report has every one.

Said in the language in use, but for what was expected and found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from harness.evidence.record import Finding
from harness.language import gettext as _
from harness.language import ngettext
from harness.report.alike import MANY, alike, difference
from harness.report.html_site import name_of
from harness.report.model import NOT_APPLICABLE, Run
from harness.report.tally import unreached
from harness.report.troubles import Trouble, troubles

BLANK = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")  # French has one before a colon
NAMED = 8
"""Requirements that a line names; of the others it says how many they are."""


def causes(run: Run) -> list[str]:
    """A line for each cause: verdict, whose, what is wrong, and how many requirements and scenarios show it."""
    return [_line(run, each) for each in _grouped(troubles(run))] + _not_applicable(run)


def _not_applicable(run: Run) -> list[str]:
    """Why scenarios were not played; in an event, where there are many reasons, how many they were."""
    reasons = Counter(each.reason for each in run.plays if each.verdict == NOT_APPLICABLE)
    word = _("N/A")
    if len(reasons) > MANY:
        told = _("{count} scenarios do not apply to whom they were cast with: the report says why")
        return [f"{word} {told.format(count=reasons.total())}"]
    return [f"{word} {_(reason)} [{_scenarios(count)}]" for reason, count in reasons.items()]


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
        said = _(first.reason) or _("Nothing was judged")
        known = not first.caused_by or _is_named(first.caused_by, said)
        said += "" if known else " " + _("(caused by {name})").format(name=name_of(first.caused_by))
    else:
        said = f"{broken[0]} {_(first.asks)}. " if len(broken) < MANY else ""
        said += f"{finding.where}: {_shown(finding)}" if finding.where else ""
    names = f": {_named(broken)}" if broken and (len(broken) > 1 or not finding) else ""
    line = f"{_(first.verdict)} {name_of(first.participant)}: {said} [{_counted(broken, group)}]{names}"
    return BLANK.sub(" ", line).strip()


def _shown(finding: Finding) -> str:
    return _("expected {expected}, found {found}").format(expected=finding.expected, found=finding.found)


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
    scenarios = _scenarios(len({play.id for each in group for play in each.plays}))
    if len(broken) < 2:
        return scenarios
    return _("{count} requirements in {scenarios}").format(count=len(broken), scenarios=scenarios)


def _scenarios(count: int) -> str:
    return ngettext("{count} scenario", "{count} scenarios", count).format(count=count)


def _named(names: list[str]) -> str:
    said = ", ".join(names[:NAMED])
    return _("{names} and {count} more").format(names=said, count=len(names) - NAMED) if len(names) > NAMED else said
