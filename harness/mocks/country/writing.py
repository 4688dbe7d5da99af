"""Writes the country down: a file of each resource type and a package of its codes. Knows files, not what they tell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from harness.mocks.country import bodies, reporting
from harness.mocks.country.areas import areas, jurisdictions
from harness.mocks.country.facilities import facilities, pairs, services
from harness.mocks.country.naming import Resource
from harness.mocks.country.patients import patients
from harness.mocks.country.people import practitioners, roles, workers
from harness.mocks.country.terminology import definitions

_PACKAGE = {
    "name": "tamarinda.codes",
    "version": "2026.1.0",
    "description": "The code systems, value sets and concept maps of a made-up country",
    "fhirVersions": ["4.0.1"],
}


def country() -> dict[str, bytes]:
    """Every file of the country by its path; the same each time."""
    every = areas()
    places = facilities(every)
    people = workers(places)
    codes = definitions(every, places, reporting.code_systems())
    directory = chain(
        jurisdictions(every),
        bodies.bodies(),
        pairs(places),
        services(places),
        bodies.endpoints(every, places),
        bodies.affiliations(places),
        practitioners(people),
        roles(people),
        patients(),
    )
    files = {f"{kind}.ndjson": _lines(found) for kind, found in _by_type(directory).items()}
    files |= {f"terminology/{one['resourceType']}-{one['id']}.json": _pretty(one) for one in codes}
    files |= {f"reporting/Measure-{one['id']}.json": _pretty(one) for one in reporting.measures()}
    files["terminology/package.json"] = _pretty(_PACKAGE)
    files["reporting/data_elements.csv"] = _table(reporting.rows())
    files["reporting/dimensions.csv"] = _table(reporting.dimension_rows())
    return files


def write(folder: Path) -> int:
    """Writes the country into `folder`, which must hold nothing else; how many bytes that were."""
    files = country()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for stale in {one for one in folder.rglob("*") if one.is_file()} - {folder / path for path in files}:
        if stale.name != "README.md":
            stale.unlink()
    return sum(map(len, files.values()))


def _by_type(every: Iterable[Resource]) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for one in every:
        found.setdefault(one["resourceType"], []).append(one)
    return found


def _lines(every: Iterable[Resource]) -> bytes:
    written = (json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in every)
    return "".join(f"{line}\n" for line in written).encode()


def _pretty(value: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def _table(found: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue().encode()
