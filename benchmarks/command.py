"""What a person waits for: ``harness --help``, the first verdict of ``harness run``, a whole rehearsal, its memory."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.processes import HARNESS, Seen, watched
from harness.evidence.reading import read
from harness.evidence.record import Ending

HELPS, RUNS = 10, 4
MEGABYTE = 1_000_000


def figures() -> Iterator[Figure]:
    """The limits of issue 2: 0.3 s, 3 s, 20 s on two cores, 300 MB for all processes together."""
    bare = min(watched([sys.executable, "-c", "import click"]).seconds for _ in range(HELPS))
    told = min(watched([*HARNESS, "--help"]).seconds for _ in range(HELPS))
    yield Figure("harness --help", f"{told:.2f} s", f"import click {bare:.2f} s", "", "0.3 s", told <= 0.3)
    seen = [_rehearsed() for _ in range(RUNS)]
    first = min(after for _, after, _ in seen)
    whole = min(one.seconds for one, _, _ in seen)
    most = max(one.most_memory for one, _, _ in seen) / MEGABYTE
    plays = seen[0][2]
    yield Figure("harness run: first verdict", f"{first:.2f} s", "", "", "3 s", first <= 3)
    yield Figure(f"harness run: rehearsal, {plays} plays, report", f"{whole:.1f} s", "", "", "20 s", whole <= 20)
    yield Figure("memory of a rehearsal, all processes", f"{most:.0f} MB", "", "", "300 MB", most <= 300)


def _rehearsed() -> tuple[Seen, float, int]:
    """A rehearsal, the seconds until its first verdict was written down, and how many plays it had."""
    with tempfile.TemporaryDirectory() as reports:
        seen = watched([*HARNESS, "run", "--reports", reports])
        if seen.exit != 0:
            raise RuntimeError(f"the rehearsal ended with {seen.exit}: its figures would say nothing")
        run = next(one.parent for one in Path(reports).glob("*/ledger"))
        endings = [one.at for one in read(run).records if isinstance(one, Ending)]
    return seen, min(endings) - seen.begun, len(endings)
