"""Does something in a process beside this one, and gives back what came of it. Knows processes, and no evidence."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Found = TypeVar("Found")

GLANCE = 0.2
"""Seconds between two looks at whether there is still somebody to tell."""


class Forked(Generic[Found]):
    """Begins to find out `what` in a process that is forked from this one, by the same `arguments`.

    It has nothing open that this one has: a lock is not held by it when this one has let go. It ends with this process,
    however that ends, and does not hear Ctrl-C, for whoever began it says what becomes of it.
    """

    def __init__(self, what: Callable[..., Found], *arguments: Any) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        self._said, told = context.Pipe(duplex=False)
        self._process = context.Process(target=_tell, args=(told, os.getpid(), what, arguments), daemon=True)
        self.begun = False
        """Whether there is such a process: there may be no more, or none that may have children."""
        with told, suppress(OSError, AssertionError):
            self._process.start()
            self.begun = True

    def found(self) -> Found | None:
        """What it found, once it did; None where it could not be begun, or something went wrong there. Asked once."""
        with self._said, suppress(EOFError):
            found: Found = self._said.recv()
            return found
        return None

    def end(self) -> None:
        """Let it look no longer; waits until it is gone."""
        self._said.close()
        if self.begun:
            self._process.kill()
            self._process.join()


def _tell(told: Connection, parent: int, what: Callable[..., Found], arguments: tuple[Any, ...]) -> None:
    """In the new process: find it out, and tell; nothing where something goes wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with told, suppress(Exception):
        _let_go(but=told.fileno())
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        told.send(what(*arguments))


def _let_go(*, but: int) -> None:
    """Have nothing open of what whoever forked this has; no number is free again, for something here may close it."""
    hole = os.open(os.devnull, os.O_RDWR)
    for number in map(int, os.listdir("/dev/fd")):
        if number not in (0, 1, 2, but, hole):
            os.dup2(hole, number, inheritable=False)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(GLANCE)
    os._exit(1)
