"""Who is there to be played with: reached or not, looked for again, out of time. Knows people, and no play."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable

from harness.participants import Participant
from harness.pytest_plugin.breaker import Breaker, clock
from harness.pytest_plugin.health import Health
from harness.pytest_plugin.playing import Played


class Presence:
    """Tells `hold` in whose lanes (by slug) nothing is to be begun. Safe to call from several threads."""

    def __init__(self, health: Health, hold: Callable[[Iterable[str]], None]) -> None:
        self._health, self._hold = health, hold
        self._people: dict[str, Participant] = {}
        self._breakers: dict[str, Breaker] = defaultdict(Breaker)
        self._spent: dict[str, float] = defaultdict(float)
        self._over: dict[str, str] = {}
        self._looked_for: set[str] = set()
        self._lock = threading.RLock()

    def look_at(self, people: Iterable[Participant], *, others: Iterable[Participant] = ()) -> None:
        """These are to be played with: see who is there. Nobody looks at `others` yet."""
        here = {one.slug: one for one in people}
        self._people = {**{one.slug: one for one in others}, **here}
        self._health.examine(here.values())
        for one in here.values():
            if reason := self._health.is_gone(one):
                self._breakers[one.slug].away(reason, time.time())
        self.hold()

    def note(self, people: Iterable[Participant], played: Played, seconds: float) -> None:
        """A play with these people took so many `seconds`, and this came of it."""
        with self._lock:
            for one in people:
                self._spend(one, seconds)
                if played.unreached == one.name:
                    self._breakers[one.slug].missed(played.reason, time.time())
                elif played.exchanges and not played.unreached:
                    self._breakers[one.slug].reached()
            self.hold()

    def forgive(self, people: Iterable[Participant]) -> None:
        """Somebody asks for a play with these: time that was used up does not count any more."""
        with self._lock:
            for one in people:
                self._over.pop(one.slug, None)
                self._spent.pop(one.slug, None)

    def hold(self) -> None:
        """Say anew in whose lanes nothing is to be begun."""
        with self._lock:
            self._hold({*self._over, *(slug for slug, one in self._breakers.items() if one.reason)})

    def reason(self, one: Participant) -> str:
        """Why nothing is played with somebody, "" where it is."""
        return self._over.get(one.slug) or self._breakers[one.slug].reason

    def watch(self, *, stuck: bool) -> bool:
        """Look for those who are away, whose time it is, and all where the run is `stuck`; whether that is in vain."""
        at = time.time()
        with self._lock:
            for slug, breaker in list(self._breakers.items()):
                wanted = breaker.is_due(at) or (stuck and breaker.reason and not breaker.is_given_up(at))
                if wanted and slug not in self._looked_for:
                    self._looked_for.add(slug)
                    threading.Thread(target=self._look_for, args=(self._people[slug],), daemon=True).start()
            away = [one for one in self._breakers.values() if one.reason]
            return not self._looked_for and all(one.is_given_up(at) for one in away)

    def _spend(self, one: Participant, seconds: float) -> None:
        self._spent[one.slug] += seconds
        if one.time_limit and self._spent[one.slug] >= one.time_limit:
            told = f"its {one.time_limit:g} s for all that is played with it (time_limit) were over"
            self._over.setdefault(one.slug, f"{told} at {clock(time.time())}")

    def _look_for(self, one: Participant) -> None:
        self._health.examine([one])
        with self._lock:
            if reason := self._health.is_gone(one):
                self._breakers[one.slug].away(reason, time.time())
            else:
                self._breakers[one.slug].there(time.time())
            self._looked_for.discard(one.slug)
            self.hold()
