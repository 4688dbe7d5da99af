"""Which plays somebody asks for again, and how often each was played. Knows names and verdicts, plays nothing."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pytest

from harness.evidence.history import PASSED
from harness.evidence.record import Act, first_name
from harness.scenario.casting import Casting


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """An item that is played for the `times`th time."""

    item: pytest.Function
    times: int


class Plays:
    """Every play of this process by its name: its item, its newest verdict, how often it was begun."""

    def __init__(self) -> None:
        self._items: dict[str, tuple[pytest.Function, Casting]] = {}
        self._verdicts: dict[str, str] = {}
        self._times: Counter[str] = Counter()
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    def know(self, name: str, item: pytest.Function, casting: Casting, *, times: int) -> None:
        """There is such a play; it was begun so many `times` in an earlier part of the run."""
        self._items[name], self._times[name] = (item, casting), times

    def item(self, name: str) -> pytest.Function:
        """The item of a play."""
        return self._items[name][0]

    def ended(self, name: str, verdict: str, *, begun: bool) -> None:
        """It ended; whether it was `begun` at all for this."""
        with self._lock:
            self._verdicts[name] = verdict
            self._times[name] += begun
            self._asked.discard(name)

    def wanted(self, act: Act, by_people: Mapping[str, str]) -> list[Again]:
        """What an act of the kind ``again`` asks for here: its play, or all of a participant's that did not pass.

        Not what waits to be played again already. `by_people` has the verdicts that people gave, by the play's name.
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

    def _failed(self, participant: str, by_people: Mapping[str, str]) -> Iterable[str]:
        counts = {**self._verdicts, **by_people}
        ended = ((name, counts[name]) for name in self._items if name in self._verdicts)
        return (
            name for name, verdict in ended if verdict not in PASSED and _takes_part(participant, self._items[name][1])
        )


def _takes_part(participant: str, casting: Casting) -> bool:
    return participant in (one.name for one in casting.participants.values())
