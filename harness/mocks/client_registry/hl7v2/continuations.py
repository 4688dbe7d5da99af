"""What is left of queries that were answered in part (HL7 v2.5 2.10.2). Knows pointers, not patients."""

from __future__ import annotations

import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field

MOST = 500
"""Queries that are remembered; the one that nobody asked about for longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Match:
    """A record that a query found: its id, and how well it fits, from 0 to 1."""

    id: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Continuation:
    """The rest of the query with the tag QPD-2: matches to come, and the keys of records that were told of."""

    tag: str
    matches: tuple[Match, ...]
    seen: frozenset[int] = field(default_factory=frozenset)


class Continuations:
    """By pointer. A page that was lost on its way can be asked for again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: OrderedDict[str, Continuation] = OrderedDict()

    def put(self, continuation: Continuation) -> str:
        """Remember it, and give the pointer to it."""
        pointer = uuid.uuid4().hex
        with self._lock:
            self._left[pointer] = continuation
            if len(self._left) > MOST:
                self._left.popitem(last=False)
        return pointer

    def get(self, pointer: str) -> Continuation | None:
        """What a pointer leads to, None where it leads nowhere."""
        with self._lock:
            if pointer in self._left:
                self._left.move_to_end(pointer)
            return self._left.get(pointer)

    def forget(self, tag: str) -> None:
        """Forget what is left of the query with that tag."""
        with self._lock:
            for pointer in [one for one, left in self._left.items() if left.tag == tag]:
                del self._left[pointer]
