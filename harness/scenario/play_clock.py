"""How long a play has taken, and may take. Knows who is in it, and nothing of what they do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from harness.errors import Inconclusive
from harness.participants import Participant


class PlayClock:
    """Runs from now on, but for the time in which a person is waited for: that has limits of its own."""

    def __init__(self, participants: Iterable[Participant]) -> None:
        self._hasty = min(participants, key=lambda one: one.play_limit, default=None)
        self._began, self._waited = time.monotonic(), 0.0

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """A person is waited for."""
        before = time.monotonic()
        try:
            yield
        finally:
            self._waited += time.monotonic() - before

    def check(self) -> None:
        """Raise Inconclusive where the play took longer than somebody in it is given for one (`play_limit`)."""
        taken, one = time.monotonic() - self._began - self._waited, self._hasty
        if one is not None and taken > one.play_limit:
            reason = f"the play was given {one.play_limit:g} s (play_limit), and took longer"
            raise Inconclusive(reason, caused_by=one.name)
