"""A directory with the made-up country in it: how long it takes to load, how big it is, and its searches a second."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psutil

from benchmarks.driver import Driver, get
from benchmarks.figure import Figure
from benchmarks.processes import HARNESS, serving
from harness import folders

SEARCHES, ROUNDS, CONNECTIONS = 300, 5, 4
SECONDS, MEGABYTES, A_SECOND = 10, 300, 500
Resource = dict[str, Any]


def figures() -> Iterator[Figure]:
    """The limits of issue 5: 10 s and 300 MB to load, 500 searches a second."""
    chance, country = random.Random("directory"), folders.fixtures() / "country"
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder) / "directory.toml"
        described.write_text(f"load = [{json.dumps(str(country))}]\n", encoding="utf-8")
        begin = time.perf_counter()
        with serving(*HARNESS, "mock", "interlinked-registry", "--config", str(described)) as base:
            took, mock = time.perf_counter() - begin, psutil.Process().children()[0]
            processor = _processor(mock)
            yield Figure(
                "a directory with the country loaded, from nothing",
                f"{took:.1f} s, {processor:.1f} s of the processor",
                limit=f"{SECONDS} s",
                met=took <= SECONDS,
            )
            with Driver(base, CONNECTIONS) as driver:
                yield from _searched(driver, mock, _searches(urlsplit(base).path, country, chance))
            size = mock.memory_info().rss / 1e6
            yield Figure("its memory after that", f"{size:.0f} MB", limit=f"{MEGABYTES} MB", met=size <= MEGABYTES)


def _searched(driver: Driver, mock: psutil.Process, kinds: dict[str, list[bytes]]) -> Iterator[Figure]:
    sizes = {kind: driver.drive(searches[:100]).bytes_each for kind, searches in kinds.items()}
    size = str(sizes["all of them mixed"])
    with serving(sys.executable, "-m", "benchmarks.bare", size) as bare, Driver(bare, CONNECTIONS) as beside:
        for kind, searches in kinds.items():
            ours = other = 0.0
            begin = _processor(mock)
            for _ in range(ROUNDS):
                ours = max(ours, driver.drive(searches).a_second)
                other = max(other, beside.drive([get("/")] * len(searches)).a_second)
            figure = f"{ours:.0f}, {len(searches) * ROUNDS / (_processor(mock) - begin):.0f} of its processor"
            limit = str(A_SECOND) if kind == "all of them mixed" else ""
            what, met = f"directory searches a second, {kind}", ours >= A_SECOND if limit else None
            yield Figure(what, figure, f"bare {other:.0f}", f"{ours / other:.2f}", limit, met)


def _processor(process: psutil.Process) -> float:
    """Seconds of the processor that a process has had."""
    times = process.cpu_times()
    return times.user + times.system


def _searches(path: str, country: Path, chance: random.Random) -> dict[str, list[bytes]]:
    """Searches of each kind, of what is there, in the order of chance."""
    places = [one for one in _resources(country / "Location.ndjson") if "position" in one and "identifier" in one]
    roles = [one for one in _resources(country / "PractitionerRole.ndjson") if "organization" in one]
    people = list(_resources(country / "Practitioner.ndjson"))
    where, who, what = ([chance.choice(each) for _ in range(SEARCHES)] for each in (places, people, roles))
    kinds = {
        "a facility by identifier": [f"Location?identifier={_token(one)}" for one in where],
        "facilities by the beginning of a name": [f"Location?name={quote(one['name'][:4])}" for one in where],
        "facilities by a part of a name": [f"Location?name:contains={quote(one['name'][2:6])}" for one in where],
        "facilities within 20 km": [f"Location?near={_point(one)}|20|km" for one in where],
        "a facility and its pair": [
            f"Location?organization=Organization/{one['id']}&_include=Location:organization" for one in where
        ],
        "facilities by the name of their organization": [
            f"Location?organization.name={quote(one['name'][:6])}" for one in where
        ],
        "the workers of a facility, and who they are": [
            f"PractitionerRole?organization={one['organization']['reference']}&_include=PractitionerRole:practitioner"
            for one in what
        ],
        "workers by where they work (_has)": [
            f"Practitioner?_has:PractitionerRole:practitioner:organization={one['organization']['reference']}"
            for one in what
        ],
        "workers by name, with their roles": [
            f"Practitioner?family={quote(one['name'][0]['family'])}&_revinclude=PractitionerRole:practitioner"
            for one in who
        ],
        "facilities that are active, in the order of their names": ["Location?status=active&_sort=name" for _ in where],
    }
    asked = {kind: [get(f"{path}/{query}") for query in queries] for kind, queries in kinds.items()}
    mixed = [one for searches in asked.values() for one in searches]
    chance.shuffle(mixed)
    return {"all of them mixed": mixed, **asked}


def _resources(file: Path) -> Iterator[Resource]:
    return map(json.loads, file.read_text(encoding="utf-8").splitlines())


def _token(resource: Resource) -> str:
    return quote(f"{resource['identifier'][0]['system']}|{resource['identifier'][0]['value']}")


def _point(resource: Resource) -> str:
    return f"{resource['position']['latitude']}|{resource['position']['longitude']}"
