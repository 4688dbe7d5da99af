"""Resources broken in a hundred thousand ways through ``validate``: it never raises, and each takes bounded time.

``--count N`` and ``--seed S`` choose how many, and which. An error that the validator caught itself and told as its own
counts as raised.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.figure import Figure
from benchmarks.mutations import garbled, mutated
from harness.conformance import Issue, validate
from harness.errors import MalformedMessage
from harness.folders import fixtures
from harness.messages.fhir import parse
from harness.messages.fhir.xml_parsing import parsed_tree

COUNT, SEED = 100_000, 1
LONGEST = 5.0
"""Seconds of the processor that one resource may take, what is compiled the first time included."""
GARBLED = 0.1
"""The share that is changed as bytes instead of values; XML always is."""
TOLD = 20
SHOWN = 3000


@dataclass(frozen=True, slots=True)
class Seed:
    """A resource of the corpus with what it is judged by."""

    name: str
    body: bytes
    resource: dict[str, Any] | None
    profiles: tuple[str, ...]
    packages: tuple[Path, ...]


@dataclass(slots=True)
class Outcome:
    """How it went: faults by the number of the resource, the longest seconds and whose they were, kinds of answers."""

    faults: list[str] = field(default_factory=list)
    longest: float = 0.0
    slowest: str = ""
    answers: Counter[str] = field(default_factory=Counter)


def figures(count: int = COUNT, seed: int = SEED) -> Iterator[Figure]:
    """The limits of issue 3: it never raises, each within bounded time."""
    begun = time.perf_counter()
    outcome = played(count, seed)
    for fault in outcome.faults[:TOLD]:
        print(fault, file=sys.stderr)
    rate = f"{count / (time.perf_counter() - begun):.0f} a second"
    raised = len(outcome.faults)
    answers = ", ".join(f"{number} {name}" for name, number in outcome.answers.most_common())
    yield Figure(f"{count} mutated resources, seed {seed}: raised", str(raised), rate, "", "0", raised == 0)
    slowest = f"the slowest, {outcome.slowest}: processor"
    yield Figure(slowest, f"{outcome.longest:.2f} s", "", "", f"{LONGEST:.0f} s", outcome.longest <= LONGEST)
    yield Figure("what was said of them", answers)


def played(count: int, seed: int) -> Outcome:
    """Judge `count` mutated resources; each is drawn by its own number, so that one alone can be made again."""
    seeds, outcome = list(corpus()), Outcome()
    others = [one.resource for one in seeds if one.resource]
    for number in range(count):
        draw = Random(f"{seed}-{number}")
        chosen = draw.choice(seeds)
        begun = time.process_time()
        answer = _answer(chosen, others, draw, f"seed {seed}, number {number}, {chosen.name}", outcome)
        seconds = time.process_time() - begun
        outcome.answers[answer] += 1
        if seconds > outcome.longest:
            outcome.longest, outcome.slowest = seconds, f"number {number}"
    return outcome


def corpus() -> Iterator[Seed]:
    """The resources of fixtures/conformance, valid and invalid."""
    for table in sorted((fixtures() / "conformance").glob("*/expected.csv")):
        with table.open(encoding="utf-8", newline="") as text:
            rows = {row["file"].split(".")[0]: row for row in csv.DictReader(text)}
        for path in sorted(table.parent.iterdir()):
            if ".valid." in path.name or ".invalid." in path.name:
                yield _seed(path, rows.get(path.name.split(".")[0], {}))


def _seed(path: Path, row: dict[str, str]) -> Seed:
    body = path.read_bytes()
    try:
        value = json.loads(body) if path.suffix == ".json" else None
    except ValueError:
        value = None
    packages = tuple(path.parent / one for one in (row.get("packages") or "").split())
    resource = value if isinstance(value, dict) and value else None
    return Seed(f"{path.parent.name}/{path.name}", body, resource, tuple((row.get("profiles") or "").split()), packages)


def _answer(seed: Seed, others: Sequence[dict[str, Any]], draw: Random, name: str, outcome: Outcome) -> str:
    """What was said of one mutation of `seed`."""
    value: Any = None
    try:
        if seed.resource is None or draw.random() < GARBLED:
            value = garbled(seed.body, draw)
            value = parsed_tree(value) if value.lstrip()[:1] == b"<" else parse(value)
        else:
            value = mutated(seed.resource, others, draw)
        issues = validate(value, seed.profiles, seed.packages)
    except MalformedMessage:
        return "not read"
    except Exception as error:
        outcome.faults.append(f"{name}: {error!r}\n{_shown(value)}")
        return "raised"
    return _kind(issues, name, value, outcome)


def _kind(issues: Sequence[Issue], name: str, value: Any, outcome: Outcome) -> str:
    if own := next((issue for issue in issues if issue.code == "exception"), None):
        outcome.faults.append(f"{name}: {own.expression}: {own.message}\n{_shown(value)}")
        return "raised"
    return "with errors" if any(issue.severity in ("error", "fatal") for issue in issues) else "without errors"


def _shown(value: Any) -> str:
    try:
        return str(value)[:SHOWN]
    except RecursionError:
        return "(nested too deep to be shown)"
