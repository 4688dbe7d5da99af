"""Whose link was replaced, and how often: a file beside the key that links are drawn from. Draws no link itself."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from harness.errors import UsageError

MOST = 10_000
"""Renewals of one link, at most: each link from before is looked for when somebody comes with it."""


class Renewals:
    """How often the link of each seat, called by a name of its own, was replaced; every process that looks sees it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._looked: tuple[int, int] | None = None
        self._times: dict[str, int] = {}

    def times(self, seat: str) -> int:
        """How often the link of `seat` was replaced. Raises UsageError where the file cannot be read."""
        try:
            there = self._file.stat()
        except FileNotFoundError:
            return 0
        if self._looked != (there.st_mtime_ns, there.st_ino):
            self._times, self._looked = self._read(), (there.st_mtime_ns, there.st_ino)
        return self._times.get(seat, 0)

    def add(self, seat: str) -> None:
        """Replace the link of `seat`. Raises UsageError where that cannot be kept."""
        times = self.times(seat) + 1
        try:
            handle, name = tempfile.mkstemp(dir=self._file.parent)  # readable by the user alone
            with os.fdopen(handle, "w", encoding="utf-8") as part:
                json.dump({**self._times, seat: times}, part)
            Path(name).replace(self._file)
        except OSError as error:
            raise UsageError(f"{self._file}: that a link was replaced cannot be kept ({error.strerror})") from error

    def _read(self) -> dict[str, int]:
        try:
            told = json.loads(self._file.read_text(encoding="utf-8"))
            if wrong := [times for times in told.values() if type(times) is not int or not 0 <= times <= MOST]:
                raise ValueError(f"{wrong[0]!r} is no number of times from 0 to {MOST}")
            return dict(told)
        except (OSError, ValueError, AttributeError, RecursionError) as error:
            raise UsageError(
                f"{self._file}: expected which links were replaced; it cannot be read ({error}). Delete it and the key "
                "beside it: new links are made for everybody"
            ) from error
