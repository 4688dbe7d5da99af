"""The seals of a run: files that are named for their own digest. Knows where they lie, not what they cover."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

FOLDER: Final = "seals"
_NAME = re.compile(r"([1-9][0-9]*)-([0-9a-f]{64})\.json")


class Seal(NamedTuple):
    """One manifest of a run. `digest` is the SHA-256 of its bytes as its name tells it: what is printed as the seal."""

    number: int
    digest: str
    path: Path


def seals(folder: Path) -> list[Seal]:
    """The seals of the run in `folder`, the oldest first."""
    found = ((_NAME.fullmatch(path.name), path) for path in (folder / FOLDER).glob("*"))
    return sorted(Seal(int(named[1]), named[2], path) for named, path in found if named and path.is_file())


def newest(folder: Path) -> str:
    """The newest seal of the run in `folder`, "" where there is none."""
    return next((one.digest for one in reversed(seals(folder))), "")
