"""What is played of all that could be: of some participants, what failed before, what was not played since a time.

Knows castings and how plays ended before; plays nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from harness.errors import UsageError
from harness.event import Event
from harness.evidence.history import Ended, Past, cast, newest, runs
from harness.participants import Participants
from harness.scenario.casting import Casting, play_name
from harness.scenario.script import Script


class Wanted:
    """Which plays are wanted, by ``--only``, ``--only-failed`` and ``--since``; all of them without.

    Earlier runs are those in `reports` that began `before`, of the `event` where there is one. Raises UsageError.
    """

    def __init__(self, only: Sequence[str], participants: Participants, *, failed: bool, since: str) -> None:
        self._only = {participants.named(one).name for one in only}
        self._failed, self._since = failed, since
        self._earlier: dict[tuple[str, tuple[tuple[str, str], ...]], Ended] = {}
        self._limit = 0.0
        self._plays: frozenset[str] | None = None

    def remember(self, reports: Path, event: Event | None, *, before: float) -> None:
        """Read how earlier runs ended, where that is asked for."""
        if not (self._failed or self._since):
            return
        pasts = runs(reports, before=before, event=event.slug if event else "")
        if self._failed and not pasts:
            whose = f" of {event.name}" if event else ""
            raise UsageError(f"--only-failed: there is no earlier run{whose} in {reports}. Play everything first.")
        self._earlier = newest(pasts)
        if self._since:
            self._limit = moment(self._since, pasts, ZoneInfo(event.zone) if event else None)
            _is_over(self._since, self._limit, before)

    def choose(self, plays: Iterable[str]) -> None:
        """Want these alone, by their names."""
        self._plays = frozenset(plays)

    def wants(self, script: Script, casting: Casting) -> bool:
        """Whether `script` is played in this casting."""
        if self._only and not self._only & {one.name for one in casting.participants.values()}:
            return False
        if self._plays is not None and play_name(script, casting) not in self._plays:
            return False
        before = self._earlier.get(cast(script.name, casting.names(script.actors)))
        if self._failed and (before is None or before.passed):
            return False
        return not self._since or before is None or before.at < self._limit


def _is_over(text: str, limit: float, now: float) -> None:
    """Raises UsageError for a time to come: everything would be played, as though nobody had asked for less."""
    if limit > now:
        told = f"{datetime.fromtimestamp(limit, UTC):%Y-%m-%d %H:%M} UTC"
        raise UsageError(f"--since {text}: that is {told}, which is yet to come; expected a time that is over")


def moment(text: str, pasts: Sequence[Past], zone: tzinfo | None = None) -> float:
    """The moment (Unix seconds) that `text` names: when a run began, else a date, a time or both, in the event's zone.

    A time alone is one of today. Raises UsageError.
    """
    for one in pasts:
        if text in (one.folder.name, str(one.folder)) or Path(text).resolve() == one.folder.resolve():
            return one.began
    today = datetime.fromtimestamp(time.time(), zone).date().isoformat()
    for form in (text, f"{today}T{text}"):
        try:
            told = datetime.fromisoformat(form)
        except ValueError:
            continue
        return (told if told.tzinfo or zone is None else told.replace(tzinfo=zone)).timestamp()
    raise UsageError(
        f"--since {text}: expected a time (14:30), a date (2026-11-26), both (2026-11-26T14:30), or the folder of a run"
    )
