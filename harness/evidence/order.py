"""In which order the files of a ledger are read: as their writers began. Reads no further than to the first moment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

HEAD = 1 << 16  # bytes within which a writer tells of a moment
MOMENT = re.compile(rb'"(?:at|started)":(\d{9,}\.\d+)')


def files_of(folder: Path, pattern: str = "*.jsonl") -> list[Path]:
    """The ledger files of the run in `folder`, the one that was begun first before the others.

    What counts is what they say themselves, for a copy or a check-out has other times.
    """
    return in_order((folder / "ledger").glob(pattern))


def in_order(files: Iterable[Path]) -> list[Path]:
    """`files` that are files, as their writers began; one that tells of no moment stands where it was last written."""
    return sorted(filter(Path.is_file, files), key=lambda path: (_begun(path), path.name))


def _begun(path: Path) -> float:
    with path.open("rb") as file:
        found = MOMENT.search(file.read(HEAD))
    return float(found[1]) if found else path.stat().st_mtime
