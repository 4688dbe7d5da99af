"""When to stop playing with somebody who cannot be reached, and when to look again. Knows times, and asks nobody.

Seconds are Unix time, given by whoever asks.
"""

from __future__ import annotations

import time

IN_A_ROW = 3
"""Plays in which it was not reached, one after the other, before it is left in peace."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 120.0
"""Seconds until somebody looks for it again; each time twice as long."""
CHANCES = 2
"""So often it is played with again because it seemed to be there, and was not; then it is given up at the end."""


class Breaker:
    """One participant: `reason` says why it is left in peace, "" where it is played with."""

    def __init__(self) -> None:
        self.reason = ""
        self._missed = self._chances = 0
        self._pause, self._due, self._looked = FIRST_PAUSE, 0.0, 0.0

    def reached(self) -> None:
        """It was reached in a play."""
        self._missed = self._chances = 0
        self._pause = FIRST_PAUSE

    def missed(self, why: str, at: float) -> None:
        """It was not reached in a play, for this reason."""
        self._missed += 1
        if self._missed >= IN_A_ROW:
            times = "three times" if self._missed == IN_A_ROW else f"{self._missed} times"
            self._rest(f"not reached {times} in a row, last at {clock(at)}: {why}", at)

    def away(self, why: str, at: float) -> None:
        """Somebody looked for it, and it is not there."""
        self._looked = at
        self._rest(self.reason or why, at)

    def there(self, at: float) -> None:
        """Somebody looked for it, and it is there: it is played with, and the next miss leaves it in peace again."""
        self._looked, self.reason = at, ""
        self._chances += 1

    def is_due(self, at: float) -> bool:
        """Whether it is time to look for it."""
        return bool(self.reason) and at >= self._due

    def is_given_up(self, at: float) -> bool:
        """Whether to wait no longer, when everybody else has done: it was looked for just now, or often enough."""
        return bool(self.reason) and (at < self._looked + FIRST_PAUSE or self._chances > CHANCES)

    def _rest(self, reason: str, at: float) -> None:
        self.reason, self._due = reason, at + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)


def clock(at: float) -> str:
    """``14:03 EAT``, as the clock on the wall has it."""
    return time.strftime("%H:%M %Z", time.localtime(at))
