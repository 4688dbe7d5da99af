"""Looks in a process beside this one whether chains and bodies are whole. Tells yes or no, and no more.

What is wrong is found by whoever reads, who reads again then.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from harness.evidence.chain import Chain
from harness.evidence.covered import Covered
from harness.evidence.decoding import EVERYTHING, Crossed, line_in
from harness.evidence.forked import Forked
from harness.evidence.kept import BUFFER, Writer

WORTH_IT = 1 << 24
"""So many bytes of ledger are worth a process; less is read sooner by one alone."""
LEFT = EVERYTHING - {"exchange"}


def cores() -> int:
    """How many cores there are for this process, 1 where the system does not say."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def can_fork() -> bool:
    """Whether a forked process would help and do no harm: not on one core, nor where threads run."""
    return cores() > 1 and hasattr(os, "fork") and threading.active_count() == 1


class Beside:
    """Follows the chains of some ledger files, and looks at every body that a plain ``exchange`` line of theirs names.

    It does so for `least` bytes of ledger or more, where a process can be forked. `ends` says up to which byte of each
    file it looks, for a run may go on; it is empty where this process has to look at all.
    """

    def __init__(self, files: Iterable[Path], sealed: Covered, *, least: int = WORTH_IT) -> None:
        sizes = {path: path.stat().st_size for path in files}
        self.ends = sizes if sum(sizes.values()) >= least and can_fork() else {}
        self._sealed = sealed
        self.all_whole = False
        """Whether each line follows and each body is what its line says; False where that is not known yet."""

    def __enter__(self) -> Self:
        """Begin to look."""
        if self.ends:
            self._looking = Forked(are_whole, self.ends, self._sealed)
            self.ends = self.ends if self._looking.begun else {}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wait until all was looked at, unless something went wrong here."""
        if self.ends:
            self.all_whole = not error and bool(self._looking.found())
            self._looking.end()


def are_whole(files: Mapping[Path, int], sealed: Covered) -> bool:
    """Whether these files are whole up to a byte of each, and all bodies that they name up to there."""
    return all(_is_whole(path, end, sealed) for path, end in files.items())


def _is_whole(path: Path, end: int, sealed: Covered) -> bool:
    faults: list[str] = []
    writer, chain = Writer(path, faults), Chain(path, sealed)
    with path.open("rb", buffering=BUFFER) as file:
        for content in file:
            if end <= 0 or not content.endswith(b"\n"):
                break
            end -= len(content)
            line = line_in(content, LEFT)
            if chain.faults(content, line):
                return False
            if line and isinstance(line.said, Crossed):
                writer.look_at(line.said)
                if faults:
                    return False
    return True
