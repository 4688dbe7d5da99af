"""How a participant came along from run to run: what it mended, what broke, what is new. Counts; judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from harness.language import gettext as _
from harness.report.event_model import EventResults, Result, RunOf, current

BAD = ("FAIL", "ERROR")


@dataclass(frozen=True, slots=True)
class Stage:
    """A run that a participant was in: where it stood afterwards, and what changed by it.

    `counts` are its plays by the verdict that counted after the run. `mended` failed before and passes now by the
    machine's own word, `broken` passed and fails now, `lost` was judged before and could not be now, `new` was played
    for the first time.
    """

    run: RunOf
    number: int
    counts: Counter[str]
    mended: tuple[Result, ...] = ()
    broken: tuple[Result, ...] = ()
    lost: tuple[Result, ...] = ()
    new: tuple[Result, ...] = ()

    @property
    def in_words(self) -> str:
        """``3 mended, 1 broken``; what did not happen is left out."""
        told = [
            (len(self.mended), _("mended")),
            (len(self.broken), _("broken")),
            (len(self.lost), _("not judged any more")),
        ]
        said = [f"{count} {what}" for count, what in told if count]
        if self.new:
            said.append(_("{count} played for the first time").format(count=len(self.new)))
        return ", ".join(said) or _("nothing changed")


@dataclass(slots=True)
class _Seen:
    """What is known of each play so far."""

    told: dict[str, list[Result]] = field(default_factory=dict)

    def counts(self) -> Counter[str]:
        return Counter(current(tuple(one)).verdict for one in self.told.values())


def stages(results: EventResults, participant: str) -> list[Stage]:
    """Each run that `participant` was in, the first first."""
    by_run: dict[int, list[Result]] = {}
    for told in results.history.get(participant, {}).values():
        for one in told:
            by_run.setdefault(one.run, []).append(one)
    seen = _Seen()
    return [_stage(results.runs[number], number, by_run[number], seen) for number in sorted(by_run)]


def _stage(run: RunOf, number: int, played: Iterable[Result], seen: _Seen) -> Stage:
    mended, broken, lost, new = [], [], [], []
    for one in played:
        known = seen.told.setdefault(one.play, [])
        before = current(tuple(known)).verdict if known else ""
        known.append(one)
        after = one.verdict
        if not before:
            new += [one] if one.played else []
        elif before in BAD and after == "PASS" and not one.by_people:
            mended.append(one)
        elif before == "PASS" and after in BAD:
            broken.append(one)
        elif before in ("PASS", *BAD) and after == "INCONCLUSIVE":
            lost.append(one)
    return Stage(run, number, seen.counts(), tuple(mended), tuple(broken), tuple(lost), tuple(new))
