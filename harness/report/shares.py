"""Does one piece of work for each of many numbers, on as many processes as there are cores. Knows no report."""

from __future__ import annotations

import gc
import heapq
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from harness.evidence.beside import can_fork, cores

WORTH_IT = 100
"""So much work is shared out; less is done sooner by one alone."""
TURNS = 1_000
"""A process takes the next numbers when it is done with those before: so many times in all, at most."""
SWEEP = 20_000
"""New objects after which a process looks for garbage; Python's own 700 would cost it a twentieth of its time."""
_TURN = 2  # bytes that say which numbers come next; all turns together have room in any pipe


class Shares:
    """`work` for each number below `count` gives a line of bytes; they are begun at once and told in order.

    Each process writes its lines into a file of its own in `folder`. What none of them could do is done again in this
    one, so that whatever went wrong is raised here. Where a process cannot be forked (no such thing on this system,
    threads are running), and for little work, this one does it all.
    """

    def __init__(self, count: int, work: Callable[[int], bytes], folder: Path) -> None:
        self._count, self._work, self._folder = count, work, folder
        self._processes: list[int] = []
        self._parent = os.getpid()
        self._at_once = -(-count // TURNS)

    def begin(self) -> None:
        """Begin; returns at once where the work is shared out."""
        if self._count < WORTH_IT or not can_fork():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        turns, ours = os.pipe()
        for turn in range(-(-self._count // self._at_once)):
            os.write(ours, turn.to_bytes(_TURN))
        os.close(ours)  # who asks after the last turn is told that there is none
        gc.freeze()  # who looks for garbage writes into every object: what is shared would be copied by each process
        for number in range(cores()):
            with suppress(OSError):  # there can be no more: the others do its share
                self._processes.append(self._begun(number, turns))
        gc.unfreeze()
        os.close(turns)

    def _begun(self, number: int, turns: int) -> int:
        process = os.fork()
        if process == 0:
            self._as_child(number, turns)
        return process

    def lines(self) -> Iterator[bytes]:
        """What the work gave for each number, in order, when all of it is done."""
        for process in self._processes:
            os.waitpid(process, 0)
        with ExitStack() as stack:
            files = [stack.enter_context(each.open("rb")) for each in self._files() if each.exists()]
            told = heapq.merge(*map(_told, files), key=itemgetter(0))
            following = next(told, None)
            for number in range(self._count):
                if following and following[0] == number:
                    yield following[1]
                    following = next(told, None)
                else:
                    yield self._work(number)
        for each in self._files():
            each.unlink(missing_ok=True)

    def _as_child(self, number: int, turns: int) -> None:
        """Do what there is to do and end, whatever happens, without anything that this process would do at its end."""
        code = 1
        gc.set_threshold(SWEEP)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began this says what becomes of it
        try:
            with self._file(number).open("wb") as file:
                self._take_turns(turns, file)
            code = 0
        finally:
            os._exit(code)

    def _take_turns(self, turns: int, file: BinaryIO) -> None:
        """Do work while there is some, and no longer than the process lives that wants it."""
        while turn := os.read(turns, _TURN):
            first = int.from_bytes(turn) * self._at_once
            for number in range(first, min(first + self._at_once, self._count)):
                if os.getppid() != self._parent:
                    raise ProcessLookupError(f"process {self._parent}, which wanted this, is gone")
                file.write(b"%d %b\n" % (number, self._work(number)))

    def _files(self) -> list[Path]:
        return [self._file(number) for number in range(len(self._processes))]

    def _file(self, number: int) -> Path:
        return self._folder / f".share-{number}"


def _told(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The numbers that a process did, with what the work gave for each; its last line may be torn."""
    for line in file:
        if line.endswith(b"\n"):
            number, _, told = line[:-1].partition(b" ")
            yield int(number), told
