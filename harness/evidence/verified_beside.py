"""Looks in a process beside this one whether evidence was changed, while this one reads it. Judges as `verified`."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from harness.evidence.beside import WORTH_IT, can_fork
from harness.evidence.forked import Forked
from harness.evidence.verification import verified


class VerifiedBeside:
    """Begins to look at the run in `folder`; in a process of its own for `least` bytes of ledger or more, if it can.

    Whoever has it ends it (`with`), also where nobody asks what was found.
    """

    def __init__(self, folder: Path, *, least: int = WORTH_IT) -> None:
        self._folder = folder
        much = sum(one.stat().st_size for one in (folder / "ledger").glob("*.jsonl")) >= least
        looking = Forked(changes_in, folder) if much and can_fork() else None
        self._looking = looking if looking and looking.begun else None

    def __enter__(self) -> Self:
        """It looks already."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """What nobody asked for by now, nobody wants to know."""
        if self._looking:
            self._looking.end()

    @property
    def is_beside(self) -> bool:
        """Whether a process looks; else this one does, when it is asked."""
        return self._looking is not None

    @property
    def changes(self) -> list[str]:
        """What was changed since it was written, in words. A UsageError where there is no run."""
        looking, self._looking = self._looking, None
        found = looking.found() if looking else None
        if looking:
            looking.end()
        return changes_in(self._folder) if found is None else found  # what went wrong there is found, and told, here


def changes_in(folder: Path) -> list[str]:
    """What was changed in a run since it was written. A UsageError where there is none."""
    return verified(folder).changes
