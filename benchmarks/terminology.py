"""Expansions and validations of the terminology service mock over HTTP, beside a bare endpoint of the same stack."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from benchmarks.driver import Driver, get, put
from benchmarks.figure import Figure
from benchmarks.processes import HARNESS, serving

CODES, VALIDATIONS, ROUNDS, CONNECTIONS = 1_000, 4_000, 5, 4
SYSTEM, SET = "http://example.org/benchmark/system", "http://example.org/benchmark/set"


def figures() -> Iterator[Figure]:
    """The limits of issue 5: 20 ms an expansion of 1,000 codes, 2,000 validations a second."""
    with serving(*HARNESS, "mock", "terminology-service") as base, Driver(base, CONNECTIONS) as driver:
        path = urlsplit(base).path
        driver.drive([put(f"{path}/{one['resourceType']}/benchmark", json.dumps(one).encode()) for one in _resources()])
        with Driver(base, 1) as alone:
            yield _expansion(alone, path)
        asked = [get(f"{path}/ValueSet/$validate-code?{_question(number % CODES)}") for number in range(VALIDATIONS)]
        size = driver.drive(asked[:100]).bytes_each
        with serving(sys.executable, "-m", "benchmarks.bare", str(size)) as bare, Driver(bare, CONNECTIONS) as beside:
            yield _validations(asked, driver, beside)


def _expansion(alone: Driver, path: str) -> Figure:
    asked = [get(f"{path}/ValueSet/$expand?url={quote(SET)}")]
    took = min(1000 / alone.drive(asked).a_second for _ in range(10 * ROUNDS))
    return Figure(f"ms for an expansion of {CODES:,} codes", f"{took:.1f}", "", "", "20", took <= 20)


def _validations(asked: list[bytes], driver: Driver, beside: Driver) -> Figure:
    ours = bare = 0.0
    for _ in range(ROUNDS):
        ours = max(ours, driver.drive(asked).a_second)
        bare = max(bare, beside.drive([get("/")] * len(asked)).a_second)
    beside_it = f"bare {bare:.0f}"
    return Figure(
        "validations of a code a second", f"{ours:.0f}", beside_it, f"{ours / bare:.2f}", "2000", ours >= 2000
    )


def _question(number: int) -> str:
    display = quote(f"Concept number {number}")
    return f"url={quote(SET)}&system={quote(SYSTEM)}&code=c{number}&display={display}"


def _resources() -> list[dict[str, object]]:
    concepts = [{"code": f"c{number}", "display": f"Concept number {number}"} for number in range(CODES)]
    known = {"version": "1", "name": "Benchmark", "status": "active"}
    return [
        {"resourceType": "CodeSystem", "url": SYSTEM, **known, "content": "complete", "concept": concepts},
        {"resourceType": "ValueSet", "url": SET, **known, "compose": {"include": [{"system": SYSTEM}]}},
    ]
