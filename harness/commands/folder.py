"""Which run is meant: its folder, or the file ``latest`` that names one. Reads nothing of the run."""

from __future__ import annotations

import os
from pathlib import Path

from harness.errors import UsageError

LONGEST = 4096


def run_folder(path: Path) -> Path:
    """`path` itself, or the folder that the file at `path` names (``reports/latest``).

    Raises UsageError where the file names no folder, as a file of the report does, or one that is gone; and where
    there is no ledger in the folder, with the run that is near.
    """
    if not path.is_file():
        if not (path / "ledger").is_dir() and (near := _near(path)):
            found = "a folder without one" if path.is_dir() else "no such folder"
            raise UsageError(f"{path}: expected the folder of a run, with ledger/ in it; found {found}. {near}")
        return path
    with path.open("rb") as file:
        named = os.fsdecode(file.read(LONGEST)).strip()
    if "\n" in named or "\0" in named or not Path(named).is_absolute():
        raise UsageError(f"{path}: expected the folder of a run, or the file `latest` beside it; found another file")
    if not Path(named).is_dir():
        others = sorted(each.parent for each in path.parent.glob("*/ledger") if each.is_dir())
        instead = f"The newest run that is still here: {others[-1]}" if others else "No other run is here"
        raise UsageError(f"{path}: it names {named}, which is not there any more. {instead}.")
    return Path(named)


def _near(path: Path) -> str:
    """Which run may be meant instead: the one that `path` lies in, or the newest beside or below it."""
    if inside := next((each for each in path.resolve().parents if (each / "ledger").is_dir()), None):
        return f"It lies in a run: {inside}"
    places = dict.fromkeys([path, path.parent, Path("reports")])
    if latest := next((each / "latest" for each in places if (each / "latest").is_file()), None):
        return f"The newest run: {latest}"
    return ""
