"""Many go one way at once; those who go another wait their turn. Knows ways by name, and nothing of them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Lane:
    """One place that leads one way at a time, such as the address behind a layer."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._queue: deque[object] = deque()
        self._way: Hashable = None
        self._inside = 0

    @property
    def inside(self) -> int:
        """How many are on their way."""
        return self._inside

    @contextmanager
    def along(self, way: Hashable) -> Iterator[None]:
        """Go this way, in the order of arrival: at once where all before go the same, else when they are through."""
        ticket = object()
        with self._turn:
            self._queue.append(ticket)
            self._turn.wait_for(lambda: self._queue[0] is ticket and (not self._inside or self._way == way))
            self._queue.popleft()
            self._way, self._inside = way, self._inside + 1
            self._turn.notify_all()
        try:
            yield
        finally:
            with self._turn:
                self._inside -= 1
                self._turn.notify_all()
