"""How quick ``validate`` is, warm and cold, and how big, beside the official validator and pyrofile-validator."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figure import Figure
from benchmarks.processes import HARNESS, environment, watched
from benchmarks.rivals import Rival, java, pyrofile
from benchmarks.samples import bundle, patient
from harness.conformance import validate
from harness.conformance.packages import cache
from tests.peers.peer import PeerMissing

PATIENTS, BUNDLES, ROUNDS, RUNS = 200, 8, 9, 4
MEGABYTE = 1_000_000


def figures() -> Iterator[Figure]:
    """The limits of issue 3. What is warm is measured by the processor, on one core."""
    core = cache.kept(cache.CORE, cache.CORE_VERSION)
    if not core.exists():
        yield Figure("validate", "not measured: run `harness definitions`")
        return
    patients, bundles = [patient(one) for one in range(PATIENTS)], [bundle(one) for one in range(BUNDLES)]
    if any(issue.severity in ("error", "fatal") for one in (*patients, *bundles) for issue in validate(one)):
        raise RuntimeError("a sample is not valid: its figures would say nothing")
    rivals = list(_rivals([*patients, *bundles]))
    yield _rate("small Patients a second", _best(patient, PATIENTS), 2000, rivals, slice(0, PATIENTS))
    yield _rate("Bundles of 50 entries a second", _best(bundle, BUNDLES), 30, rivals, slice(PATIENTS, None))
    yield from _cold(core, rivals)
    yield from _memory(rivals)


def _rivals(resources: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Rival | None, str]]:
    """The name of each, how it went, and why it did not."""
    asked: dict[str, Callable[[], Rival]] = {
        "Java": lambda: java([json.dumps(one) for one in resources]),
        "pyrofile": lambda: pyrofile(resources),
    }
    for name, ask in asked.items():
        try:
            yield name, ask(), ""
        except PeerMissing as missing:
            print(f"{name} is not measured: {missing}", file=sys.stderr)
            yield name, None, "missing"


def _beside(rivals: Sequence[tuple[str, Rival | None, str]], told: Callable[[Rival], str]) -> str:
    return ", ".join(f"{name} {told(one) if one else why}" for name, one, why in rivals)


def _rate(what: str, ours: float, limit: int, rivals: Sequence[tuple[str, Rival | None, str]], part: slice) -> Figure:
    beside = _beside(rivals, lambda one: f"{1 / median(one.seconds[part]):.0f}")
    best = max((1 / median(one.seconds[part]) for _, one, _ in rivals if one), default=0)
    ratio = f"{ours / best:.1f}" if best else ""
    return Figure(f"validate, warm: {what}", f"{ours:.0f}", beside, ratio, f"{limit}", ours >= limit)


def _best(make: Callable[[int], dict[str, Any]], count: int) -> float:
    """How many a second of the processor, in the best of several rounds; no resource comes twice."""
    seconds = []
    for number in range(1, ROUNDS + 1):
        resources = [make(number * count + one) for one in range(count)]
        gc.collect()
        begin = time.process_time()
        for one in resources:
            validate(one)
        seconds.append(time.process_time() - begin)
    return count / min(seconds)


def _cold(core: Path, rivals: Sequence[tuple[str, Rival | None, str]]) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "patient.json"
        file.write_text(json.dumps(patient(1)), "utf-8")
        judge = (*HARNESS, "validate", str(file))
        warm = min(_run(judge) for _ in range(RUNS))
        empty = {"HARNESS_CACHE": str(Path(folder) / "cache")}
        none = _run((*HARNESS, "definitions", "--from", str(core)), **empty) + _run(judge, **empty)
    beside = _beside(rivals, lambda one: f"{one.first:.1f} s")
    yield Figure("harness validate, one Patient, warm cache", f"{warm:.2f} s", beside, "", "1 s", warm <= 1)
    yield Figure("the same with no cache, definitions from a file", f"{none:.1f} s", "", "", "10 s", none <= 10)


def _run(command: Sequence[str], **more: str) -> float:
    seen = watched(command, **more)
    if seen.exit:
        raise RuntimeError(f"{' '.join(command)} ended with {seen.exit}: its figure would say nothing")
    return seen.seconds


def _memory(rivals: Sequence[tuple[str, Rival | None, str]]) -> Iterator[Figure]:
    command = [sys.executable, "-m", "benchmarks.validation_memory"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    told = json.loads(done.stdout.splitlines()[-1])
    most, grown = told["more"] / MEGABYTE, (told["more"] - told["first"]) / MEGABYTE
    beside = _beside(rivals, lambda one: f"{one.memory / MEGABYTE:.0f} MB, the core alone")
    what = f"memory, R4 and three packages, {told['profiles']} profiles in use"
    yield Figure(what, f"{most:.0f} MB", beside, "", "300 MB", most <= 300)
    yield Figure("what ten thousand more resources add to it", f"{grown:.0f} MB", "", "", "10 MB", grown <= 10)
