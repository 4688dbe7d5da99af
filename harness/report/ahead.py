"""Has a process beside a run draw the pages of plays that ended, while others are played. Draws nothing itself.

::

    RUN/.drawing/    what that process has drawn so far (`drawn` says what lies in it)
    RUN/.drawn/      the same, once the process is no more: whoever draws the run takes it from there

The process (`drawing_ahead`) is a help and nothing else: whatever becomes of it, the run goes on, and what it has not
drawn is drawn at the end. It ends with whoever began it, and leaves nothing then.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

DRAWING: Final = ".drawing"
DRAWN: Final = ".drawn"
WORTH_IT: Final = 500
"""So many plays are worth a process; the pages of fewer are drawn in a moment."""
KEEP: Final = b"."
"""What the process hears where its pages are wanted; where nobody says so, it removes them."""
PATIENCE: Final = 5.0
"""Seconds in which the page in hand is finished; it has the cores only while nobody else wants them."""


class Ahead:
    """Draws ahead of the end of the run in `folder`, which will have so many `plays`, where that is worth it."""

    def __init__(self, folder: Path, plays: int) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        discard(folder)
        if plays >= WORTH_IT:
            command = [sys.executable, "-P", "-m", "harness.report.drawing_ahead", str(folder), str(plays)]
            with suppress(OSError):
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    process_group=0,  # Ctrl-C is not for it
                )

    @property
    def process(self) -> int:
        """The number of its process, 0 where it has none."""
        return self._process.pid if self._process else 0

    def end(self, *, keep: bool) -> None:
        """Have it finish the page in hand and end; its pages stay for `finish` where we `keep` them."""
        if self._process is None:
            return
        kept = False
        try:
            with suppress(OSError, subprocess.TimeoutExpired):
                self._process.communicate(KEEP if keep else b"", PATIENCE)
            kept = keep
        finally:
            self._process.kill()
            self._process.wait()
            if kept:
                with suppress(OSError):
                    (self._folder / DRAWING).rename(self._folder / DRAWN)
            discard(self._folder, DRAWING)


def discard(folder: Path, *names: str) -> None:
    """Remove what was drawn ahead of the end of the run in `folder`, or of that what is so named."""
    for name in names or (DRAWING, DRAWN):
        shutil.rmtree(folder / name, ignore_errors=True)
