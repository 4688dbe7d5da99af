"""Plays that wait for people go on side by side: one slow participant holds up nobody else. Knows no scenario.

What one participant's people are asked for comes one after the other; so does everything that waits for nobody.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Generic, TypeVar

Item = TypeVar("Item")
Played = TypeVar("Played")


class SideBySide(Generic[Item, Played]):
    """Plays items by `perform`, those of each group on a thread of their own. Items are told apart by identity."""

    def __init__(self, perform: Callable[[Item], Played]) -> None:
        self._perform = perform
        self._results: dict[int, Future[Played]] = {}

    @property
    def begun(self) -> bool:
        """Whether somebody plays already."""
        return bool(self._results)

    def begin(self, items: Iterable[tuple[str, Item]]) -> None:
        """Begin to play these items, each with its group, in their order within it; returns at once."""
        groups: dict[str, list[Item]] = defaultdict(list)
        for group, item in items:
            groups[group].append(item)
            self._results[id(item)] = Future()
        for group, members in groups.items():
            threading.Thread(target=self._play, args=(members,), name=f"plays of {group}", daemon=True).start()

    def played(self, item: Item) -> Played:
        """What came of `item`, when it is over: of one that was begun, or by playing it now. Raises what it raised."""
        begun = self._results.get(id(item))
        return begun.result() if begun is not None else self._perform(item)

    def _play(self, items: list[Item]) -> None:
        for item in items:
            result = self._results[id(item)]
            try:
                result.set_result(self._perform(item))
            except BaseException as over:  # raised again where the item is asked for
                result.set_exception(over)
