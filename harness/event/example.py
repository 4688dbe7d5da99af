"""The example of an event that one begins with: writes it, and the files that it names, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

from harness import folders
from harness.errors import UsageError

BESIDE = ("imara/requirements.csv",)
"""What the example names, by its path from there."""


def write(file: Path) -> tuple[Path, ...]:
    """Write the example to `file` and what it names beside it; where they are. A UsageError where one is there."""
    source = folders.fixtures() / "event"
    texts = {file: source / "example.toml"} | {file.parent / name: source / name for name in BESIDE}
    if there := [str(one) for one in texts if one.exists()]:
        instead = "is there already, and nothing is written over it. Name another file, in another folder"
        raise UsageError(*(f"{one} {instead}" for one in there))
    try:
        for place, example in texts.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("x", encoding="utf-8") as made:
                made.write(example.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{error.filename or file} cannot be written: {error.strerror}. Name another file") from error
    return tuple(texts)
