"""Seals a run: a manifest of all evidence that is there, known by its digest.

Knows files and digests, not what they say.

::

    RUN/seals/<number>-<sha256 of this file>.json
        {"format": …, "run": …, "number": 2, "before": "<the seal before it>", "at": …, "versions": {…},
         "ledger": {"main.jsonl": {"lines": 412, "last": "<digest of line 412>"}},
         "bodies": {"main.bin": {"size": 120233, "sha256": "…"}}}

A run is sealed when it ends, and again when something came after: what is judged anew, what people say. A seal covers
the beginning of each file, up to where it ended then, so that a writer may go on; each names the one before. Whoever
keeps the newest seal, 64 signs, can tell years later that nothing was changed (`verification`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from harness.errors import UsageError
from harness.evidence.ledger import digest
from harness.evidence.seals import FOLDER, seals
from harness.evidence.verification import verified

FORMAT: Final = "openhie-connectathon-seal"


def seal(folder: Path, *, versions: Mapping[str, str], changes: Iterable[str] | None = None) -> str:
    """Seal the run in `folder` as it stands, and return the seal; the one that it has, where nothing came since.

    `versions` are those of what seals; `changes` what `verified` has found, where somebody looked just now. A
    UsageError where there is no run, where something was changed since it was sealed before (a seal must not make that
    good), and where it cannot be written.
    """
    known = seals(folder)
    if changes := list(verified(folder).changes if changes is None else changes):
        raise UsageError(*(f"{folder}: not sealed: {one}" for one in changes))
    ledger = {path.name: _lines(path) for path in sorted((folder / "ledger").glob("*.jsonl"))}
    bodies = {path.name: _bytes(path) for path in sorted((folder / "bodies").glob("*.bin"))}
    if known and _covers(known[-1].path, ledger, bodies):
        return known[-1].digest
    number = known[-1].number + 1 if known else 1
    manifest = {
        "format": FORMAT,
        "version": 1,
        "run": folder.resolve().name,
        "number": number,
        "before": known[-1].digest if known else "",
        "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "versions": dict(versions),
        "ledger": ledger,
        "bodies": bodies,
    }
    return _written(folder / FOLDER, number, json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n")


def _covers(path: Path, ledger: Mapping[str, Any], bodies: Mapping[str, Any]) -> bool:
    told = json.loads(path.read_bytes())
    return bool(told["ledger"] == ledger and told["bodies"] == bodies)


def _written(folder: Path, number: int, content: bytes) -> str:
    """Write a manifest whole or not at all; its digest."""
    name = digest(content)
    part = folder / f".{number}-{os.getpid()}"
    try:
        folder.mkdir(exist_ok=True)
        part.write_bytes(content)
        part.replace(folder / f"{number}-{name}.json")
    except OSError as error:
        raise UsageError(f"{folder}: the seal cannot be written ({error.strerror})") from error
    return name


def _lines(path: Path) -> dict[str, Any]:
    """How many whole lines a ledger file has and the digest of the last; what is torn behind it by itself."""
    count, last, torn = 0, b"", b""
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                count, last = count + 1, line
            else:
                torn = line
    told: dict[str, Any] = {"lines": count, "last": digest(last) if count else ""}
    return told | ({"torn": {"size": len(torn), "sha256": digest(torn)}} if torn else {})


def _bytes(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        told = hashlib.file_digest(file, "sha256").hexdigest()
        return {"size": file.tell(), "sha256": told}
