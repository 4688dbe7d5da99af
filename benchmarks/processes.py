"""Starts processes to be measured and looks at them from outside. Knows nothing of what they do."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil

HARNESS = (sys.executable, "-m", "harness")
SAMPLE = 0.02
"""Seconds between two looks at the memory of a process and its children."""
IDLE = 39
"""So many times as long as a look took it is not looked again, for looking holds up what is looked at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A process that is over: Unix time of its begin, its seconds, its most bytes of memory, children included.

    Memory that processes share, as those do that were forked, is counted once (the proportional set size of Linux);
    elsewhere it is what is resident of each, and so more than there was.
    """

    begun: float
    seconds: float
    most_memory: int
    exit: int


def environment(**more: str) -> dict[str, str]:
    """As a user has it: what Python compiles is kept for the next time. `more` is added."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


def watched(command: Sequence[str], **more: str) -> Seen:
    """Run `command` to its end, with `more` in its environment, and look on."""
    begun, start, most = time.time(), time.perf_counter(), 0
    child = psutil.Popen(command, env=environment(**more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while child.poll() is None:
        looked = time.perf_counter()
        most = max(most, _memory(child))
        time.sleep(max(SAMPLE, IDLE * (time.perf_counter() - looked)))
    return Seen(begun, time.perf_counter() - start, most, child.returncode)


def _memory(process: psutil.Process) -> int:
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                seen = one.memory_full_info() if psutil.LINUX else one.memory_info()
                total += seen.pss if psutil.LINUX else seen.rss
    return total


@contextlib.contextmanager
def serving(*command: str) -> Iterator[str]:
    """A server that prints a line which ends with its URL when it takes requests; the URL."""
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment())
    assert child.stdout is not None
    try:
        line = child.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(command)} printed nothing and ended with {child.wait()}")
        yield line.split()[-1].rstrip("/")
    finally:
        child.terminate()
        child.wait(10)
        child.stdout.close()
