"""Says whether the evidence of a run is what was sealed, and where it is not. Reads; changes nothing, judges nobody.

What no seal covers yet is followed line by line from where the seal ends, and from the seal itself where a writer
began after it: a line that was changed no longer fits the next. Only the last line of all has no next one, so
whatever no seal covers is told as `uncovered`, not as whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import UsageError
from harness.evidence.covered import Covered, covered
from harness.evidence.verified_bodies import Body, body_faults
from harness.evidence.verified_lines import follow


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
    sealed = covered(folder)
    known = sealed.seals
    if not known and not any((folder / "ledger").glob("*.jsonl")):
        raise UsageError(f"{folder}: expected the folder of a run, with ledger/*.jsonl in it; found none")
    told = Verification(seal=known[-1].digest if known else "", at=sealed.at)
    if seal and not any(each.digest.startswith(seal) for each in known):
        told.changes.append(f"the seal {seal} is none of this run's: this is another run, or it was written anew since")
    told.changes += sealed.faults
    _look(folder, sealed, told)
    if not known:
        told.uncovered.append("the run was never sealed: it is still going on, or was cut off")
    return told


def _look(folder: Path, sealed: Covered, told: Verification) -> None:
    """All files that are there, and those that ought to be."""
    bodies: dict[str, list[Body]] = {}
    for name in _names(folder / "ledger", sealed.marks, told):
        line = follow(folder / "ledger" / name, sealed.marks.get(name, []), sealed.begins)
        told.files, told.lines = told.files + 1, told.lines + line.count
        told.changes += line.changes
        told.uncovered += line.uncovered
        bodies[f"{Path(name).stem}.bin"] = line.bodies
    for name in _names(folder / "bodies", sealed.sizes, told):
        if name not in bodies:
            told.changes.append(f"bodies/{name} belongs to no file of the ledger: it was added")
        found = body_faults(folder / "bodies" / name, sealed.sizes.get(name, {}), bodies.pop(name, []))
        told.bodies += (folder / "bodies" / name).stat().st_size
        told.changes += found.changes
        told.uncovered += found.uncovered
    told.changes += [f"bodies/{name} is gone" for name, left in bodies.items() if left and name not in sealed.sizes]


def _names(folder: Path, known: Mapping[str, Any], told: Verification) -> Iterator[str]:
    """The files in `folder` that evidence lies in; those that are gone, or have no business there, are told."""
    suffix = {"ledger": ".jsonl", "bodies": ".bin"}[folder.name]
    there = {path.name for path in folder.glob("*")}
    told.changes += [f"{folder.name}/{name} is gone" for name in sorted({*known} - there)]
    for name in sorted(there):
        if name.endswith(suffix) and (folder / name).is_file():
            yield name
        else:
            told.changes.append(f"{folder.name}/{name} is no evidence of a run: it was added")
