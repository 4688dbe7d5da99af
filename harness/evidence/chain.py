"""Follows the chain of one ledger file while it is read: what does not follow is told, and all is read on.

Knows lines by their number and by the line before; `verified_lines` judges the same more strictly, and stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from harness.evidence.covered import Covered, lasts
from harness.evidence.decoding import Line
from harness.evidence.ledger import digest


class Chain:
    """The lines of the file at `path`, which begins anew or at one of the seals of `sealed`. `number` is the last's."""

    def __init__(self, path: Path, sealed: Covered) -> None:
        self._name, self._begins, self._wanted = path.name, sealed.begins, lasts(sealed.marks.get(path.name, ()))
        self._previous, self._passed, self.number = "", b"", 0

    def faults(self, content: bytes, line: Line | None) -> Sequence[str]:
        """What is wrong with the next line, in words; None is one that nobody can read."""
        self.number = number = self.number + 1
        before = digest(self._passed) if self._passed else self._previous
        self._previous, self._passed = digest(content), b""
        if line is None:
            return [f"{self._name}: line {number} cannot be read; it is left out"]
        follows = line.prev == before or (number == 1 and line.prev in self._begins)
        if line.n == number and follows and number not in self._wanted:
            return ()
        return self._told(line, follows=follows)

    def passes(self, content: bytes) -> None:
        """The next line was looked at elsewhere; one after it is looked at here."""
        self.number += 1
        self._passed = content

    def ended(self) -> Sequence[str]:
        """What is missing at the end, in words."""
        missing = max(self._wanted, default=0) - self.number
        if missing <= 0:
            return ()
        told = f"it ends after line {self.number}; the {missing} after it, which were sealed, are gone"
        return [f"{self._name}: {told}"]

    def _told(self, line: Line, *, follows: bool) -> list[str]:
        told = []
        if line.n != self.number or not follows:
            told.append(f"line {self.number} does not follow the line before it: changed afterwards?")
        if self._wanted.get(self.number, {self._previous}) != {self._previous}:
            told.append(f"up to line {self.number} it is not what was sealed: changed afterwards?")
        return [f"{self._name}: {one}" for one in told]
