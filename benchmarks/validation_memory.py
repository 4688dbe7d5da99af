"""The memory of one process that validates, with the core of R4 and three big packages. Prints one JSON object.

``python -m benchmarks.validation_memory`` tells the resident bytes at the start, after `FIRST` resources of every type
by every profile of its type, and after `MORE` others.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from benchmarks.samples import guides, patient
from harness.conformance import Validator, validator
from harness.folders import fixtures

FIRST, MORE = 1_000, 10_000
PROFILES = 12
"""Profiles that one resource is judged by at once, in turns until each has judged."""


def main() -> None:
    """Measure."""
    process = psutil.Process()
    told = {"begin": process.memory_info().rss}
    with tempfile.TemporaryDirectory() as folder:
        judge = validator(guides(Path(folder)))
        told["profiles"] = _judged(judge, FIRST)
        told["first"] = process.memory_info().rss
        _judged(judge, MORE)
        told["more"] = process.memory_info().rss
    print(json.dumps(told))


def _judged(judge: Validator, count: int) -> int:
    """Judge this many; how many different profiles did."""
    known = _by_type(judge)
    used: set[str] = set()
    for number, resource in zip(range(count), _resources(), strict=False):
        profiles = known.get(resource["resourceType"], [])
        begin = number * PROFILES % max(1, len(profiles))
        used.update(chosen := profiles[begin : begin + PROFILES])
        judge.validate(resource, chosen)
    return len(used)


def _by_type(judge: Validator) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in judge.definitions.every("StructureDefinition"):
        if one.get("derivation") == "constraint" and one["url"].rsplit("-", 1)[-1].isdigit():
            found.setdefault(one["type"], []).append(one["url"])
    return found


def _resources() -> Iterator[dict[str, Any]]:
    """Without end: each type's valid resource of the corpus in turns, and Patients."""
    paths = sorted((fixtures() / "conformance" / "resources").glob("*.valid.json"))
    texts = [path.read_bytes() for path in paths]
    number = 0
    while True:
        for text in texts:
            yield json.loads(text)
            yield patient(number)
            number += 1


if __name__ == "__main__":
    main()
