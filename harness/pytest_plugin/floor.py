"""The floor of a run with participants: who is played now, who is left in peace, who is given up. Knows no wire.

Each participant is a lane of `side_by_side`. One that is not there is left in peace (`breaker`) while others play, and
is looked for with growing pauses; what could not be played by the end is INCONCLUSIVE, with the reason.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from harness.participants import Participant
from harness.pytest_plugin.breaker import Breaker, clock
from harness.pytest_plugin.collection import casting_of, play_of
from harness.pytest_plugin.playing import Played, left_out, perform
from harness.pytest_plugin.side_by_side import SideBySide

if TYPE_CHECKING:
    from harness.pytest_plugin.run import Run

TICK = 0.2
"""Seconds between two looks at who may go on."""


class Floor:
    """Plays the items of this process, side by side where there are participants."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._plays = SideBySide(self._perform)
        self._breakers: dict[str, Breaker] = defaultdict(Breaker)
        self._spent: dict[str, float] = defaultdict(float)
        self._over: dict[str, str] = {}
        self._looked_for: set[str] = set()
        self._lock = threading.Lock()

    @property
    def begun(self) -> bool:
        """Whether somebody plays already."""
        return self._plays.begun

    def begin(self, items: Iterable[pytest.Function]) -> None:
        """Begin to play these, in their order; returns when it is known who is there."""
        cast = [(item, casting_of(item).participants.values()) for item in items]
        people = {one.slug: one for _, everybody in cast for one in everybody}
        self._run.health.examine(people.values())
        for one in people.values():
            if reason := self._run.health.is_gone(one):
                self._breakers[one.slug].away(reason, time.time())
        self._hold()
        self._plays.begin(([one.slug for one in everybody], item) for item, everybody in cast)
        threading.Thread(target=self._watch, args=(people,), name="floor", daemon=True).start()

    def played(self, item: pytest.Function) -> Played:
        """What came of `item`, when it is over. Raises what playing it raised."""
        return self._plays.played(item)

    def _perform(self, item: pytest.Function) -> Played:
        began = time.monotonic()
        played = perform(item, self._run)
        participants = casting_of(item).participants.values()
        with self._lock:
            for one in participants:
                self._note(one, played, time.monotonic() - began)
            self._hold()
            self._run.watcher.ended(play_of(item, self._run), played.verdict)
        return played

    def _note(self, one: Participant, played: Played, seconds: float) -> None:
        self._spent[one.slug] += seconds
        if one.time_limit and self._spent[one.slug] >= one.time_limit:
            told = f"its {one.time_limit:g} s for all that is played with it (time_limit) were over"
            self._over.setdefault(one.slug, f"{told} at {clock(time.time())}")
        if played.unreached == one.name:
            self._breakers[one.slug].missed(played.reason, time.time())
        elif played.exchanges and not played.unreached:
            self._breakers[one.slug].reached()

    def _hold(self) -> None:
        self._plays.hold({*self._over, *(slug for slug, one in self._breakers.items() if one.reason)})

    def _watch(self, people: dict[str, Participant]) -> None:
        """Look for those who are away, until everybody has played or is given up."""
        while not self._plays.is_over:
            time.sleep(TICK)
            at, stuck = time.time(), self._plays.is_stuck
            for slug, breaker in list(self._breakers.items()):
                wanted = breaker.is_due(at) or (stuck and breaker.reason and not breaker.is_given_up(at))
                if wanted and slug not in self._looked_for:
                    self._looked_for.add(slug)
                    threading.Thread(target=self._look_for, args=(people[slug],), daemon=True).start()
            if stuck and not self._looked_for and all(one.is_given_up(at) for one in self._away()):
                self._plays.give_up(self._given_up)

    def _away(self) -> list[Breaker]:
        return [one for one in self._breakers.values() if one.reason]

    def _look_for(self, one: Participant) -> None:
        self._run.health.examine([one])
        with self._lock:
            if reason := self._run.health.is_gone(one):
                self._breakers[one.slug].away(reason, time.time())
            else:
                self._breakers[one.slug].there(time.time())
            self._looked_for.discard(one.slug)
            self._hold()

    def _given_up(self, item: pytest.Function) -> Played:
        for one in casting_of(item).participants.values():
            if reason := self._over.get(one.slug) or self._breakers[one.slug].reason:
                return left_out(item, self._run, reason, caused_by=one.name)
        raise AssertionError(f"{item.nodeid} could have been played")
