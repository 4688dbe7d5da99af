"""Which run is meant: its folder, or the file ``latest`` that names one. Reads nothing of the run."""

from __future__ import annotations

from pathlib import Path

from harness.errors import UsageError

LONGEST = 4096


def run_folder(path: Path) -> Path:
    """`path` itself, or the folder that the file at `path` names (``reports/latest``).

    Raises UsageError where the file names no folder, as a file of the report does, or one that is gone.
    """
    if not path.is_file():
        return path
    with path.open("rb") as file:
        named = file.read(LONGEST).decode("utf-8", "replace").strip()
    if "\n" in named or "\0" in named or not Path(named).is_absolute():
        raise UsageError(f"{path}: expected the folder of a run, or the file `latest` beside it; found another file")
    if not Path(named).is_dir():
        others = sorted(each.parent for each in path.parent.glob("*/ledger") if each.is_dir())
        instead = f"The newest run that is still here: {others[-1]}" if others else "No other run is here"
        raise UsageError(f"{path}: it names {named}, which is not there any more. {instead}.")
    return Path(named)
