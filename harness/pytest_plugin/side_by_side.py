"""Plays go on side by side, each as soon as all who take part in it are free. Knows no scenario and no participant.

A *lane* is somebody who can do one thing at a time. What is asked of it comes in order, unless somebody else in a play
is busy still: then a later one comes first, but not for ever.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")
Played = TypeVar("Played")

PASSED_OVER = 8
"""So often a later play comes first; then its lanes are kept free for the one that waits for somebody else."""


@dataclass(slots=True, eq=False)
class _Turn(Generic[Item, Played]):
    """One item, the lanes that it needs, how often another came first, and what came of it."""

    item: Item
    lanes: tuple[str, ...]
    result: Future[Played] = field(default_factory=Future)
    passed_over: int = 0
    asked: bool = False


class SideBySide(Generic[Item, Played]):
    """Plays items by `perform`, each on a thread of its own. Items are told apart by identity.

    Nothing is begun in a lane that is held, nor an item that `may` not be played just now.
    """

    def __init__(self, perform: Callable[[Item], Played], *, may: Callable[[Item], bool] = lambda _: True) -> None:
        self._perform, self._may = perform, may
        self._queues: dict[str, deque[_Turn[Item, Played]]] = {}
        self._busy: set[str] = set()
        self._held: set[str] = set()
        self._results: dict[int, Future[Played]] = {}
        self._told: Future[Played] = Future()  # for all whose result was asked for: one weighs as much as a result
        self._lock = threading.RLock()

    @property
    def is_stuck(self) -> bool:
        """Whether nobody plays, though not everything was played: what is left is held."""
        with self._lock:
            return not self._busy and bool(self._queues)

    @property
    def is_over(self) -> bool:
        """Whether nobody plays, and nothing is left."""
        with self._lock:
            return not self._busy and not self._queues

    def begin(self, items: Iterable[tuple[Iterable[str], Item]]) -> None:
        """Begin to play these items, each with its lanes, in their order; returns at once."""
        with self._lock:
            for lanes, item in items:
                self._results[id(item)] = self._queue(_Turn(item, tuple(dict.fromkeys(lanes)))).result
            self._start()

    def ask(self, lanes: Iterable[str], item: Item) -> None:
        """Somebody asks for `item`: it comes before what nobody asked for. What comes of it, `perform` tells."""
        with self._lock:
            self._queue(_Turn(item, tuple(dict.fromkeys(lanes)), asked=True))
            self._start()

    def hold(self, lanes: Iterable[str]) -> None:
        """Begin nothing in these lanes from now on, and go on in all others; look anew at what may be played."""
        with self._lock:
            self._held = set(lanes)
            self._start()

    def played(self, item: Item) -> Played:
        """What came of `item`, when it is over: of one that was begun, or by playing it now. Raises what it raised.

        Asked for once: it is forgotten then.
        """
        begun = self._results.get(id(item))
        if begun is None:
            return self._perform(item)
        try:
            return begun.result()
        finally:
            self._results[id(item)] = self._told

    def give_up(self, instead: Callable[[Item], Played], *, which: Callable[[Item], bool] = lambda _: True) -> None:
        """Of all that nobody has begun and `which` is true of, let `instead` say what came of it."""
        with self._lock:
            waiting = dict.fromkeys(turn for queue in self._queues.values() for turn in queue)
            left = [turn for turn in waiting if which(turn.item)]
            for turn in left:
                self._drop(turn)
        for turn in left:
            _settle(turn, instead)

    def _queue(self, turn: _Turn[Item, Played]) -> _Turn[Item, Played]:
        """Put it at the end of each of its lanes."""
        for lane in turn.lanes:
            self._queues.setdefault(lane, deque()).append(turn)
        return turn

    def _start(self) -> None:
        """Begin whatever can be begun now."""
        self._begin_each(self._taken())

    def _begin_each(self, turns: Iterable[_Turn[Item, Played]]) -> None:
        for turn in turns:
            threading.Thread(target=self._play, args=(turn,), daemon=True).start()

    def _taken(self) -> list[_Turn[Item, Played]]:
        """Take whatever can be begun now."""
        taken = []
        for lane in [one for one in self._queues if one not in self._busy and one not in self._held]:
            turn = self._first(lane) if lane not in self._busy else None
            if turn is not None:
                self._take(turn)
                taken.append(turn)
        return taken

    def _first(self, lane: str) -> _Turn[Item, Played] | None:
        """What to begin in a free lane: the first for which everybody is there; None where it is kept for another."""
        before: list[_Turn[Item, Played]] = []
        for turn in self._in_order(lane):
            if not self._held.isdisjoint(turn.lanes) or not self._may(turn.item):
                continue
            if self._busy.isdisjoint(turn.lanes):
                for one in before:
                    one.passed_over += 1
                return turn
            if turn.passed_over >= PASSED_OVER:
                return None
            before.append(turn)
        return None

    def _in_order(self, lane: str) -> Iterator[_Turn[Item, Played]]:
        """Those that have waited too long, those that somebody asked for, then the others."""
        return iter(sorted(self._queues[lane], key=lambda turn: (turn.passed_over < PASSED_OVER, not turn.asked)))

    def _take(self, turn: _Turn[Item, Played]) -> None:
        self._busy.update(turn.lanes)
        self._drop(turn)

    def _drop(self, turn: _Turn[Item, Played]) -> None:
        for lane in turn.lanes:
            self._queues[lane].remove(turn)
            if not self._queues[lane]:
                del self._queues[lane]

    def _play(self, turn: _Turn[Item, Played]) -> None:
        """Play it, and go on with what can be begun then: a thread for each lane costs less than one for each play."""
        here: _Turn[Item, Played] | None = turn
        while here is not None:
            threading.current_thread().name = f"play of {here.lanes[0]}"
            _settle(here, self._perform)
            with self._lock:
                self._busy.difference_update(here.lanes)
                ready = self._taken()
                here = ready.pop(0) if ready else None
                self._begin_each(ready)


def _settle(turn: _Turn[Item, Played], perform: Callable[[Item], Played]) -> None:
    try:
        turn.result.set_result(perform(turn.item))
    except BaseException as over:  # raised again where the item is asked for
        turn.result.set_exception(over)
