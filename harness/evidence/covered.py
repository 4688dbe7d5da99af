"""Tells what the seals of a run say of its files, each seal by itself. Knows manifests, not whether files fit them.

Seals that contradict each other are all kept: no file can be what both say, so that no later one hides an earlier.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from harness.evidence.seals import FOLDER, Seal, seals


class Mark(NamedTuple):
    """What a seal covers of a ledger file: so many lines, the digest of the last, and what was torn behind it."""

    lines: int
    last: str
    torn_size: int = 0
    torn_digest: str = ""


@dataclass(slots=True)
class Covered:
    """What the seals of a run say, by file.

    `seals` are all of them, the oldest first, and `at` when the newest was made. `marks` is what each says of a ledger
    file; `sizes` leads from so many bytes of bodies to the digests they were given: one, where no seals contradict each
    other. `faults` are the seals that are not what they were, in words.
    """

    seals: list[Seal]
    at: str = ""
    marks: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    sizes: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    faults: list[str] = field(default_factory=list)

    @property
    def begins(self) -> set[str]:
        """The digests of the seals: what a ledger file may begin at."""
        return {each.digest for each in self.seals}


def covered(folder: Path) -> Covered:
    """What the seals of the run in `folder` say."""
    told = Covered(seals(folder))
    strays = sorted(path.name for path in (folder / FOLDER).glob("*") if not path.is_file())
    told.faults += [f"{FOLDER}/{name} is no seal of a run: it was added" for name in strays]
    for each in told.seals:
        _take(each, told)
    return told


def lasts(marks: Iterable[Mark]) -> dict[int, set[str]]:
    """The digests that seals give of the lines they end at, by the number of the line."""
    found: dict[int, set[str]] = defaultdict(set)
    for mark in marks:
        found[mark.lines].add(mark.last)
    return dict(found)


def _take(each: Seal, told: Covered) -> None:
    """Add what one seal says; where it is not what it was, that is told instead."""
    content, name = each.path.read_bytes(), f"{FOLDER}/{each.path.name}"
    if hashlib.sha256(content).hexdigest() != each.digest:
        told.faults.append(f"{name} was changed: its content is not what it is named for")
        return
    try:
        manifest = json.loads(content)
        before, told.at = str(manifest["before"]), str(manifest["at"])
        for file, one in manifest["ledger"].items():
            torn = one.get("torn") or {"size": 0, "sha256": ""}
            mark = Mark(int(one["lines"]), str(one["last"]), int(torn["size"]), str(torn["sha256"]))
            told.marks[file].append(mark)
        for file, one in manifest["bodies"].items():
            told.sizes[file][int(one["size"])].add(str(one["sha256"]))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        told.faults.append(f"{name} is no seal of a run: it was added")
        return
    if before and before not in told.begins:
        told.faults.append(f"{FOLDER}: the seal before number {each.number} ({before}) is gone")
