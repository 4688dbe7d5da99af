"""A poll of a directory for what is new (``_history?_since``) over 100,000 versions: its first page, and its last."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.figure import Figure
from benchmarks.processes import HARNESS, serving
from harness.mocks.facility_registry import FacilityRegistry
from harness.mocks.rest.declaration import offered
from harness.mocks.search.parameters import search_table
from harness.mocks.store import Store, Stored

PLACES, CHANGES, PAGE, ROUNDS, LIMIT = 1_000, 100, 100, 20, 50
SINCE = "2020-01-01T00:00:00Z"


def figures() -> Iterator[Figure]:
    """The limit of issue 5: 50 ms for the first page, and for the last one too."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "directory.sqlite"
        begin = time.process_time()
        lived(data)
        a_second = PLACES * CHANGES / (time.process_time() - begin)
        yield Figure(f"versions written a second of the processor, {PLACES * CHANGES:,} of them", f"{a_second:.0f}")
        with serving(*HARNESS, "mock", "facility-registry", "--data", str(data)) as base:
            yield from _polled(base)


def lived(data: Path) -> None:
    """Writes a directory in which a thousand places have changed a hundred times."""
    store = Store(search_table(offered(FacilityRegistry.kind.declares)), data)
    with store.transaction():
        places = [store.add(_place(number, 0), id_=f"place-{number}", method="PUT") for number in range(PLACES)]
        for change in range(1, CHANGES):
            places = [_changed(store, one, change) for one in places]
    store.close()


def _changed(store: Store, stored: Stored, change: int) -> Stored:
    return store.replace(stored, _place(stored.key, change))


def _place(number: int, change: int) -> dict[str, Any]:
    position = {"latitude": number % 90, "longitude": number % 180}
    identifier = [{"system": "urn:place", "value": str(number)}]
    name = f"Place {number}, as of {change}"
    return {
        "resourceType": "Location",
        "identifier": identifier,
        "name": name,
        "status": "active",
        "position": position,
    }


def _polled(base: str) -> Iterator[Figure]:
    first = f"{base}/Location/_history?_since={SINCE}&_count={PAGE}"
    page, size, _ = _page(first)
    if page["total"] != PLACES * CHANGES:
        raise RuntimeError(f"{page['total']} versions are there: the figure would say nothing")
    last, slowest = first, 0.0
    while next_ := [one["url"] for one in page["link"] if one["relation"] == "next"]:
        last = next_[0]
        page, _, took = _page(last)
        slowest = max(slowest, took)
    with serving(sys.executable, "-m", "benchmarks.bare", str(size)) as bare:
        beside = min(_page(bare)[2] for _ in range(ROUNDS))
        for which, url in (("the first", first), ("the last", last)):
            best = min(_page(url)[2] for _ in range(ROUNDS)) * 1000
            what = f"a poll over {PLACES * CHANGES:,} versions, {which} page of {PAGE}"
            bare_time = f"bare {beside * 1000:.1f} ms"
            yield Figure(what, f"{best:.1f} ms", bare_time, f"{best / beside / 1000:.1f}", f"{LIMIT} ms", best <= LIMIT)
    yield Figure(f"the slowest of all {PLACES * CHANGES // PAGE:,} pages, once", f"{slowest * 1000:.1f} ms")


def _page(url: str) -> tuple[dict[str, Any], int, float]:
    """What is at `url`, its bytes, and the seconds until the last of them was there."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80)
    try:
        connection.connect()
        begin = time.perf_counter()
        connection.request("GET", f"{parts.path or '/'}?{parts.query}")
        body = connection.getresponse().read()
        took = time.perf_counter() - begin
    finally:
        connection.close()
    page: dict[str, Any] = json.loads(body)
    return page, len(body), took
