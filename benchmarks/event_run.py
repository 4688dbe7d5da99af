"""An event played against systems that answer late: its wall beside that of one alone, and what each play costs.

`--count` says how many participants come; 50 is what the limit is set for, and takes half an hour on two cores.
"""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from tomllib import loads
from urllib.request import Request, urlopen

import psutil

from benchmarks.figure import Figure
from benchmarks.processes import HARNESS, watched
from harness.evidence.history import past

PARTICIPANTS, SCENARIOS, LATE = 10, 200, 0.2
EXCHANGES = 2
"""In each scenario: a feed and a search."""
WALL, MEMORY = 1.2, 1_000_000_000
"""Times the slowest alone, and bytes."""
HEAD = '''"""Many scenarios (CRWF-1)."""

from harness import given, patients, then, verifies, when
from harness.checks import fhir, http
from harness.transactions import MobilePatientDemographicsQuery, PatientIdentityFeed
'''
SCENARIO = """

@verifies("104-01", "78-01")
def test_number_{number}(point_of_service, client_registry):
    with given("somebody new"):
        somebody = patients.unseen()
    with when("she is fed and asked for"):
        feed = point_of_service.sends(PatientIdentityFeed(somebody), to=client_registry)
        query = point_of_service.sends(MobilePatientDemographicsQuery(feed.patient.identifier), to=client_registry)
    with then(client_registry).shall("create her", "104-01"):
        http.answered(feed.response, 201)
    with then(client_registry).shall("find her", "78-01"):
        fhir.returns_patients(query.response, count=1)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that is over: its seconds, those until all was played, those of the processor for it, its most bytes.

    `systems` are the seconds of the processor of those that it was played against, on the same cores.
    """

    seconds: float
    playing: float
    processor: float
    systems: float
    memory: int


def figures(count: int = PARTICIPANTS) -> Iterator[Figure]:
    """The limits of issue 6: the wall at most 1.2 times the slowest alone on two cores, under 1 GB."""
    half = max(1, count // 2)
    with TemporaryDirectory() as place:
        folder = Path(place)
        text = HEAD + "".join(SCENARIO.format(number=number) for number in range(SCENARIOS))
        (folder / "test_many.py").write_text(text, encoding="utf-8")
        alone, few, many = (_played(folder, number) for number in (1, half, count))
        bare = _bare(folder, count)
    yield from _walls(f"{count} participants, {SCENARIOS} scenarios each, {LATE * 1000:.0f} ms away", alone, many)
    each, least, theirs = (one / count / SCENARIOS * 1000 for one in (many.processor, bare, many.systems))
    yield Figure("processor for each play", f"{each:.1f} ms", f"bare requests {least:.1f} ms", f"{each / least:.1f}")
    yield Figure("processor of the systems for each play, on the same cores", f"{theirs:.1f} ms")
    yield Figure(
        "memory at its most", _mb(many.memory), f"alone {_mb(alone.memory)}", "", "1000 MB", many.memory < MEMORY
    )
    if count > half:
        grown = (many.processor - few.processor) / (count - half) / (few.processor / half)
        yield Figure("processor for each one more, of that before", f"{grown:.2f}")
        more = (many.memory - few.memory) / (count - half)
        yield Figure("memory for each one more", _mb(more), f"with {half} {_mb(few.memory)}")


def _walls(what: str, alone: Ran, many: Ran) -> Iterator[Figure]:
    """The whole wall, and its two parts: playing, and drawing the report."""
    ratio = many.seconds / alone.seconds
    yield Figure(
        f"{what}: wall", f"{many.seconds:.0f} s", f"alone {alone.seconds:.0f} s", f"{ratio:.2f}", "1.2", ratio <= WALL
    )
    ratio = many.playing / alone.playing
    yield Figure("wall until all was played", f"{many.playing:.0f} s", f"alone {alone.playing:.0f} s", f"{ratio:.2f}")
    drawn, beside = many.seconds - many.playing, alone.seconds - alone.playing
    yield Figure("wall of the drawing of the report", f"{drawn:.0f} s", f"alone {beside:.0f} s")


def _mb(size: float) -> str:
    return f"{size / 1e6:.0f} MB"


@contextlib.contextmanager
def _systems(folder: Path, count: int) -> Iterator[tuple[Path, psutil.Process]]:
    file = folder / f"{count}.toml"
    command = [sys.executable, "-m", "benchmarks.late", str(count), str(LATE), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            yield file, psutil.Process(child.pid)
        finally:
            child.kill()


def _played(folder: Path, count: int) -> Ran:
    with _systems(folder, count) as (file, systems):
        before, theirs = _children(), _used(systems)
        reports = folder / f"reports-{count}"
        words = ("run", str(folder / "test_many.py"), "--participants", str(file), "--listen-port", "0")
        workers = ("--workers", "2") if count > 1 else ()
        seen = watched([*HARNESS, *words, "--reports", str(reports), *workers])
        (ended,) = (past(one.parent).facts["end"]["at"] for one in reports.glob("*/ledger"))
        return Ran(seen.seconds, ended - seen.begun, _children() - before, _used(systems) - theirs, seen.most_memory)


def _bare(folder: Path, count: int) -> float:
    """Seconds of the processor in which as many requests are sent and answered, and nothing is judged or kept."""
    with _systems(folder, count) as (file, _):
        bases = [one["endpoints"]["fhir"] for one in loads(file.read_text(encoding="utf-8"))["participants"]]
        begun = time.process_time()
        with ThreadPoolExecutor(count) as threads:
            list(threads.map(_ask_often, bases))
        return time.process_time() - begun


def _ask_often(base: str) -> None:
    for _ in range(SCENARIOS * EXCHANGES):
        with urlopen(Request(f"{base}/Patient?family=Nobody"), timeout=30) as answer:
            answer.read()


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _used(process: psutil.Process) -> float:
    """Seconds of the processor that a process has had."""
    used = process.cpu_times()
    return float(used.user + used.system)
