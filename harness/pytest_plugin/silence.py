"""Who is asked to do something, and does nothing: not asked any more until somebody is there. Knows no lane, no wire.

Whoever answers requests is played with all the same: only what a person would have to do rests. Safe to call from
several threads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from harness.evidence.record import Act
from harness.participants import Participant
from harness.pytest_plugin.breaker import IN_A_ROW, clock
from harness.pytest_plugin.playing import Played


@dataclass(slots=True)
class _Unheard:
    """How many waits ran out in a row, how many messages had come by then, and why nothing is asked any more."""

    waits: int = 0
    arrived: int = 0
    reason: str = ""


class Silence:
    """Counts waits in which nothing came. `arrivals` are the messages of each participant so far, by its slug.

    Somebody who is `alone` in a run holds up nobody and may be out for a coffee: she is asked on, and told. A program
    in the place of a person needs no coffee.
    """

    def __init__(self, arrivals: Mapping[str, int], *, alone: bool) -> None:
        self._arrivals, self._alone = arrivals, alone
        self._people: dict[str, tuple[Participant, _Unheard]] = {}
        self._heeded: set[str] = set()
        self._lock = threading.RLock()

    def note(self, one: Participant, played: Played, at: float) -> str:
        """This came of a play with it, at this Unix time; what the terminal has to say of it, "" where nothing."""
        with self._lock:
            _, unheard = self._people.setdefault(one.name, (one, _Unheard()))
            if self._spoke(one, unheard) or played.unheard != one.name:
                return ""
            unheard.waits += 1
            if unheard.waits < IN_A_ROW:
                return ""
            why = f"nobody answered three instructions in a row, the last at {clock(at)}: {played.reason.rstrip('.')}"
            if self._alone and not one.operator:
                on = "It is asked on: Ctrl-C ends the run, and harness run --resume plays what is left."
                return f"{one.name}: {why}. {on}" if unheard.waits == IN_A_ROW else ""
            unheard.reason = f"{why}; play them with --only '{one.name}'"
            return f"{one.name}: {why}. It is asked no more until something comes from it, or somebody asks again."

    def reason(self, one: Participant) -> str:
        """Why it is asked to do nothing, "" where it is asked."""
        known = self._people.get(one.name)
        return known[1].reason if known else ""

    def is_broken(self) -> bool:
        """Whether something has come, since the last look, from somebody who was asked no more."""
        with self._lock:
            resting = [(one, unheard) for one, unheard in self._people.values() if unheard.reason]
            return any(self._spoke(one, unheard) for one, unheard in resting)  # another one at the next look

    def told(self, acts: Iterable[Act]) -> None:
        """Whoever says that it has sent something is there."""
        new = [act for act in acts if act.act == "sent" and act.id not in self._heeded]
        self._heeded.update(act.id for act in new)
        self.forgive(act.participant for act in new)

    def forgive(self, names: Iterable[str]) -> None:
        """These are asked again: somebody wants it so."""
        with self._lock:
            for one, unheard in [self._people[name] for name in names if name in self._people]:
                unheard.waits, unheard.arrived, unheard.reason = 0, self._arrivals.get(one.slug, 0), ""

    def _spoke(self, one: Participant, unheard: _Unheard) -> bool:
        """Whether something has come from it since it was last seen to; then it begins anew."""
        spoke = self._arrivals.get(one.slug, 0) > unheard.arrived
        if spoke:
            self.forgive([one.name])
        return spoke
