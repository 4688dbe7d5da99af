"""What is wrong, made ready for a page: whose it is, the sentence, the difference, what to do. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from harness.language import gettext as _
from harness.language import ngettext
from harness.openhie.requirement import Hint
from harness.report import links
from harness.report.model import Play, Run
from harness.report.troubles import Trouble

SHOWN = 4  # plays named in a trouble that many plays show
OTHERS = 60  # of the others, those that a page names when asked to


@dataclass(frozen=True, slots=True)
class Evidence:
    """A play that shows a trouble; `number` is that of the exchange, 0 where none shows it.

    `link` is "" where the page itself is that play's and there is nothing to lead to.
    """

    play: Play
    link: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class TroubleView:
    """A trouble on a page. `told_above`: the hint of its requirement was given for the same participant before."""

    trouble: Trouble
    says: str
    requirement: str
    hint: Hint
    evidence: tuple[Evidence, ...]
    more: int
    others: tuple[Evidence, ...] = ()
    told_above: bool = False

    @property
    def word(self) -> str:
        """The verdict."""
        return self.trouble.verdict

    @property
    def ours(self) -> bool:
        """Whether it is the harness's to mend, not the participant's."""
        return self.trouble.verdict == "ERROR"


def trouble_views(found: Iterable[Trouble], *, on: Play | None = None) -> list[TroubleView]:
    """Troubles ready for a page; `on` is the play whose own page it is, so that links stay on it."""
    told: set[tuple[str, str]] = set()
    views = []
    for trouble in found:
        view = _view(trouble, on)
        key = (trouble.participant, view.requirement)
        views.append(replace(view, told_above=key in told))
        if view.requirement:
            told.add(key)
    return views


def _view(trouble: Trouble, on: Play | None) -> TroubleView:
    finding = trouble.finding
    shown = [_evidence(play, trouble, on) for play in trouble.plays[:SHOWN]]
    requirement = finding.requirement if finding else ""
    return TroubleView(
        trouble=trouble,
        says="" if finding else _why(trouble),
        requirement=requirement,
        hint=trouble.requirement.hint if trouble.requirement else Hint(),
        evidence=tuple(each for each in shown if each.link),
        more=len(trouble.plays) - len(shown),
        others=tuple(_evidence(play, trouble, on) for play in trouble.plays[SHOWN : SHOWN + OTHERS]),
    )


def _why(trouble: Trouble) -> str:
    if trouble.verdict == "ERROR":
        reason = trouble.reason or _("the reason was not kept")
        return _("the harness broke down: {reason}").format(reason=reason)
    return trouble.reason or _("nothing was judged")


def _evidence(play: Play, trouble: Trouble, on: Play | None) -> Evidence:
    shown = next((each.finding.exchange for each in trouble.judgements if each.play is play), "")
    number = next((n for n, each in enumerate(play.crossings, 1) if shown and each.id == shown), 0)
    page = "" if on is play else links.play(play)
    return Evidence(play, f"{page}#x{number}" if number else page, number)


def headline(run: Run) -> str:
    """The whole run in one sentence: whose turn it is."""
    counts = run.counts
    failing = [each.name for each in run.participants if run.counts_of(each.name)["FAIL"]]
    if failing:
        said = ngettext("{names} has something to mend.", "{names} have something to mend.", len(failing))
        return said.format(names=_listed(failing))
    if counts["ERROR"]:
        return _("The harness itself broke down; nobody else is to blame for that.")
    if counts["INCONCLUSIVE"]:
        return ngettext(
            "Nothing failed, but one scenario could not be judged.",
            "Nothing failed, but {count} scenarios could not be judged.",
            counts["INCONCLUSIVE"],
        ).format(count=counts["INCONCLUSIVE"])
    if counts["PASS"]:
        return _("All that was judged passed.")
    return _("Nothing was judged.")


def _listed(names: list[str]) -> str:
    if len(names) > 3:
        return _("{names} and {count} others").format(names=", ".join(names[:2]), count=len(names) - 2)
    return _(" and ").join(filter(None, (", ".join(names[:-1]), names[-1])))
