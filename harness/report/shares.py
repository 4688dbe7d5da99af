"""Does one piece of work for each of many numbers, on as many processes as there are cores. Knows no report."""

from __future__ import annotations

import gc
import itertools
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from harness.evidence.beside import can_fork, cores

WORTH_IT = 100
"""So much work is shared out; less is done sooner by one alone."""
SWEEP = 20_000
"""New objects after which a process looks for garbage; Python's own 700 would cost it a twentieth of its time."""


class Shares:
    """`work` for each number below `count` gives a line of bytes; they are begun at once and told in order.

    Each process writes its lines into a file of its own in `folder`. What a process could not do is done again in this
    one, so that whatever went wrong is raised here. Where a process cannot be forked (no such thing on this system,
    threads are running), and for little work, this one does it all.
    """

    def __init__(self, count: int, work: Callable[[int], bytes], folder: Path) -> None:
        self._count, self._work, self._folder = count, work, folder
        self._processes: list[int] = []
        self._parent = os.getpid()

    def begin(self) -> None:
        """Begin; returns at once where the work is shared out."""
        if self._count < WORTH_IT or not can_fork():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        gc.freeze()  # who looks for garbage writes into every object: what is shared would be copied by each process
        for number in range(cores()):
            self._processes.append(self._begun(number))
        gc.unfreeze()

    def _begun(self, number: int) -> int:
        """The process that does this share, 0 where there can be no more: then it is done in this one."""
        try:
            process = os.fork()
        except OSError:
            return 0
        if process == 0:
            self._as_child(number, cores())
        return process

    def lines(self) -> Iterator[bytes]:
        """What the work gave for each number, in order, when all of it is done."""
        if not self._processes:
            yield from map(self._work, range(self._count))
            return
        shares = len(self._processes)
        for number, process in enumerate(self._processes):
            if not process or os.waitpid(process, 0)[1] != 0:
                self._share(number, shares)
        with ExitStack() as stack:
            files = [stack.enter_context(self._file(number).open("rb")) for number in range(shares)]
            turns = itertools.cycle(files)
            yield from (next(turns).readline().rstrip(b"\n") for _ in range(self._count))
        for number in range(shares):
            self._file(number).unlink()

    def _as_child(self, number: int, shares: int) -> None:
        """Do one share and end, whatever happens, without anything that this process would do at its end."""
        code = 1
        gc.set_threshold(SWEEP)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began this says what becomes of it
        try:
            self._share(number, shares, parent=self._parent)
            code = 0
        finally:
            os._exit(code)

    def _share(self, number: int, shares: int, *, parent: int = 0) -> None:
        """Do one share; as a child of `parent` no longer than that lives."""
        with self._file(number).open("wb") as file:
            for one in range(number, self._count, shares):
                if parent and os.getppid() != parent:
                    raise ProcessLookupError(f"process {parent}, which wanted this, is gone")
                file.write(self._work(one) + b"\n")

    def _file(self, number: int) -> Path:
        return self._folder / f".share-{number}"
