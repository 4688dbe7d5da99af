"""Says whether the evidence of a run is what was sealed, and where it is not. Reads; changes nothing, judges nobody.

What no seal covers yet is followed line by line from where the seal ends, and from the seal itself where a writer
began after it: a line that was changed no longer fits the next. Only the last line of all has no next one, so
whatever no seal covers is told as `uncovered`, not as whole.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.evidence.seals import FOLDER, Seal, seals
from harness.evidence.verified_bodies import Body, body_faults
from harness.evidence.verified_lines import Mark, follow


@dataclass(slots=True)
class Verification:
    """What became of a run's evidence.

    `changes` says what was changed since it was written, and where; `uncovered` what no seal covers yet; both in
    words. `lines`, `bodies` (bytes) and `files` (of the ledger) count what was looked at. `seal` is the newest, "" for
    none, and `at` when it was made.
    """

    changes: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    files: int = 0
    lines: int = 0
    bodies: int = 0
    seal: str = ""
    at: str = ""


def verified(folder: Path, *, seal: str = "") -> Verification:
    """Look at all evidence of the run in `folder`. A UsageError where there is none.

    `seal` is one that somebody kept, or its beginning: it has to be one of the run's.
    """
    known = seals(folder)
    if not known and not any((folder / "ledger").glob("*.jsonl")):
        raise UsageError(f"{folder}: expected the folder of a run, with ledger/*.jsonl in it; found none")
    told = Verification(seal=known[-1].digest if known else "")
    if seal and not any(each.digest.startswith(seal) for each in known):
        told.changes.append(f"the seal {seal} is none of this run's: this is another run, or it was written anew since")
    covered = _Covered()
    for each in known:
        covered.take(each, {one.digest for one in known}, told)
    _look(folder, covered, {each.digest for each in known}, told)
    if not known:
        told.uncovered.append("the run was never sealed: it is still going on, or was cut off")
    return told


class _Covered:
    """What the seals of a run say, by file."""

    def __init__(self) -> None:
        self.marks: dict[str, list[Mark]] = defaultdict(list)
        self.sizes: dict[str, dict[int, str]] = defaultdict(dict)

    def take(self, each: Seal, known: set[str], told: Verification) -> None:
        """Add what one seal says; where it is not what it was, that is told instead."""
        content, name = each.path.read_bytes(), f"{FOLDER}/{each.path.name}"
        if hashlib.sha256(content).hexdigest() != each.digest:
            told.changes.append(f"{name} was changed: its content is not what it is named for")
            return
        try:
            manifest = json.loads(content)
            before, told.at = manifest["before"], str(manifest["at"])
            for file, one in manifest["ledger"].items():
                torn = one.get("torn") or {"size": 0, "sha256": ""}
                self.marks[file].append(Mark(one["lines"], one["last"], torn["size"], torn["sha256"]))
            for file, one in manifest["bodies"].items():
                self.sizes[file][int(one["size"])] = one["sha256"]
        except (ValueError, KeyError, TypeError, AttributeError):
            told.changes.append(f"{name} is no seal of a run: it was added")
            return
        if before and before not in known:
            told.changes.append(f"{FOLDER}: the seal before number {each.number} ({before}) is gone")


def _look(folder: Path, covered: _Covered, begins: set[str], told: Verification) -> None:
    """All files that are there, and those that ought to be."""
    bodies: dict[str, list[Body]] = {}
    for name in _names(folder / "ledger", covered.marks, told):
        line = follow(folder / "ledger" / name, covered.marks.get(name, []), begins)
        told.files, told.lines = told.files + 1, told.lines + line.count
        told.changes += line.changes
        told.uncovered += line.uncovered
        bodies[f"{Path(name).stem}.bin"] = line.bodies
    for name in _names(folder / "bodies", covered.sizes, told):
        if name not in bodies:
            told.changes.append(f"bodies/{name} belongs to no file of the ledger: it was added")
        found = body_faults(folder / "bodies" / name, covered.sizes.get(name, {}), bodies.pop(name, []))
        told.bodies += (folder / "bodies" / name).stat().st_size
        told.changes += found.changes
        told.uncovered += found.uncovered
    told.changes += [f"bodies/{name} is gone" for name, left in bodies.items() if left and name not in covered.sizes]


def _names(folder: Path, known: Mapping[str, Any], told: Verification) -> Iterator[str]:
    """The files in `folder` that evidence lies in; those that are gone, or have no business there, are told."""
    suffix = {"ledger": ".jsonl", "bodies": ".bin"}[folder.name]
    there = {path.name for path in folder.glob("*")}
    told.changes += [f"{folder.name}/{name} is gone" for name in sorted({*known} - there)]
    for name in sorted(there):
        if name.endswith(suffix):
            yield name
        else:
            told.changes.append(f"{folder.name}/{name} is no evidence of a run: it was added")
