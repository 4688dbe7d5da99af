"""Which plays somebody asks for again, and how often each was played. Knows names and verdicts, plays nothing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest

from harness.evidence.history import PASSED
from harness.evidence.overridden import UNJUDGED, Word
from harness.evidence.record import Act, first_name
from harness.scenario.casting import Casting


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """An item that is played for the `times`th time."""

    item: pytest.Function
    times: int


class Plays:
    """Every play of this process by its name: its item, what it counts as, how often it was begun."""

    def __init__(self) -> None:
        self._items: dict[str, tuple[pytest.Function, Casting]] = {}
        self._ended: dict[str, Word] = {}
        self._times: Counter[str] = Counter()
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    def know(self, name: str, item: pytest.Function, casting: Casting, *, times: int) -> None:
        """There is such a play; it was begun so many `times` in an earlier part of the run."""
        self._items[name], self._times[name] = (item, casting), times

    def item(self, name: str) -> pytest.Function:
        """The item of a play."""
        return self._items[name][0]

    def ended(self, name: str, word: Word, *, begun: bool) -> None:
        """It ended with this `word`; whether it was `begun` at all for this."""
        with self._lock:
            self._ended[name] = word
            self._times[name] += begun
            self._asked.discard(name)

    def wanted(self, act: Act, by_people: Mapping[str, Word]) -> list[Again]:
        """What an act of the kind ``again`` asks for here: its play, or all in which a participant did not pass.

        Not what waits to be played again already. `by_people` has the words that people gave, by the play's name.
        """
        with self._lock:
            names = [first_name(act.play)] if act.play else list(self._failed(act.participant, by_people))
            found = [one for one in names if one in self._items and one not in self._asked]
            self._asked.update(found)
            return [Again(self._items[one][0], self._times[one] + 1) for one in found]

    def is_ours(self, act: Act) -> bool:
        """Whether it is about somebody who is played here."""
        if act.play:
            return first_name(act.play) in self._items
        return any(_takes_part(act.participant, casting) for _, casting in self._items.values())

    def _failed(self, participant: str, by_people: Mapping[str, Word]) -> Iterable[str]:
        """What did not end well for `participant`: not for others alone, nor where nothing was judged of it."""
        counts = {**self._ended, **by_people}
        own = (name for name in self._items if name in self._ended and self._has(participant, name))
        return (name for name in own if counts[name].of(participant) not in (*PASSED, UNJUDGED))

    def _has(self, participant: str, name: str) -> bool:
        return _takes_part(participant, self._items[name][1])


def _takes_part(participant: str, casting: Casting) -> bool:
    return participant in (one.name for one in casting.participants.values())
