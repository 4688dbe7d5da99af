"""The library against sekmet-fhir, per exchange with its checks, beside SEKMET's own scenarios on the same server."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.processes import environment
from tests.peers.peer import PeerMissing
from tests.peers.sekmet import program, sekmet

ROUNDS = 5
CLOCKS = {"unwaited": "wall less waits", "processor": "processor", "wall": "wall with the server"}
THEIRS = Path(__file__).with_name("sekmet_client.py")


def figures() -> Iterator[Figure]:
    """The limit of issue 2: at most half the wall and processor time of SEKMET's own, start-up and waits left out."""
    try:
        python = next(one for one in sorted(program().parent.glob("python*")) if one.stem == "python")
    except PeerMissing as missing:
        yield Figure("the library against sekmet-fhir", f"not measured: {missing}")
        return
    ours, theirs = [], []
    with sekmet(told_its_address=True) as base:
        for _ in range(ROUNDS):
            theirs.append(_measured([str(python), "-P", str(THEIRS), base]))
            ours.append(_measured([sys.executable, "-m", "benchmarks.harness_client", base, "runs"]))
    yield from _compared(
        ours, [one["checked"] for one in theirs], "an exchange with its checks", limited=("unwaited", "processor")
    )
    yield from _compared(ours, [one["all"] for one in theirs], "any exchange", limited=())


def _compared(
    ours: list[dict[str, Any]], theirs: list[dict[str, Any]], what: str, *, limited: tuple[str, ...]
) -> Iterator[Figure]:
    """The best of each, an exchange."""
    for clock, words in CLOCKS.items():
        mine, rival = (min(one[clock] / one["exchanges"] for one in many) for many in (ours, theirs))
        checks = [f"{many[0]['checks'] / many[0]['exchanges']:.1f}" for many in (ours, theirs)]
        name = f"{what}, {checks[0]} checks (SEKMET {checks[1]}): {words}"
        limit, met = ("0.5", mine <= rival / 2) if clock in limited else ("", None)
        yield Figure(name, f"{mine * 1000:.2f} ms", f"SEKMET {rival * 1000:.2f} ms", f"{mine / rival:.2f}", limit, met)


def _measured(command: list[str]) -> dict[str, Any]:
    """What a client prints of itself, played in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        here = {**environment(), "PYTHONPATH": str(Path(__file__).parents[1])}
        done = subprocess.run(command, cwd=folder, env=here, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[:3]} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
