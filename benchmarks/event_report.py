"""The report of a great event, 50 systems in 200 scenarios with 1 GB of bodies: seconds, memory, pages in Chromium."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.invented_event import invent, names, weight
from benchmarks.processes import HARNESS, environment, watched
from harness.event import Event, snapshot
from harness.evidence.reading import Evidence, read

SYSTEMS, SCENARIOS, BODIES = 50, 200, 1_000_000_000
FEW, MANY = 10, 100
MEGABYTE, KILOBYTE = 1_000_000, 1_000
PYTEST = """
import pytest

@pytest.mark.parametrize("system", range({systems}))
@pytest.mark.parametrize("scenario", range({scenarios}))
def test_play(system, scenario):
    assert (system + scenario) % 40, "Bundle.entry[3].resource.name: expected a family name, found nothing"
"""


def figures() -> Iterator[Figure]:
    """The limits of issue 6: 30 s, 500 MB, overview under 300 KB and there in 2 s, every page within 1 s."""
    with tempfile.TemporaryDirectory() as folder:
        rehearsed = _rehearsed(Path(folder))
        yield from _great(rehearsed, Path(folder) / "great")
        shutil.rmtree(Path(folder) / "great")
        yield from _growth(rehearsed, Path(folder))


def _rehearsed(folder: Path) -> Evidence:
    reports = folder / "rehearsal"
    subprocess.run([*HARNESS, "run", "--reports", str(reports)], check=True, capture_output=True, env=environment())
    return read(next(one.parent for one in reports.glob("*/ledger")))


def _great(rehearsed: Evidence, reports: Path) -> Iterator[Figure]:
    run = _invented(rehearsed, reports, systems=SYSTEMS, scenarios=SCENARIOS, size=BODIES)
    bodies, lines = weight([run / "bodies"]) / MEGABYTE, weight([run / "ledger"]) / MEGABYTE
    told = f"{SYSTEMS} systems in {SCENARIOS} scenarios, {bodies:.0f} MB of bodies, {lines:.0f} MB of ledger"
    bare, theirs = _pytest_html(reports)
    seen = watched([*HARNESS, "report", str(run)])
    memory = seen.most_memory / MEGABYTE
    beside = f"pytest-html, no bodies {theirs:.0f} s"
    times = f"{seen.seconds / theirs:.2f}"
    yield Figure(f"report of a run: {told}", f"{seen.seconds:.0f} s", beside, times, "30 s", seen.seconds <= 30)
    yield Figure("its memory, all processes together", f"{memory:.0f} MB", "", "", "500 MB", memory <= 500)
    event = watched([*HARNESS, "event", "report", str(_file(reports)), "--reports", str(reports)])
    memory = event.most_memory / MEGABYTE
    yield Figure("report of the event", f"{event.seconds:.1f} s", "", "", "30 s", event.seconds <= 30)
    yield Figure("its memory", f"{memory:.0f} MB", "", "", "500 MB", memory <= 500)
    yield from _pages(reports, run, bare)


def _pages(reports: Path, run: Path, bare: Path) -> Iterator[Figure]:
    overview = reports / "great" / "index.html"
    shown = {page: _shown(page) for page in (overview, bare, *_largest(run / "report"))}
    size, their_size = overview.stat().st_size, bare.stat().st_size
    beside = f"pytest-html {their_size / KILOBYTE:.0f} kB"
    ratio = f"{their_size / size:.0f}"
    smaller = size <= 300_000 and their_size >= 10 * size
    yield Figure("overview of the event", f"{size / KILOBYTE:.0f} kB", beside, ratio, "300 kB, 10 times", smaller)
    ours, theirs = shown[overview], shown[bare]
    quicker = ours <= 2 and theirs >= 10 * ours
    yield Figure(
        "opened in Chromium", f"{ours:.2f} s", f"{theirs:.1f} s", f"{theirs / ours:.0f}", "2 s, 10 times", quicker
    )
    slowest = max(seconds for page, seconds in shown.items() if page not in (overview, bare))
    yield Figure("slowest of the largest pages of the run", f"{slowest:.2f} s", "", "", "1 s", slowest <= 1)


def _largest(report: Path) -> list[Path]:
    """The largest page of each kind: those of systems, plays, exchanges, and those that stand above them."""
    kinds: dict[Path, Path] = {}
    for page in report.rglob("*.html"):
        if page.parent not in kinds or page.stat().st_size > kinds[page.parent].stat().st_size:
            kinds[page.parent] = page
    return list(kinds.values())


def _shown(page: Path) -> float:
    """Seconds until Chromium has loaded `page` and laid it out; the best of three."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        tab = chromium.new_page()
        seconds = []
        for _ in range(3):
            begin = time.perf_counter()
            tab.goto(page.as_uri(), timeout=120_000)
            tab.evaluate("document.body.getBoundingClientRect().height")
            seconds.append(time.perf_counter() - begin)
        chromium.close()
    return min(seconds)


def _pytest_html(folder: Path) -> tuple[Path, float]:
    """As many results in a report of pytest-html, and the seconds that pytest took over it."""
    tests = folder / "test_many.py"
    tests.write_text(PYTEST.format(systems=SYSTEMS, scenarios=SCENARIOS), encoding="utf-8")
    page = folder / "pytest.html"
    options = ["-p", "no:harness", "--tb=line", "-q", "--self-contained-html", f"--html={page}"]
    command = [sys.executable, "-m", "pytest", *options, str(tests)]
    begin = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True, env=environment(), cwd=folder)
    return page, time.perf_counter() - begin


def _growth(rehearsed: Evidence, folder: Path) -> Iterator[Figure]:
    """From 10 systems to 100: how much longer, how much more memory."""
    seen = {}
    for systems in (FEW, MANY):
        reports = folder / str(systems)
        run = _invented(rehearsed, reports, systems=systems, scenarios=20, size=systems * MEGABYTE)
        seen[systems] = watched([*HARNESS, "report", str(run)])
    few, many = seen[FEW], seen[MANY]
    times, more = many.seconds / few.seconds, many.most_memory / few.most_memory
    told = f"from {FEW} to {MANY} systems, 20 scenarios each"
    yield Figure(f"time, {told}", f"{many.seconds:.1f} s", f"{few.seconds:.1f} s", f"{times:.1f}", "10", times <= 10)
    memory = f"{many.most_memory / MEGABYTE:.0f} MB", f"{few.most_memory / MEGABYTE:.0f} MB"
    yield Figure(f"memory, {told}", *memory, f"{more:.1f}", "2", more <= 2)


def _invented(rehearsed: Evidence, reports: Path, *, systems: int, scenarios: int, size: int) -> Path:
    day = datetime.date(2027, 3, 15)
    event = Event(name="A great event", slug="great", begins=day, ends=day)
    run = reports / "2027-03-15T09-00-00-0001"
    invent(rehearsed, run, systems=systems, scenarios=scenarios, size=size, event=snapshot(event))
    return run


def _file(reports: Path) -> Path:
    """The event's own file, with all its systems."""
    path = reports / "event.toml"
    head = '[event]\nname = "A great event"\nslug = "great"\nbegins = 2027-03-15\nends = 2027-03-15\n'
    systems = (f'\n[[participants]]\nname = "{name}"\nactors = ["client_registry"]\n' for name in names(SYSTEMS))
    fhir = 'endpoints.fhir = "http://127.0.0.1:9/fhir"\n'
    path.write_text(head + "".join(one + fhir for one in systems), encoding="utf-8")
    return path
