"""Looks whether the bodies of one writer are what was sealed, and what the ledger's lines say. Knows bytes alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import IO, NamedTuple

from harness.evidence.ledger import digest

PIECE = 1 << 20


class Body(NamedTuple):
    """A body that a line of the ledger names: its digest, where it begins and how many bytes it has."""

    line: int
    sha256: str
    at: int
    size: int


class Faults(NamedTuple):
    """What was changed in a file of bodies, and what no seal covers, in words."""

    changes: list[str]
    uncovered: list[str]


def body_faults(path: Path, sealed: Mapping[int, Set[str]], bodies: Iterable[Body]) -> Faults:
    """Look at the file at `path`. `sealed` is what seals say: the digests of its first so many bytes."""
    found = Faults([], [])
    end, covered, name = path.stat().st_size, max(sealed, default=0), f"bodies/{path.name}"
    named = {one[1:]: one for one in sorted(bodies, reverse=True)}.values()  # of those kept twice the first line
    with path.open("rb") as file:
        if end < covered:
            found.changes.append(f"{name} ends after {end} bytes; {covered} were sealed")
        elif _digests(file, sealed) != dict(sealed):
            wrong = [f"{name}: {_wrong(one)}" for one in sorted(named) if not _is_there(file, one)]
            found.changes.extend(wrong or [f"{name}: {_loose(sealed)}"])
            return found
        after = sorted((one for one in named if one.at + one.size > covered or end < covered), key=lambda one: one.at)
        found.changes.extend(f"{name}: {_wrong(one)}" for one in after if not _is_there(file, one))
    loose = max(end - covered, 0) - sum(one.size for one in after if one.at + one.size <= end)
    if loose > 0:
        found.uncovered.append(f"{name}: {loose} bytes that no line names: a writer was stopped before it named them")
    return found


def _digests(file: IO[bytes], sizes: Iterable[int]) -> dict[int, Set[str]]:
    """The digest of the first so many bytes, for each of `sizes`, in one go."""
    found: dict[int, Set[str]] = {}
    state, at = hashlib.sha256(), 0
    for size in sorted(sizes):
        while at < size:
            piece = file.read(min(PIECE, size - at))
            state.update(piece)
            at += len(piece)
        found[size] = {state.hexdigest()}
    return found


def _is_there(file: IO[bytes], body: Body) -> bool:
    if body.at + body.size > os.fstat(file.fileno()).st_size:
        return False
    file.seek(body.at)
    return digest(file.read(body.size)) == body.sha256


def _loose(sealed: Mapping[int, Set[str]]) -> str:
    if any(len(digests) > 1 for digests in sealed.values()):
        return "two seals contradict each other about it: one of them was added"
    return "bytes that no line names were changed"


def _wrong(body: Body) -> str:
    return f"the {body.size} bytes at {body.at}, which line {body.line} of its ledger file names, were changed"
