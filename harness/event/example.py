"""The example of an event that one begins with: writes it, and the files that it names, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

from harness import folders
from harness.errors import UsageError

BESIDE = ("imara/requirements.csv",)
"""What the example names, by its path from there."""


def write(file: Path) -> tuple[Path, ...]:
    """Write the example to `file`, and beside it what it names and is not there yet; where they are now.

    Raises UsageError where `file` is there, or cannot be written.
    """
    source = folders.fixtures() / "event"
    if file.exists():
        raise UsageError(f"{file} is there already, and nothing is written over it. Name another file")
    texts = {file: source / "example.toml"} | {file.parent / name: source / name for name in BESIDE}
    missing = {place: example for place, example in texts.items() if not place.exists()}
    try:
        for place, example in missing.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("x", encoding="utf-8") as made:
                made.write(example.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{error.filename or file} cannot be written: {error.strerror}. Name another file") from error
    return tuple(missing)
