"""Looks in a process beside this one whether evidence was changed, while this one reads it. Judges as `verified`."""

from __future__ import annotations

import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from harness.evidence.beside import WORTH_IT, can_fork
from harness.evidence.verification import verified


class VerifiedBeside:
    """Begins to look at the run in `folder`; in a process of its own for `least` bytes of ledger or more, if it can."""

    def __init__(self, folder: Path, *, least: int = WORTH_IT) -> None:
        self._folder = folder
        self._said: Connection | None = None
        if can_fork() and sum(one.stat().st_size for one in (folder / "ledger").glob("*.jsonl")) >= least:
            self._begin()

    @property
    def is_beside(self) -> bool:
        """Whether a process looks; else this one does, when it is asked."""
        return self._said is not None

    @property
    def changes(self) -> list[str]:
        """What was changed since it was written, in words. A UsageError where there is no run."""
        if self._said is not None:
            said, self._said = self._said, None
            try:
                changes: list[str] = said.recv()
                return changes
            except EOFError:  # what went wrong there is found, and told, here
                pass
            finally:
                said.close()
                self._process.join()
        return verified(self._folder).changes

    def _begin(self) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        said, told = context.Pipe(duplex=False)
        self._process = context.Process(target=look, args=(self._folder, told), daemon=True)
        with told, suppress(OSError, AssertionError):  # no more processes, or none that may have children
            self._process.start()
            self._said = said


def look(folder: Path, told: Connection) -> None:
    """Tell what was changed; nothing where something goes wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began this says what becomes of it
    with told, suppress(Exception):
        told.send(verified(folder).changes)
