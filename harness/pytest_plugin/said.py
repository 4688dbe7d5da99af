"""What people say of a run while it goes on: who is paused, what shall be played again, what a screen shows.

Follows the acts that the review page appends to the run's ledger; writes nothing.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from pathlib import Path

from harness.errors import UsageError
from harness.evidence.acts import Standing
from harness.evidence.decoding import record_of
from harness.evidence.following import Follower
from harness.evidence.record import Act

WRITERS = "review*.jsonl"
"""The files of the ledger that acts stand in."""


class Said:
    """All that was said of the run in `folder`, up to the last `refresh`. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._follower: Follower | None = None
        self._acts: list[Act] = []
        self._lock = threading.Lock()
        self.standing = Standing(())

    def refresh(self) -> bool:
        """Take in what was said since; whether anything was."""
        with self._lock, contextlib.suppress(UsageError):  # nothing was written at all yet
            self._follower = self._follower or Follower(self._folder, WRITERS)
            before = len(self._acts)
            for line in self._follower.news():
                with contextlib.suppress(KeyError, TypeError, ValueError):  # the report tells of what cannot be read
                    if line.kind == Act.kind and isinstance(act := record_of(line.kind, line.fields), Act):
                        self._acts.append(act)
            if len(self._acts) > before:
                self.standing = Standing(self._acts)
            return len(self._acts) > before
        return False

    def pause(self, participants: Iterable[str], scenario: str) -> Act | None:
        """Why a scenario is not played with these for now, None where it is."""
        standing = self.standing
        if not standing.pauses:
            return None
        found = (standing.pause(participant=one, scenario=scenario) for one in participants)
        return next((act for act in found if act is not None), None)

    def answer(self, wait: str) -> str | None:
        """What somebody answered to a question, by the wait's name; None where nobody did."""
        act = self.standing.answer(wait)
        return act.text if act else None
