"""Which run is meant: its folder, or the file ``latest`` that names one. Reads nothing of the run."""

from __future__ import annotations

from pathlib import Path


def run_folder(path: Path) -> Path:
    """`path` itself, or the folder that the file at `path` names (``reports/latest``)."""
    return Path(path.read_text(encoding="utf-8").strip()) if path.is_file() else path
