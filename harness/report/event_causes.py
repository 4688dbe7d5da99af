"""What is wrong in an event, put together by cause over all participants and plays. Judges nothing anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harness.evidence.record import Finding
from harness.report.alike import alike, difference
from harness.report.event_model import Result

ORDER = ("FAIL", "ERROR", "INCONCLUSIVE", "NOTED")


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding that wants something, or one reason why a result was not judged."""

    verdict: str
    result: Result
    finding: Finding | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that show the same: of one requirement, or the same difference in many. The first stands for all."""

    shown: tuple[Shown, ...]

    @property
    def first(self) -> Shown:
        """One that shows it."""
        return self.shown[0]

    @property
    def verdict(self) -> str:
        """The word of all of them."""
        return self.first.verdict

    @property
    def requirements(self) -> tuple[str, ...]:
        """The requirements that it breaks, each once."""
        found = (one.finding.requirement for one in self.shown if one.finding)
        return tuple(dict.fromkeys(found))

    @property
    def participants(self) -> tuple[str, ...]:
        """Whose it is, each once."""
        return tuple(dict.fromkeys(one.result.participant for one in self.shown))

    @property
    def plays(self) -> int:
        """In how many plays it stands."""
        return len({(one.result.participant, one.result.play) for one in self.shown})


def causes(results: Iterable[Result], *, words: Iterable[str] = ORDER) -> list[Cause]:
    """The causes of all that is not well in `results`, failures first and then those that most findings show."""
    wanted = tuple(words)
    shown = [one for result in results for one in _shown(result) if one.verdict in wanted]
    groups = alike(
        shown,
        same=lambda one: (one.verdict, *difference(one.finding if not one.reason else None, one.reason)),
        shown=lambda one: [f"{one.result.run} {one.finding.exchange}"] if one.finding and one.finding.exchange else [],
        requirement=lambda one: one.finding.requirement if one.finding and not one.reason else "",
    )
    found = [Cause(tuple(group)) for group in groups]
    return sorted(found, key=lambda one: (ORDER.index(one.verdict), -len(one.shown)))


def _shown(result: Result) -> Iterable[Shown]:
    """Each finding; what could not be judged by its reason, once a requirement that it left open."""
    for one in result.findings:
        reason = result.reason or one.found if one.verdict == "INCONCLUSIVE" else ""
        yield Shown(one.verdict, result, one, reason)
    said = {one.verdict for one in result.findings}
    if result.verdict in ("INCONCLUSIVE", "ERROR") and result.verdict not in said:
        yield Shown(result.verdict, result, reason=result.reason or "nothing was judged")
